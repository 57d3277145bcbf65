package dev.sdr.testkit;

import java.util.Set;

/** OAuth scopes of Gmail. */
final class GmailScopes {

    static final String PREFIX = "https://www.googleapis.com/auth/gmail.";
    static final String FULL = "https://mail.google.com/";
    static final Set<String> SEND_AND_READ = Set.of(PREFIX + "send", PREFIX + "readonly");

    private GmailScopes() {}

    /** Whether all that is granted for reading is headers. */
    static boolean metadataOnly(Set<String> granted) {
        return granted.contains(PREFIX + "metadata")
                && !granted.contains(PREFIX + "readonly")
                && !granted.contains(PREFIX + "modify")
                && !granted.contains(FULL);
    }
}
