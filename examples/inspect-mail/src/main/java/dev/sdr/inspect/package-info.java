/** Shows what the library makes of a mail, and why. */
@NullMarked
package dev.sdr.inspect;

import org.jspecify.annotations.NullMarked;
