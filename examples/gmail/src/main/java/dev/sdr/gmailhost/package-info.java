/** A host that sends from a Gmail mailbox and watches its inbox. */
@NullMarked
package dev.sdr.gmailhost;

import org.jspecify.annotations.NullMarked;
