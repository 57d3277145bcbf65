/** The library's front door: {@link dev.sdr.SequenceRunner} and its facades. */
@NullMarked
package dev.sdr;

import org.jspecify.annotations.NullMarked;
