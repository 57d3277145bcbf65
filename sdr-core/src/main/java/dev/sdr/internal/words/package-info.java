/** Finding phrases in what people write: normalised sentences and lists of phrases kept as data. Not API. */
@NullMarked
package dev.sdr.internal.words;

import org.jspecify.annotations.NullMarked;
