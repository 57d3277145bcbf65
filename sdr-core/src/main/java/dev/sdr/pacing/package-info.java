/** When and how much: due times, send windows and daily caps. */
@NullMarked
package dev.sdr.pacing;

import org.jspecify.annotations.NullMarked;
