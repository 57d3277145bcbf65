/** A classifier, a composer and a responder on a language model, within limits that the model cannot move. */
@NullMarked
package dev.sdr.llm;

import org.jspecify.annotations.NullMarked;
