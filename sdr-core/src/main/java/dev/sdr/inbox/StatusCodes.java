package dev.sdr.inbox;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Enhanced status codes (RFC 3463) and SMTP reply codes in the words of servers. */
final class StatusCodes {

    private static final Pattern ENHANCED =
            Pattern.compile("(?<![\\p{L}\\d.])([45])\\.(\\d{1,2})\\.(\\d{1,3})(?![\\p{L}\\d]|\\.\\d)");
    private static final Pattern REPLY = Pattern.compile("(?<![\\p{L}\\d.:/+-])([45][0-7]\\d)(?=[\\s:<-]|$)");
    private static final int LONGEST = 20_000;

    private StatusCodes() {}

    /**
     * The most specific code of several texts, looked at in order: one that names the trouble before one that says "other"
     * (x.y.0), "expired" (x.4.7, which RFC 3463 wants replaced by the cause) or nothing but its class (x.0.0). Among equals
     * the first one stands.
     */
    static String best(String... texts) {
        String best = "";
        int rank = 0;
        for (String text : texts) {
            Matcher matcher = ENHANCED.matcher(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
            while (matcher.find()) {
                int found = rank(matcher.group(2), matcher.group(3));
                if (found > rank) {
                    best = matcher.group();
                    rank = found;
                }
            }
        }
        return best;
    }

    /** Whether a code names the trouble. */
    static boolean isSpecific(String code) {
        Matcher matcher = ENHANCED.matcher(code);
        return matcher.matches() && rank(matcher.group(2), matcher.group(3)) == 4;
    }

    private static int rank(String subject, String detail) {
        if (subject.equals("0")) {
            return 1;
        }
        if (subject.equals("4") && detail.equals("7")) {
            return 3;
        }
        return detail.equals("0") ? 2 : 4;
    }

    /** The first SMTP reply code of a text, or empty. */
    static String reply(String text) {
        Matcher matcher = REPLY.matcher(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        return matcher.find() ? matcher.group(1) : "";
    }
}
