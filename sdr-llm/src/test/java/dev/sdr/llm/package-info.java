@NullMarked
package dev.sdr.llm;

import org.jspecify.annotations.NullMarked;
