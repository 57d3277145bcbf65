/** The parts of the reply text: lines, quotes, history, signatures, HTML, and the words of mail clients. Not API. */
@NullMarked
package dev.sdr.internal.text;

import org.jspecify.annotations.NullMarked;
