/** Sending email: the mailer SPI, mailboxes, the sender's identity and MIME writing. */
@NullMarked
package dev.sdr.mail;

import org.jspecify.annotations.NullMarked;
