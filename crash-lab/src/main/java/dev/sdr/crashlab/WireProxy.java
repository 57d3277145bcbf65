package dev.sdr.crashlab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A TCP proxy on the loopback interface, between one process and a server. Each connection is served by two threads. */
abstract class WireProxy implements AutoCloseable {

    private final ServerSocket socket;
    private final int serverPort;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    WireProxy(int serverPort) {
        this.serverPort = serverPort;
        try {
            this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What one connection does: two loops that end when either side does. */
    interface Conversation {

        void fromClient() throws IOException;

        void fromServer() throws IOException;
    }

    abstract Conversation conversation(Socket client, Socket server) throws IOException;

    void start() {
        thread("accept", this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                serve(socket.accept());
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void serve(Socket client) throws IOException {
        Socket server;
        try {
            server = new Socket(InetAddress.getLoopbackAddress(), serverPort);
        } catch (IOException e) {
            client.close();
            throw e;
        }
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
        open.add(client);
        open.add(server);
        Conversation conversation = conversation(client, server);
        thread("client", () -> run(conversation::fromClient, client, server));
        thread("server", () -> run(conversation::fromServer, client, server));
    }

    private interface Loop {
        void run() throws IOException;
    }

    private void run(Loop loop, Socket client, Socket server) {
        try (client;
                server) {
            loop.run();
        } catch (IOException e) {
            open.remove(client); // the other side is gone, which is the everyday end here
        } finally {
            open.remove(client);
            open.remove(server);
        }
    }

    private void thread(String what, Runnable work) {
        Thread thread = new Thread(work, getClass().getSimpleName() + "-" + what);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket each : open) {
                each.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
