/** What is done about a reply: the policy, the responder SPI and drafts that people approve. */
@NullMarked
package dev.sdr.answer;

import org.jspecify.annotations.NullMarked;
