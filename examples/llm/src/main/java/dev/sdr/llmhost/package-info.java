/** A host whose replies a model reads and answers, and a tool that measures models. */
@NullMarked
package dev.sdr.llmhost;

import org.jspecify.annotations.NullMarked;
