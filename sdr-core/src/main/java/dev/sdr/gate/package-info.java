/** The one chain of gates that every send passes. */
@NullMarked
package dev.sdr.gate;

import org.jspecify.annotations.NullMarked;
