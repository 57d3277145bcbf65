package dev.sdr.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Mailbox;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How a mail says to unsubscribe: by mail always (RFC 2369), with one click where our pages are mounted (RFC 8058). */
final class Unsubscribing {

    static final String HEADER = "List-Unsubscribe";

    private static final String UNRESERVED = "-._~!$'()*+,;:"; // RFC 6068 section 2
    private static final Pattern SUBJECT = Pattern.compile(
            "(?i)\\s*(?:\\[[^\\]]{1,40}]\\s*|\\*{2,5}[^*]{1,40}\\*{2,5}\\s*){0,3}unsubscribe\\s+([\\w-]{40,4000})\\s*");

    private Unsubscribing() {}

    /** The headers of a mail. */
    static Map<String, String> headers(String token, Mailbox mailbox, Optional<PublicUrl> url) {
        Map<String, String> headers = new LinkedHashMap<>();
        String mailto = "<mailto:" + encoded(mailbox.address()) + "?subject=unsubscribe%20" + token + ">";
        url.ifPresentOrElse(
                u -> {
                    headers.put(HEADER, "<" + u.unsubscribe(token) + ">, " + mailto);
                    headers.put("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
                },
                () -> headers.put(HEADER, mailto));
        return headers;
    }

    private static String encoded(EmailAddress address) {
        StringBuilder encoded = new StringBuilder();
        for (byte b : address.local().getBytes(UTF_8)) {
            boolean plain = b > 0 && (Character.isLetterOrDigit(b) || UNRESERVED.indexOf(b) >= 0);
            encoded.append(plain ? Character.toString(b) : String.format("%%%02X", b));
        }
        return encoded.append('@').append(address.domain()).toString();
    }

    /**
     * The token in the subject of a mail that a mail program wrote by our header. A subject behind "Re:" or "Fwd:" is a
     * person's mail, whose words are read as such; a tag that a gateway puts before it is passed over.
     */
    static Optional<String> token(String subject) {
        Matcher matcher = SUBJECT.matcher(subject);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }
}
