package dev.sdr.testkit;

import java.util.Set;

/** What becomes of mail that was sent through a {@link GmailServer}. Called after the mail is in Sent, from any thread. */
@FunctionalInterface
public interface GmailMailOut {

    /**
     * Mail was sent.
     *
     * @param from the mailbox it was sent from
     * @param message as Gmail sent it, with its own Message-ID and without Bcc
     * @param recipients the addresses of To, Cc and Bcc, in lower case
     */
    void sent(GmailAccountState from, GmailMessage message, Set<String> recipients);
}
