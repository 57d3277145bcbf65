package dev.sdr.testkit;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A small HTTP/1.1 server on a free port of the loopback interface, a thread per connection. It differs from the JDK's in
 * two points that a stand-in needs: it resets a connection when told to, and it does not wait 40 ms for an acknowledgement
 * between the head and the body of an answer, which a test with thousands of calls would feel.
 */
final class LoopbackHttp implements AutoCloseable {

    /** Answers requests, called from many threads at once. */
    interface Handler {
        LoopbackAnswer answer(LoopbackRequest request) throws IOException;
    }

    private final ServerSocket listening;
    private final ExecutorService threads;
    private final Handler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger unfinished = new AtomicInteger();

    private LoopbackHttp(ServerSocket listening, String name, Handler handler) {
        this.listening = listening;
        this.handler = handler;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, name);
            thread.setDaemon(true);
            return thread;
        });
    }

    static LoopbackHttp start(String name, Handler handler) {
        try {
            ServerSocket listening = new ServerSocket(0, 200, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
            LoopbackHttp started = new LoopbackHttp(listening, name, handler);
            started.threads.execute(started::accept);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How many requests ended before their last byte. */
    int unfinished() {
        return unfinished.get();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket client = listening.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            } catch (IOException e) {
                if (!listening.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            client.setTcpNoDelay(true);
            InputStream in = new BufferedInputStream(client.getInputStream());
            boolean more = true;
            while (more) {
                Optional<LoopbackRequest> request = LoopbackRequest.read(in);
                more = request.isPresent() && answer(client, request.get());
            }
        } catch (IOException e) {
            // The client went away, as some tests want it to: there is nobody left to tell. If it was in the middle of
            // a
            // request, that is counted above.
            open.remove(client);
        } finally {
            open.remove(client);
        }
    }

    /** Whether the connection goes on. */
    private boolean answer(Socket client, LoopbackRequest request) throws IOException {
        if (request.header("Expect").orElse("").equalsIgnoreCase("100-continue")) {
            client.getOutputStream().write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        }
        LoopbackAnswer answer;
        try {
            answer = handler.answer(request);
        } catch (IOException e) {
            unfinished.incrementAndGet();
            throw e;
        } catch (RuntimeException e) {
            client.getOutputStream()
                    .write(LoopbackAnswer.html(500, "the stand-in failed: " + e).bytes());
            throw e;
        }
        if (answer.isCut()) {
            client.setSoLinger(true, 0); // close() then sends RST
            return false;
        }
        request.body(); // what the handler did not read is in the way of the next request
        client.getOutputStream().write(answer.bytes());
        return !answer.halved() && !request.header("Connection").orElse("").equalsIgnoreCase("close");
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.shutdownNow();
        }
    }
}
