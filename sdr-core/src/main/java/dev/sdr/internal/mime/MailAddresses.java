package dev.sdr.internal.mime;

import dev.sdr.lead.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Addresses of a header such as From or To (RFC 5322 section 3.4), odd as they come: groups, comments, routes, missing
 * brackets, quotes in the wrong place. Read before encoded words are, or a comma in a name would divide it.
 */
public final class MailAddresses {

    private static final int MOST = 500;

    /**
     * An address and the name that stands with it.
     *
     * @param address the address
     * @param name the name, may be empty
     */
    public record Named(EmailAddress address, String name) {}

    private final List<Named> found = new ArrayList<>();
    private final StringBuilder words = new StringBuilder();
    private final StringBuilder angle = new StringBuilder();
    private final StringBuilder comment = new StringBuilder();

    private MailAddresses() {}

    /**
     * Reads a header.
     *
     * @param header the header's value, unfolded and not decoded
     * @return its addresses in order
     */
    public static List<Named> read(String header) {
        MailAddresses reader = new MailAddresses();
        reader.scan(header);
        if (reader.found.isEmpty() && header.contains("=?")) { // all of it in one encoded word
            String decoded = EncodedWords.decode(header);
            if (!decoded.contains("=?")) {
                reader.scan(decoded);
            }
        }
        return reader.found;
    }

    private void scan(String text) {
        boolean quoted = false;
        boolean inAngle = false;
        int depth = 0;
        int lastQuote = text.lastIndexOf('"');
        int lastClosing = text.lastIndexOf(')');
        for (int i = 0; i < text.length() && found.size() < MOST; i++) {
            char c = text.charAt(i);
            StringBuilder out = depth > 0 ? comment : inAngle ? angle : words;
            if (quoted || depth > 0) {
                if (c == '\\' && i + 1 < text.length()) {
                    out.append(text.charAt(++i));
                } else if (quoted && c == '"') {
                    quoted = false;
                } else if (depth > 0 && (c == '(' || c == ')')) {
                    depth += c == '(' ? 1 : -1;
                } else {
                    out.append(c);
                }
                continue;
            }
            switch (c) {
                case '"' -> quoted = i < lastQuote;
                case '(' -> depth = i < lastClosing ? 1 : 0;
                case '<' -> inAngle = true;
                case '>' -> inAngle = false;
                case ',', ';' -> {
                    if (!inAngle || c == ';') {
                        take();
                        inAngle = false;
                    } else {
                        angle.setLength(0); // a source route
                    }
                }
                case ':' -> {
                    if (inAngle) {
                        angle.setLength(0); // the end of a route, or "mailto:"
                    } else if (words.indexOf("@") < 0) {
                        words.setLength(0); // the name of a group
                    }
                }
                default -> out.append(c);
            }
        }
        take();
    }

    private void take() {
        String name = words.toString().strip();
        Optional<EmailAddress> address = address(angle.toString());
        if (address.isEmpty() && name.contains("@")) {
            address = last(name);
            int at = address.isPresent() ? name.lastIndexOf(address.get().value()) : -1;
            name = at > 0 ? name.substring(0, at).strip() : "";
        }
        String shown = name.isEmpty() ? comment.toString().strip() : name;
        address.ifPresent(a -> found.add(new Named(a, shown(shown))));
        words.setLength(0);
        angle.setLength(0);
        comment.setLength(0);
    }

    private static String shown(String name) {
        return EncodedWords.decode(name).replaceAll("\\s+", " ").strip();
    }

    /** The last of the words that is an address. */
    private static Optional<EmailAddress> last(String words) {
        int end = words.length();
        for (int tries = 0; end > 0 && tries < 20; tries++) {
            int start = words.lastIndexOf(' ', end - 1);
            Optional<EmailAddress> address = address(words.substring(start + 1, end));
            if (address.isPresent()) {
                return address;
            }
            end = start;
        }
        return Optional.empty();
    }

    private static Optional<EmailAddress> address(String text) {
        String plain = text.strip();
        if (plain.regionMatches(true, 0, "mailto:", 0, 7)) {
            plain = plain.substring(7);
        }
        int start = 0;
        int end = plain.length();
        while (start < end && "'\"[<".indexOf(plain.charAt(start)) >= 0) {
            start++;
        }
        while (end > start && "'\"]>.".indexOf(plain.charAt(end - 1)) >= 0) {
            end--;
        }
        String bare = plain.substring(start, end);
        return bare.length() > 320 || bare.indexOf('@') < 0 ? Optional.empty() : EmailAddress.parse(bare);
    }
}
