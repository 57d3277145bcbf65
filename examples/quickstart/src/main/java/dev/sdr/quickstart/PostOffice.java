package dev.sdr.quickstart;

import jakarta.mail.internet.MimeMessage;
import java.time.Instant;
import java.util.List;

/** Where the demonstration's mail goes and comes from. */
interface PostOffice {

    /** Everything that we sent and that arrived. */
    List<MimeMessage> sent();

    /** Puts a message into one of our inboxes. */
    void deliver(String ourAddress, String message, Instant at);
}
