/** Language models over HTTP: one interface, the two common wire formats, and what their servers do wrong. */
@NullMarked
package dev.sdr.llm.chat;

import org.jspecify.annotations.NullMarked;
