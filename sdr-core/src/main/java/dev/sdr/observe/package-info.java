/** What a host sees of a run. */
@NullMarked
package dev.sdr.observe;

import org.jspecify.annotations.NullMarked;
