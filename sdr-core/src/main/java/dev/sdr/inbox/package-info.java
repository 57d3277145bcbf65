/** Reading email: the inbox SPI, MIME reading, triage, the newly written text and matching. */
@NullMarked
package dev.sdr.inbox;

import org.jspecify.annotations.NullMarked;
