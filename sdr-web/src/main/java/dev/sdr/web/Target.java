package dev.sdr.web;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;

/**
 * What a request's path asks for.
 *
 * @param kind the part of the servlet
 * @param name the token, or the webhook's name
 */
record Target(Kind kind, String name) {

    /** The longest token: servers and proxies take about 8,000 characters in a request line. */
    private static final int LONGEST = 4_096;

    private static final String IMAGE = ".gif";
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /** A part of the servlet. */
    enum Kind {
        OPEN("/o/", "GET, HEAD"),
        CLICK("/c/", "GET, HEAD"),
        UNSUBSCRIBE("/u/", "GET, HEAD, POST"),
        HOOK("/hooks/", "POST");

        private final String prefix;
        private final String allow;

        Kind(String prefix, String allow) {
            this.prefix = prefix;
            this.allow = allow;
        }

        /** The methods it answers, as the Allow header says it. */
        String allow() {
            return allow;
        }

        boolean allows(String method) {
            return List.of(allow.split(", ", -1)).contains(method);
        }
    }

    /**
     * Reads the path strictly: as our mails write it, letter for letter. Whatever is encoded, has path parameters or empty or
     * dotted segments is not ours, so that no two parts of a host can read one path in two ways.
     */
    static Optional<Target> of(HttpServletRequest request) {
        String info = request.getPathInfo();
        String path = info == null ? request.getServletPath() : info;
        String raw = request.getRequestURI();
        if (!raw.endsWith(path) || raw.indexOf(';') >= 0) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (path.startsWith(kind.prefix)) {
                String name = path.substring(kind.prefix.length());
                return kind == Kind.OPEN
                        ? image(name)
                        : Optional.of(new Target(kind, name)).filter(Target::isSafe);
            }
        }
        return Optional.empty();
    }

    private static Optional<Target> image(String name) {
        return name.endsWith(IMAGE) && name.indexOf('/') < 0
                ? Optional.of(new Target(Kind.OPEN, name.substring(0, name.length() - IMAGE.length())))
                : Optional.empty();
    }

    /** Whether the name is of the letters that tokens and names are made of (RFC 4648 section 5), and not too long. */
    boolean isSafe() {
        return !name.isEmpty() && name.length() <= LONGEST && name.chars().allMatch(c -> LETTERS.indexOf(c) >= 0);
    }
}
