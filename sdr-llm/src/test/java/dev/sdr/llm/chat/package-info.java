@NullMarked
package dev.sdr.llm.chat;

import org.jspecify.annotations.NullMarked;
