package dev.sdr.internal.engine;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where the host has mounted our pages, as the world sees it, and the addresses below it.
 *
 * @param base without a slash at its end
 */
public record PublicUrl(String base) {

    private static final Pattern PATH = Pattern.compile("[A-Za-z0-9/._~-]*");
    private static final Pattern LOOPBACK = Pattern.compile("(?i)localhost|127(?:\\.\\d{1,3}){3}|\\[::1]");
    private static final int LONGEST = 200;

    /**
     * Reads an address that a host set.
     *
     * @param url the address
     * @return it
     * @throws IllegalArgumentException if it is none that can be used; the message says why
     */
    public static PublicUrl of(String url) {
        problem(url).ifPresent(problem -> {
            throw new IllegalArgumentException(
                    "the public address must be one such as https://links.example.com/sdr, and '"
                            + url.replaceAll("\\p{Cntrl}", "?") + "' " + problem);
        });
        return new PublicUrl(url.replaceFirst("/+$", ""));
    }

    private static Optional<String> problem(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException e) {
            return Optional.of("is no address");
        }
        String host = uri.getHost();
        boolean plain = "http".equalsIgnoreCase(uri.getScheme());
        if (host == null || !(plain || "https".equalsIgnoreCase(uri.getScheme()))) {
            return Optional.of("is not a whole https address (a host beyond ASCII needs its xn-- form)");
        }
        if (plain && !LOOPBACK.matcher(host).matches()) {
            return Optional.of(
                    "is not https, which RFC 8058 section 3.1 asks for; only on this machine http may be used");
        }
        if (uri.getRawUserInfo() != null || uri.getRawQuery() != null || uri.getRawFragment() != null) {
            return Optional.of("has a user, a query or a fragment");
        }
        if (!PATH.matcher(uri.getRawPath()).matches() || url.length() > LONGEST) {
            return Optional.of("has a path with other characters than letters, digits and /._~- or is longer than "
                    + LONGEST + " characters");
        }
        return Optional.empty();
    }

    String open(String token) {
        return base + "/o/" + token + ".gif";
    }

    String click(String token) {
        return base + "/c/" + token;
    }

    String unsubscribe(String token) {
        return base + "/u/" + token;
    }

    /** Whether an address is one of these, which is never tracked. */
    boolean covers(String url) {
        return url.regionMatches(true, 0, base + "/", 0, base.length() + 1);
    }
}
