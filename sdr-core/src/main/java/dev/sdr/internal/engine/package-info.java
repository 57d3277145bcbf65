/** The phases of a run. Not API. */
@NullMarked
package dev.sdr.internal.engine;

import org.jspecify.annotations.NullMarked;
