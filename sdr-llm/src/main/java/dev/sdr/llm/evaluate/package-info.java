/** Measures classifiers on replies whose meaning is known. */
@NullMarked
package dev.sdr.llm.evaluate;

import org.jspecify.annotations.NullMarked;
