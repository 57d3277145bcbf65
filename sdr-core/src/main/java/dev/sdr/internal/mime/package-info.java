/** The parts of the MIME reader, lenient and within caps: headers, encodings, charsets, multiparts. Not API. */
@NullMarked
package dev.sdr.internal.mime;

import org.jspecify.annotations.NullMarked;
