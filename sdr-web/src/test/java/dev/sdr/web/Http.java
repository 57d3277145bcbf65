package dev.sdr.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/** Talks to a running servlet: with a well-behaved client that follows nothing and keeps no cookies, or byte by byte. */
final class Http {

    private static final Pattern STATUS = Pattern.compile("(?m)^HTTP/1\\.[01] (\\d{3})");
    private static final int PATIENCE = 20_000; // ms; only a hanging server needs so long

    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .version(HttpClient.Version.HTTP_1_1)
            .build();
    private final Container.Running server;

    Http(Container.Running server) {
        this.server = server;
    }

    /** A request to a path below the servlet's; headers as names and values in turn. */
    HttpResponse<String> send(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + server.path() + path))
                .timeout(Duration.ofMillis(PATIENCE))
                .method(method, body);
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString(ISO_8859_1));
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    HttpResponse<String> get(String path, String... headers) {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<String> head(String path, String... headers) {
        return send("HEAD", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<String> post(String path, String type, String body, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "Content-Type";
        all[headers.length + 1] = type;
        return send("POST", path, BodyPublishers.ofString(body, ISO_8859_1), all);
    }

    /** Sends bytes, says that no more come, and reads whatever is answered until the server hangs up. */
    String raw(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            socket.setSoTimeout(PATIENCE);
            try {
                OutputStream out = socket.getOutputStream();
                out.write(bytes);
                out.flush();
                socket.shutdownOutput();
                return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
            } catch (SocketException hungUp) {
                return ""; // it had heard enough
            }
        }
    }

    String raw(String text) throws IOException {
        return raw(text.getBytes(ISO_8859_1));
    }

    static List<Integer> statuses(String answers) {
        return STATUS.matcher(answers)
                .results()
                .map(r -> Integer.parseInt(r.group(1)))
                .toList();
    }
}
