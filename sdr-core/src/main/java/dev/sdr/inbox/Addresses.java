package dev.sdr.inbox;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Email addresses as they stand in running text: in angle brackets, after a colon, before a full stop. */
final class Addresses {

    /** An address; what surrounds it (brackets, quotes, {@code mailto:}, {@code rfc822;}) is not part of it. */
    static final Pattern IN_TEXT = Pattern.compile(
            "[^\\s<>()\\[\\]{}\"',;:@|\\\\]{1,64}@[\\p{L}\\p{N}](?:[\\p{L}\\p{N}.-]{0,253}[\\p{L}\\p{N}])?");

    private static final Pattern ROLE =
            Pattern.compile("(?i)(?:mailer-?daemon|mail-daemon|post-?master|abuse|hostmaster"
                    + "|no-?reply|do-?not-?reply|noresponse|nobody|undisclosed-recipients)(?:[+-].*)?");

    private Addresses() {}

    /** The first address of a text. */
    static Optional<String> first(String text) {
        Matcher matcher = IN_TEXT.matcher(text);
        return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
    }

    /** The part before the {@code @}; the whole text if there is none. */
    static String local(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at);
    }

    /** Whether a machine or an office reads it, not the person a mail is about. */
    static boolean isRole(String address) {
        return ROLE.matcher(local(address)).matches();
    }

    /** The form in which two spellings of an address compare equal. */
    static String key(String address) {
        return address.toLowerCase(Locale.ROOT);
    }
}
