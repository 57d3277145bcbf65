package dev.sdr.testkit;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Google's batches: multipart/mixed, each part an HTTP request, answered in the same order. */
final class GmailBatch {

    private static final int LARGEST = 100;
    private static final String BOUNDARY = "batch_stand-in-7cNkGx2q";
    private static final Pattern PARAMETER = Pattern.compile("(?i)boundary=(?:\"([^\"]+)\"|([^;\\s]+))");

    /**
     * A part.
     *
     * @param contentId its Content-ID, may be empty
     * @param call the call in it
     */
    record Part(String contentId, GmailCall call) {}

    private GmailBatch() {}

    static LoopbackAnswer answer(LoopbackRequest request, GmailCalls calls) throws IOException {
        Optional<List<Part>> parts = parts(request);
        if (parts.isEmpty() || parts.get().isEmpty()) {
            return GmailErrors.of(
                    400, "global", "badRequest", "INVALID_ARGUMENT", "Failed to parse batch request, error: 0 items. ");
        }
        if (parts.get().size() > LARGEST) {
            return GmailErrors.of(
                    400,
                    "global",
                    "badRequest",
                    "INVALID_ARGUMENT",
                    "The number of calls in the batch request is over the limit of " + LARGEST + ".");
        }
        StringBuilder body = new StringBuilder();
        boolean cut = false;
        List<LoopbackAnswer> answers =
                calls.answers(parts.get().stream().map(Part::call).toList());
        for (int i = 0; i < answers.size(); i++) {
            LoopbackAnswer one = answers.get(i);
            cut |= one.isCut();
            body.append("--" + BOUNDARY + "\r\nContent-Type: application/http\r\n")
                    .append(contentId(parts.get().get(i).contentId()))
                    .append("\r\nHTTP/1.1 " + one.status() + " " + one.reason() + "\r\n");
            one.headers().forEach((name, value) -> body.append(name + ": " + value + "\r\n"));
            body.append("Content-Length: " + one.body().getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n")
                    .append(one.body())
                    .append("\r\n");
        }
        if (cut) {
            return LoopbackAnswer.cut(); // the parts have one connection
        }
        body.append("--" + BOUNDARY + "--\r\n");
        return new LoopbackAnswer(
                200, Map.of("Content-Type", "multipart/mixed; boundary=" + BOUNDARY), body.toString());
    }

    private static String contentId(String asked) {
        if (asked.isEmpty()) {
            return "";
        }
        return "Content-ID: " + (asked.startsWith("<") ? "<response-" + asked.substring(1) : "response-" + asked)
                + "\r\n";
    }

    private static Optional<List<Part>> parts(LoopbackRequest request) throws IOException {
        Matcher boundary = PARAMETER.matcher(request.header("Content-Type").orElse(""));
        if (!boundary.find()) {
            return Optional.empty();
        }
        String text = new String(request.body(), StandardCharsets.ISO_8859_1);
        String mark = "--" + (boundary.group(1) == null ? boundary.group(2) : boundary.group(1));
        List<Part> parts = new ArrayList<>();
        String[] pieces = ("\r\n" + text).split("\r?\n" + Pattern.quote(mark), -1);
        for (int i = 1; i < pieces.length; i++) {
            if (pieces[i].startsWith("--")) {
                return Optional.of(parts);
            }
            Optional<Part> part = part(pieces[i].replaceFirst("^[ \\t]*\\r?\\n", ""), request);
            if (part.isEmpty()) {
                return Optional.empty();
            }
            parts.add(part.get());
        }
        return Optional.empty(); // no end
    }

    private static Optional<Part> part(String text, LoopbackRequest outer) {
        int start = GmailMime.bodyStart(text);
        Map<String, String> outerHeaders = headers(text.substring(0, start));
        String http = text.substring(start);
        int lineEnd = http.indexOf('\n');
        String[] line =
                (lineEnd < 0 ? http : http.substring(0, lineEnd)).strip().split(" ", 3);
        if (line.length < 2 || !outerHeaders.getOrDefault("Content-Type", "").startsWith("application/http")) {
            return Optional.empty();
        }
        String rest = lineEnd < 0 ? "" : http.substring(lineEnd + 1);
        int bodyStart = GmailMime.bodyStart(rest);
        Map<String, String> headers = headers(rest.substring(0, bodyStart));
        byte[] body = rest.substring(bodyStart).getBytes(StandardCharsets.ISO_8859_1);
        Optional<String> authorization =
                Optional.ofNullable(headers.get("Authorization")).or(() -> outer.header("Authorization"));
        return Optional.of(new Part(
                outerHeaders.getOrDefault("Content-ID", ""),
                new GmailCall(
                        line[0],
                        LoopbackRequest.path(line[1]),
                        LoopbackRequest.query(line[1]),
                        authorization,
                        () -> body)));
    }

    private static Map<String, String> headers(String block) {
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        GmailMime.headers(block).forEach(h -> headers.put(h.name(), h.value()));
        return headers;
    }
}
