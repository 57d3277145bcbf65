package dev.sdr.testkit;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** The calls a {@link GmailServer} knows, with their price in quota units by Google's table of 1 May 2026. */
public enum GmailMethod {
    /** {@code users.getProfile}. */
    PROFILE(1, "readonly", "modify", "compose", "metadata"),
    /** {@code users.history.list}. */
    HISTORY(2, "readonly", "modify", "metadata"),
    /** {@code users.messages.list}. */
    LIST(5, "readonly", "modify", "metadata"),
    /** {@code users.messages.get}, in any format. */
    GET(20, "readonly", "modify", "metadata"),
    /** {@code users.messages.attachments.get}. */
    ATTACHMENT(20, "readonly", "modify"),
    /** {@code users.messages.send}. */
    SEND(100, "send", "compose", "modify"),
    /** {@code users.watch}. */
    WATCH(100, "readonly", "modify", "metadata"),
    /** {@code users.stop}. */
    STOP(50, "readonly", "modify", "metadata"),
    /** A batch as a whole: it costs nothing itself, each call inside it costs what it always does. */
    BATCH(0),
    /** The token endpoint, which is no call of the Gmail API and costs nothing. */
    TOKEN(0);

    private final int units;
    private final String scopes; // a text, since an enum should not hold a collection

    GmailMethod(int units, String... scopes) {
        this.units = units;
        this.scopes = String.join(" ", scopes);
    }

    /**
     * What a call costs.
     *
     * @return quota units
     */
    public int units() {
        return units;
    }

    /** Whether a token of these scopes may call it. */
    boolean allowedBy(Set<String> granted) {
        return granted.contains(GmailScopes.FULL)
                || Arrays.stream(scopes.split(" ", -1)).anyMatch(s -> granted.contains(GmailScopes.PREFIX + s));
    }

    /** The method of a request below {@code /gmail/v1/users/x}, given what follows the user. */
    static Optional<GmailMethod> of(String verb, String rest) {
        return Optional.ofNullable(
                switch (verb + " " + shape(rest)) {
                    case "GET /profile" -> PROFILE;
                    case "GET /history" -> HISTORY;
                    case "GET /messages" -> LIST;
                    case "GET /messages/x" -> GET;
                    case "GET /messages/x/attachments/x" -> ATTACHMENT;
                    case "POST /messages/send" -> SEND;
                    case "POST /watch" -> WATCH;
                    case "POST /stop" -> STOP;
                    default -> null;
                });
    }

    private static String shape(String rest) {
        return rest.equals("/messages/send")
                ? rest
                : rest.replaceFirst("^/messages/[^/]+", "/messages/x")
                        .replaceFirst("/attachments/[^/]+$", "/attachments/x");
    }
}
