package dev.sdr.testkit;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Google's consent page, without the page: who is asked agrees at once, unless told otherwise. */
final class GmailConsent {

    static final String INSTALLED_ID = "123456789012-installed.apps.googleusercontent.com";
    static final String WEB_ID = "123456789012-web.apps.googleusercontent.com";
    static final String SECRET = "GOCSPX-stand-in";

    private static final Duration CODE_LIVES = Duration.ofMinutes(10);
    private static final Pattern LOOPBACK = Pattern.compile("http://(127\\.0\\.0\\.1|localhost|\\[::1])(:\\d+)?(/.*)?");

    /**
     * What a code stands for.
     *
     * @param clientId the client that asked
     * @param address who agreed
     * @param scopes to what
     * @param redirectUri where the code went
     * @param challenge PKCE's challenge, or empty
     * @param plain whether the challenge is the verifier itself
     * @param refreshes whether a refresh token comes with it
     * @param expires when it ends
     */
    record Code(
            String clientId,
            String address,
            Set<String> scopes,
            String redirectUri,
            String challenge,
            boolean plain,
            boolean refreshes,
            Instant expires) {

        boolean verifiedBy(String verifier) {
            if (challenge.isEmpty()) {
                return true;
            }
            try {
                byte[] hash = MessageDigest.getInstance("SHA-256").digest(verifier.getBytes(StandardCharsets.US_ASCII));
                String sent = plain
                        ? verifier
                        : Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
                return sent.equals(challenge);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private final Clock clock;
    private final GmailGrants grants;
    private final Supplier<List<String>> addresses;
    private final Map<String, Code> codes = new HashMap<>();
    private final Set<String> webRedirects = new HashSet<>();
    private Optional<String> signedIn = Optional.empty();
    private Optional<Set<String>> only = Optional.empty();
    private boolean refuses;
    private int number;

    GmailConsent(Clock clock, GmailGrants grants, Supplier<List<String>> addresses) {
        this.clock = clock;
        this.grants = grants;
        this.addresses = addresses;
    }

    synchronized void webRedirects(String... uris) {
        webRedirects.addAll(List.of(uris));
    }

    synchronized void signIn(String address) {
        signedIn = Optional.of(address);
    }

    synchronized void refuses(boolean no) {
        refuses = no;
    }

    synchronized void grantsOnly(Set<String> scopes) {
        only = Optional.of(Set.copyOf(scopes));
    }

    /** The answer to the browser. */
    synchronized LoopbackAnswer ask(Map<String, List<String>> query) {
        String client = first(query, "client_id");
        String redirect = first(query, "redirect_uri");
        boolean installed = client.equals(INSTALLED_ID);
        if (!installed && !client.equals(WEB_ID)) {
            return page("invalid_client", "The OAuth client was not found.");
        }
        if (installed ? !LOOPBACK.matcher(redirect).matches() : !webRedirects.contains(redirect)) {
            return page("redirect_uri_mismatch", "The redirect URI in the request does not match.");
        }
        Set<String> scopes = words(first(query, "scope"));
        if (!first(query, "response_type").equals("code") || scopes.isEmpty()) {
            return page("invalid_request", "Missing required parameter: response_type or scope");
        }
        Optional<String> address = who(first(query, "login_hint"));
        if (address.isEmpty()) {
            return page("access_denied", "Nobody is signed in at the stand-in, or several are: name one.");
        }
        String state = query.containsKey("state") ? "&state=" + encoded(first(query, "state")) : "";
        if (refuses) {
            return redirect(redirect, "error=access_denied" + state);
        }
        Set<String> granted = new HashSet<>(scopes);
        only.ifPresent(granted::retainAll);
        String code = "4/0Astand-in-" + ++number;
        codes.put(code, code(query, address.get(), granted));
        return redirect(redirect, "code=" + encoded(code) + "&scope=" + encoded(String.join(" ", granted)) + state);
    }

    private Code code(Map<String, List<String>> query, String address, Set<String> granted) {
        boolean offline = first(query, "access_type").equals("offline");
        boolean asksAgain = words(first(query, "prompt")).contains("consent");
        boolean installed = first(query, "client_id").equals(INSTALLED_ID);
        return new Code(
                first(query, "client_id"),
                address,
                granted,
                first(query, "redirect_uri"),
                first(query, "code_challenge"),
                !first(query, "code_challenge_method").equals("S256"),
                installed || (offline && (asksAgain || !grants.hasGrant(address))),
                clock.instant().plus(CODE_LIVES));
    }

    /** The code, which works once only. */
    synchronized Optional<Code> take(String code) {
        return Optional.ofNullable(codes.remove(code))
                .filter(c -> clock.instant().isBefore(c.expires()));
    }

    private Optional<String> who(String hint) {
        List<String> known = addresses.get();
        if (!hint.isEmpty()) {
            return known.stream().filter(hint.toLowerCase(Locale.ROOT)::equals).findFirst();
        }
        return signedIn.or(() -> known.size() == 1 ? Optional.of(known.get(0)) : Optional.empty());
    }

    static Set<String> words(String text) {
        Set<String> words = new HashSet<>(Arrays.asList(text.strip().split("\\s+", -1)));
        words.remove("");
        return words;
    }

    private static LoopbackAnswer redirect(String to, String query) {
        return LoopbackAnswer.html(302, "").with("Location", to + (to.contains("?") ? "&" : "?") + query);
    }

    private static LoopbackAnswer page(String error, String words) {
        return LoopbackAnswer.html(
                400,
                "<!DOCTYPE html>\n<title>Error 400: " + error + "</title>\n<h1>Access blocked</h1><p>" + words + "\n");
    }

    private static String first(Map<String, List<String>> query, String name) {
        return query.getOrDefault(name, List.of("")).get(0);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
