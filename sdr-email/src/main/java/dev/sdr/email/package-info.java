/** Email over SMTP and IMAP. */
@NullMarked
package dev.sdr.email;

import org.jspecify.annotations.NullMarked;
