package dev.sdr.gmail;

import java.util.Set;

/**
 * The permissions asked of Google. For an app of type Internal (own organisation only) Google reviews none of them; for
 * an External app a sensitive one needs verification, and a restricted one needs verification and a security assessment
 * every year.
 */
public final class GmailScopes {

    /** Sending mail, and nothing else. Sensitive. */
    public static final String SEND = "https://www.googleapis.com/auth/gmail.send";

    /** Reading all mail and settings. Restricted. */
    public static final String READ = "https://www.googleapis.com/auth/gmail.readonly";

    /** Everything, which SMTP and IMAP by XOAUTH2 need; the Gmail API does not need it. Restricted. */
    public static final String FULL = "https://mail.google.com/";

    /** The least with which this module works: {@link #SEND} and {@link #READ}. The second one is restricted. */
    public static final Set<String> DEFAULT = Set.of(SEND, READ);

    /** With these Google tells whose mailbox it is ({@code users.getProfile}). */
    private static final Set<String> TELL_THE_ADDRESS = Set.of(
            READ,
            FULL,
            "https://www.googleapis.com/auth/gmail.modify",
            "https://www.googleapis.com/auth/gmail.compose",
            "https://www.googleapis.com/auth/gmail.metadata");

    private GmailScopes() {}

    /** A copy of what the host asks for, if the account can be checked with it. */
    static Set<String> checked(Set<String> scopes) {
        if (scopes.stream().noneMatch(TELL_THE_ADDRESS::contains)) {
            throw new IllegalArgumentException(
                    "none of the scopes lets Google say whose mailbox it is; add GmailScopes.READ");
        }
        return Set.copyOf(scopes);
    }
}
