package dev.sdr.llm.chat;

import static java.util.Objects.requireNonNull;

import dev.sdr.error.CredentialsException;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;
import okhttp3.OkHttpClient;
import org.jspecify.annotations.Nullable;

/** What both builders ask about a server: where it is, with which key, and how long it may take. Not for several threads. */
final class ServerOptions {

    static final Duration CONNECT = Duration.ofSeconds(10);
    static final Duration READ = Duration.ofSeconds(60);
    static final Duration CALL = Duration.ofSeconds(90);
    static final long LARGEST = 2_000_000;

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "::1", "localhost");
    private static final Set<String> TAKEN = Set.of("content-type", "content-length", "host", "accept", "connection");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_-]{0,99}");
    private static final Pattern VALUE = Pattern.compile("[\\x20-\\x7e]+");

    private final HttpUrl base;
    private final Map<String, String> query = new LinkedHashMap<>();
    private final Map<String, Supplier<String>> more = new LinkedHashMap<>();
    private @Nullable Supplier<String> key;
    private String keyHeader;
    private String keyPrefix;
    private boolean plainHttp;
    private Duration connectTimeout = CONNECT;
    private Duration readTimeout = READ;
    private Duration callTimeout = CALL;
    private long maxResponseBytes = LARGEST;
    private @Nullable OkHttpClient client;
    private Clock clock = Clock.systemUTC();

    ServerOptions(String baseUrl, String keyHeader, String keyPrefix) {
        HttpUrl url = HttpUrl.parse(requireNonNull(baseUrl, "baseUrl").strip());
        if (url == null) {
            throw new IllegalArgumentException("the base URL is no http or https URL");
        }
        if (!url.username().isEmpty() || !url.password().isEmpty() || url.fragment() != null) {
            throw new IllegalArgumentException(
                    "the base URL must hold no user, password or fragment; give the key as key");
        }
        this.base = url;
        this.keyHeader = keyHeader;
        this.keyPrefix = keyPrefix;
    }

    void key(Supplier<String> supplier) {
        key = requireNonNull(supplier, "key");
    }

    void keyHeader(String name, String prefix) {
        keyHeader = headerName(name);
        keyPrefix = prefix;
    }

    void header(String name, Supplier<String> value) {
        more.put(headerName(name), requireNonNull(value, "value"));
    }

    private static String headerName(String name) {
        if (!HEADER.matcher(name).matches() || TAKEN.contains(name.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("not the name of a header that may be set: " + name);
        }
        return name;
    }

    void query(String name, String value) {
        query.put(requireNonNull(name, "name"), requireNonNull(value, "value"));
    }

    void plainHttp() {
        plainHttp = true;
    }

    void connectTimeout(Duration timeout) {
        connectTimeout = timeout(timeout);
    }

    void readTimeout(Duration timeout) {
        readTimeout = timeout(timeout);
    }

    void callTimeout(Duration timeout) {
        callTimeout = timeout(timeout);
    }

    private static Duration timeout(Duration timeout) {
        if (timeout.compareTo(Duration.ofMillis(1)) < 0 || timeout.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException("a timeout must be from a millisecond to an hour, was " + timeout);
        }
        return timeout;
    }

    void maxResponseBytes(long bytes) {
        if (bytes < 1) {
            throw new IllegalArgumentException("maxResponseBytes must be at least 1, was " + bytes);
        }
        maxResponseBytes = bytes;
    }

    void client(OkHttpClient hosts) {
        client = requireNonNull(hosts, "client");
    }

    void clock(Clock other) {
        clock = requireNonNull(other, "clock");
    }

    /**
     * Checks the whole.
     *
     * @throws IllegalArgumentException if mail and key would go over an open line
     */
    void check() {
        if (!base.isHttps() && !plainHttp && !THIS_MACHINE.contains(base.host())) {
            throw new IllegalArgumentException(
                    "the base URL is neither https nor on this machine: key and mail would be"
                            + " readable on the way. If that way is your own, say allowPlainHttp()");
        }
    }

    /** Where a path below the base is. */
    HttpUrl url(String path) {
        HttpUrl.Builder url = base.newBuilder().addPathSegments(path);
        query.forEach(url::setQueryParameter);
        return url.build();
    }

    /** Host, port and path, for logs and fingerprints: a query may hold a secret. */
    String place() {
        boolean usual = base.port() == HttpUrl.defaultPort(base.scheme());
        String path = base.encodedPath().replaceAll("/+$", "");
        return base.host() + (usual ? "" : ":" + base.port()) + path;
    }

    /** All that is after the question mark. */
    String wholeQuery() {
        String text = url("x").encodedQuery();
        return text == null ? "" : text;
    }

    Duration connectTimeout() {
        return connectTimeout;
    }

    Duration readTimeout() {
        return readTimeout;
    }

    Duration callTimeout() {
        return callTimeout;
    }

    long maxResponseBytes() {
        return maxResponseBytes;
    }

    OkHttpClient client() {
        return client == null ? new OkHttpClient() : client;
    }

    Clock clock() {
        return clock;
    }

    Headers headers() {
        Map<String, Supplier<String>> all = new LinkedHashMap<>(more);
        Supplier<String> given = key;
        if (given != null) {
            String prefix = keyPrefix;
            String header = keyHeader;
            all.put(header, () -> prefix + usable(header, given.get()));
        }
        return new Headers(all);
    }

    /** A key out of a file often ends with a line end, which no header may hold. */
    private static String usable(String header, @Nullable String key) {
        if (key == null || key.isBlank()) {
            throw new CredentialsException(
                    "the key, for the header " + header + ", is empty: what supplies it gives none");
        }
        return key.strip();
    }

    /** The headers of a call, asked for anew each time, so that a key may change. */
    record Headers(Map<String, Supplier<String>> suppliers) {

        Headers {
            suppliers = Map.copyOf(suppliers);
        }

        /**
         * Asks for all of them.
         *
         * @throws CredentialsException if a value is blank or no header's; it is not shown
         */
        Map<String, String> now(String who) {
            Map<String, String> values = new LinkedHashMap<>();
            suppliers.forEach((name, supplier) -> {
                String value = supplier.get().strip();
                if (!VALUE.matcher(value).matches() || value.equals("Bearer")) {
                    throw new CredentialsException(who + ": what is given for the header " + name
                            + " is empty or holds characters that no header can hold");
                }
                values.put(name, value);
            });
            return values;
        }
    }
}
