package dev.sdr.gmail;

import java.util.regex.Pattern;

/** Google's token server said no, in an OAuth error code. Caught inside this package and put into words there. */
final class Refused extends Exception {

    private static final long serialVersionUID = 1L;
    private static final Pattern CODE = Pattern.compile("[a-zA-Z_]{1,64}");

    private final String code;

    Refused(String code) {
        super(printable(code));
        this.code = printable(code);
    }

    /** A code that is fit for messages; what else somebody put there is not. */
    static String printable(String code) {
        return CODE.matcher(code).matches() ? code : "unreadable code";
    }

    String code() {
        return code;
    }

    /** Whether the grant itself is gone: only a new one helps. */
    boolean isGone() {
        return code.equals("invalid_grant");
    }

    /** Whether it is the host's OAuth client that Google does not know, or not like this. */
    boolean isAboutClient() {
        return switch (code) {
            case "invalid_client",
                    "deleted_client",
                    "disabled_client",
                    "unauthorized_client",
                    "redirect_uri_mismatch" -> true;
            default -> false;
        };
    }
}
