/** Who must not be written to. */
@NullMarked
package dev.sdr.consent;

import org.jspecify.annotations.NullMarked;
