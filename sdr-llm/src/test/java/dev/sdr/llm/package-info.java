/** Tests against a stand-in server, over HTTP. */
@NullMarked
package dev.sdr.llm;

import org.jspecify.annotations.NullMarked;
