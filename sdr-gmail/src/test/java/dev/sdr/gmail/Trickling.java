package dev.sdr.gmail;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A server that answers one request with a header which never ends: a byte comes each twentieth of a second. */
final class Trickling implements AutoCloseable {

    private final AtomicInteger requests = new AtomicInteger();
    private final ScheduledExecutorService drops = Executors.newSingleThreadScheduledExecutor();
    private final ServerSocket socket;

    Trickling() {
        try {
            socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        drops.execute(this::answer);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/");
    }

    int requests() {
        return requests.get();
    }

    private void answer() {
        try {
            Socket connection = socket.accept();
            requests.incrementAndGet();
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Long: "
                    .getBytes(StandardCharsets.US_ASCII));
            Future<?> unused = drops.scheduleAtFixedRate(() -> drop(out), 0, 50, TimeUnit.MILLISECONDS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void drop(OutputStream out) {
        try {
            out.write('x');
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it hung up; no further drop
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        drops.shutdownNow();
    }
}
