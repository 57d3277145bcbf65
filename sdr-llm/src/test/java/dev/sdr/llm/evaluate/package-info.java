@NullMarked
package dev.sdr.llm.evaluate;

import org.jspecify.annotations.NullMarked;
