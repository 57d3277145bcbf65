package dev.sdr.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** A {@link GmailServer} with one mailbox, and the plainest client for it. */
final class GmailHttp implements AutoCloseable {

    static final Instant START = Instant.parse("2026-06-01T09:00:00Z");
    static final String REP = "rep@company.example";

    /** An answer. */
    record Reply(int status, String body, Optional<String> location) {
        JsonNode json() {
            try {
                return new ObjectMapper().readTree(body);
            } catch (IOException e) {
                throw new UncheckedIOException(body, e);
            }
        }

        String reason() {
            return json().path("error").path("errors").path(0).path("reason").asText();
        }

        List<String> ids() {
            return json().path("messages").findValuesAsText("id");
        }
    }

    final VirtualClock clock = new VirtualClock(START);
    final GmailServer server = GmailServer.start(clock);
    final GmailAccountState rep = server.account(REP);
    String token = server.accessToken(REP);

    private final HttpClient client = HttpClient.newHttpClient();
    private final ObjectMapper json = new ObjectMapper();

    static byte[] mail(String subject, String... headers) {
        return ("From: Jane <jane@prospect.example>\r\nTo: " + REP + "\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "" : "\r\n") + "Subject: " + subject + "\r\n\r\nHello.\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    static byte[] outgoing(String to, String subject, String... headers) {
        return ("From: " + REP + "\r\nTo: " + to + "\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "" : "\r\n") + "Subject: " + subject + "\r\n\r\nHello.\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    Reply get(String path) {
        return exchange(request("gmail/v1/users/me/" + path).GET().build());
    }

    Reply post(String path, String body) {
        return exchange(request("gmail/v1/users/me/" + path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    Reply send(byte[] mime) {
        return send(mime, "");
    }

    Reply send(byte[] mime, String threadId) {
        ObjectNode body =
                json.createObjectNode().put("raw", Base64.getUrlEncoder().encodeToString(mime));
        if (!threadId.isEmpty()) {
            body.put("threadId", threadId);
        }
        return post("messages/send", body.toString());
    }

    Reply batch(String boundary, String body) {
        return exchange(request("batch/gmail/v1")
                .header("Content-Type", "multipart/mixed; boundary=\"" + boundary + "\"")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    Reply form(String path, Map<String, String> fields) {
        String body = fields.entrySet().stream()
                .map(f -> f.getKey() + "=" + encoded(f.getValue()))
                .collect(Collectors.joining("&"));
        return exchange(HttpRequest.newBuilder(server.url().resolve(path))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body))
                .build());
    }

    /** A page that needs no token. */
    Reply page(String pathAndQuery) {
        return exchange(
                HttpRequest.newBuilder(server.url().resolve(pathAndQuery)).GET().build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(server.url().resolve(path)).header("Authorization", "Bearer " + token);
    }

    Reply exchange(HttpRequest request) {
        try {
            HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
            return new Reply(
                    answer.statusCode(), answer.body(), answer.headers().firstValue("Location"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        server.close();
    }
}
