package dev.sdr.gmail;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

/** Answers that the stand-in does not give, each by what was asked for. */
final class OtherGmail implements AutoCloseable {

    /**
     * An answer.
     *
     * @param status its HTTP status
     * @param body JSON, or the parts of a batch
     */
    record Answer(int status, String body) {}

    private final HttpServer http;
    private final List<String> asked = new CopyOnWriteArrayList<>();

    OtherGmail(Function<String, Answer> answers) throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            String uri = exchange.getRequestURI().toString();
            asked.add(uri);
            Answer answer = answers.apply(uri);
            byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders()
                    .set(
                            "Content-Type",
                            answer.body().startsWith("--x")
                                    ? "multipart/mixed; boundary=x"
                                    : "application/json; charset=UTF-8");
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
    }

    static Answer ok(String body) {
        return new Answer(200, body);
    }

    /** A batch of parts. */
    static Answer batch(String... parts) {
        return ok(String.join("", parts) + "--x--\r\n");
    }

    static String part(String status, String json) {
        return "--x\r\nContent-Type: application/http\r\n\r\nHTTP/1.1 " + status
                + "\r\nContent-Type: application/json\r\n\r\n" + json + "\r\n";
    }

    /** A message whose subject is its id. */
    static String message(String id) {
        String raw =
                Base64.getUrlEncoder().encodeToString(("Subject: " + id + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
        return "{\"id\":\"" + id + "\",\"threadId\":\"" + id + "\",\"internalDate\":\"1772442000000\",\"raw\":\"" + raw
                + "\"}";
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
    }

    List<String> asked() {
        return asked;
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
