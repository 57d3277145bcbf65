package dev.sdr.llm.chat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers everything with the same bytes: for answers that the stand-in does not give. */
final class BareServer implements AutoCloseable {

    private final HttpServer http;
    private final AtomicInteger calls = new AtomicInteger();

    private BareServer(HttpServer http) {
        this.http = http;
    }

    static BareServer start(int status, String body) {
        return start(status, body, Map.of());
    }

    static BareServer start(int status, String body, Map<String, String> headers) {
        try {
            BareServer server = new BareServer(HttpServer.create(new InetSocketAddress(loopback(), 0), 0));
            server.http.createContext("/", exchange -> {
                server.calls.incrementAndGet();
                exchange.getRequestBody().readAllBytes();
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                headers.forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                exchange.getResponseBody().write(bytes);
                exchange.close();
            });
            server.http.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InetAddress loopback() throws IOException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    int port() {
        return http.getAddress().getPort();
    }

    int calls() {
        return calls.get();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
