package dev.sdr.internal.engine;

import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Mailbox;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our own token in Reply-To, for mailboxes whose provider delivers {@code jane+anything@example.com} to jane: the left part of
 * the touch's Message-ID, so that a reply without References finds its touch by the address it was sent to.
 */
final class ReplyToken {

    private static final int LONGEST_LOCAL = 64; // RFC 5321 section 4.5.3.1.1
    private static final Pattern TOKEN = Pattern.compile(".+\\+([0-9a-f]{40})");

    private ReplyToken() {}

    /** The address that replies to a touch are to be sent to, if the mailbox has such addresses. */
    static Optional<String> address(Mailbox mailbox, String messageId) {
        String token = messageId.substring(0, messageId.indexOf('@'));
        String local = mailbox.address().local() + "+" + token;
        return mailbox.plusAddressing() && local.length() <= LONGEST_LOCAL
                ? Optional.of(local + "@" + mailbox.address().domain())
                : Optional.empty();
    }

    /** The Message-ID of ours that an address stands for, if it is one of these. */
    static Optional<String> messageId(EmailAddress address) {
        Matcher matcher = TOKEN.matcher(address.local());
        return matcher.matches() ? Optional.of(matcher.group(1) + "@" + address.domain()) : Optional.empty();
    }
}
