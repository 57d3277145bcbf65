package dev.sdr.testkit;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** A request to a {@link LoopbackHttp}. Its body is read when it is first asked for. */
final class LoopbackRequest {

    private static final int LONGEST_LINE = 65_536;

    private final String method;
    private final String target;
    private final Map<String, String> headers;
    private final InputStream in;
    private byte @Nullable [] body;

    private LoopbackRequest(String method, String target, Map<String, String> headers, InputStream in) {
        this.method = method;
        this.target = target;
        this.headers = headers;
        this.in = in;
    }

    /** Reads the head of the next request: empty if the client has closed the connection. */
    static Optional<LoopbackRequest> read(InputStream in) throws IOException {
        Optional<String> first = line(in);
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = first.get().split(" ", 3);
        if (parts.length < 3) {
            throw new IOException("no HTTP request: " + first.get());
        }
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String line = needed(in); !line.isEmpty(); line = needed(in)) {
            int colon = line.indexOf(':');
            if (colon > 0) {
                headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
            }
        }
        return Optional.of(new LoopbackRequest(parts[0], parts[1], headers, in));
    }

    private static String needed(InputStream in) throws IOException {
        return line(in).orElseThrow(EOFException::new);
    }

    private static Optional<String> line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return Optional.empty();
        }
        for (; b != '\n'; b = in.read()) {
            if (b < 0 || line.size() > LONGEST_LINE) {
                throw new EOFException("a line without an end");
            }
            line.write(b);
        }
        return Optional.of(line.toString(StandardCharsets.ISO_8859_1).stripTrailing());
    }

    String method() {
        return method;
    }

    String path() {
        return path(target);
    }

    Map<String, List<String>> query() {
        return query(target);
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /** All headers; their names in any case. */
    Map<String, String> headers() {
        return headers;
    }

    /** The fields of a form in the body; of several with the same name the last. */
    Map<String, String> form() throws IOException {
        Map<String, String> form = new LinkedHashMap<>();
        pairs(new String(body(), StandardCharsets.UTF_8))
                .forEach((name, values) -> form.put(name, values.get(values.size() - 1)));
        return form;
    }

    /** The whole body, unpacked; an exception if the client stops before its end. */
    byte[] body() throws IOException {
        byte[] known = body;
        if (known == null) {
            known = raw();
            if (header("Content-Encoding").orElse("").equalsIgnoreCase("gzip")) {
                known = new GZIPInputStream(new ByteArrayInputStream(known)).readAllBytes();
            }
            body = known;
        }
        return known;
    }

    private byte[] raw() throws IOException {
        if (header("Transfer-Encoding").orElse("").equalsIgnoreCase("chunked")) {
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            int size = size(needed(in));
            for (; size > 0; size = size(needed(in))) {
                all.writeBytes(exactly(size));
                needed(in);
            }
            String trailer = needed(in);
            while (!trailer.isEmpty()) {
                trailer = needed(in);
            }
            return all.toByteArray();
        }
        return exactly(Integer.parseInt(header("Content-Length").orElse("0")));
    }

    private static int size(String line) {
        int semicolon = line.indexOf(';');
        return Integer.parseInt((semicolon < 0 ? line : line.substring(0, semicolon)).strip(), 16);
    }

    private byte[] exactly(int size) throws IOException {
        byte[] bytes = in.readNBytes(size);
        if (bytes.length < size) {
            throw new EOFException("the client stopped after " + bytes.length + " of " + size + " bytes");
        }
        return bytes;
    }

    /** The path of a request target, which may be a whole URL, as in the parts of a batch. */
    static String path(String target) {
        int question = target.indexOf('?');
        String path = question < 0 ? target : target.substring(0, question);
        int scheme = path.indexOf("://");
        if (scheme >= 0) {
            int slash = path.indexOf('/', scheme + 3);
            path = slash < 0 ? "/" : path.substring(slash);
        }
        return decoded(path.replace("+", "%2B"));
    }

    static Map<String, List<String>> query(String target) {
        int question = target.indexOf('?');
        return question < 0 ? Map.of() : pairs(target.substring(question + 1));
    }

    private static Map<String, List<String>> pairs(String text) {
        Map<String, List<String>> pairs = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (!pair.isEmpty()) {
                String[] parts = pair.split("=", 2);
                pairs.computeIfAbsent(decoded(parts[0]), n -> new ArrayList<>())
                        .add(parts.length < 2 ? "" : decoded(parts[1]));
            }
        }
        return pairs;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
