/** Turning a step into the words that leave, and checking them. */
@NullMarked
package dev.sdr.compose;

import org.jspecify.annotations.NullMarked;
