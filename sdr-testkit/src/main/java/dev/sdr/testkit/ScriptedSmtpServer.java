package dev.sdr.testkit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An SMTP server on this machine (RFC 5321, without TLS) that misbehaves on demand. One thread per connection. */
public final class ScriptedSmtpServer implements AutoCloseable {

    private static final Pattern XOAUTH2 =
            Pattern.compile("user=([^\u0001]*)\u0001auth=Bearer ([^\u0001]*)\u0001\u0001");

    private final ServerSocket socket;
    private final List<byte[]> taken = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<MailFault> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final Thread acceptor;
    private volatile Optional<BiPredicate<String, String>> login = Optional.empty();
    private volatile boolean closed;

    private ScriptedSmtpServer(ServerSocket socket) {
        this.socket = socket;
        this.acceptor = new Thread(this::accept, "scripted-smtp");
        acceptor.setDaemon(true);
    }

    /**
     * Starts a server on a free port of the loopback interface.
     *
     * @return the server
     */
    public static ScriptedSmtpServer start() {
        try {
            ScriptedSmtpServer server =
                    new ScriptedSmtpServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
            server.acceptor.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return socket.getLocalPort();
    }

    /**
     * Makes it misbehave at the next mail.
     *
     * @param fault how
     */
    public void next(MailFault fault) {
        faults.add(fault);
    }

    /**
     * Demands a login by XOAUTH2 from the next connection on. A token that is not right is refused as Gmail does it: with
     * a question that says why (334), and 535 after the answer to it.
     *
     * @param right whether a user and an access token are
     */
    public void demandToken(BiPredicate<String, String> right) {
        login = Optional.of(right);
    }

    /**
     * What it took.
     *
     * @return the messages as MIME
     */
    public List<byte[]> taken() {
        return List.copyOf(taken);
    }

    /**
     * How many mails were offered to it.
     *
     * @return the number of MAIL commands
     */
    public int attempts() {
        return attempts.get();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = socket.accept();
                Thread conversation = new Thread(() -> serve(client), "scripted-smtp-connection");
                conversation.setDaemon(true);
                conversation.start();
            } catch (IOException e) {
                closed = true; // the socket was closed
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1));
            OutputStream out = client.getOutputStream();
            if (faults.peek() == MailFault.UNREACHABLE) {
                faults.poll();
                return;
            }
            say(out, "220 scripted ready");
            Optional<MailFault> fault = Optional.empty();
            Optional<BiPredicate<String, String>> demanded = login;
            boolean loggedIn = demanded.isEmpty();
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String command = line.toUpperCase(Locale.ROOT);
                if (command.startsWith("EHLO")) {
                    say(out, "250-scripted\r\n" + (demanded.isEmpty() ? "" : "250-AUTH XOAUTH2\r\n") + "250 8BITMIME");
                } else if (command.startsWith("AUTH XOAUTH2 ")) {
                    loggedIn = demanded.isPresent() && isRight(demanded.get(), line.substring(13));
                    if (!loggedIn) {
                        say(out, "334 " + base64("{\"status\":\"400\",\"schemes\":\"Bearer\"}"));
                        in.readLine();
                    }
                    say(out, loggedIn ? "235 2.7.0 Accepted" : "535 5.7.8 Username and Password not accepted");
                } else if (command.startsWith("MAIL") && !loggedIn) {
                    say(out, "530 5.7.0 Authentication Required");
                } else if (command.startsWith("MAIL")) {
                    attempts.incrementAndGet();
                    fault = Optional.ofNullable(faults.poll());
                    boolean blocked = fault.equals(Optional.of(MailFault.SENDER_BLOCKED));
                    say(out, blocked ? "550 5.7.1 blocked by policy" : "250 2.1.0 ok");
                } else if (command.startsWith("RCPT")) {
                    say(out, recipient(fault));
                } else if (command.startsWith("DATA")) {
                    say(out, "354 go on");
                    if (!data(in, out, fault)) {
                        return;
                    }
                } else if (command.startsWith("QUIT")) {
                    say(out, "221 bye");
                    return;
                } else {
                    say(out, "250 ok");
                }
            }
        } catch (IOException e) {
            closed |= socket.isClosed(); // the client went away
        }
    }

    private static boolean isRight(BiPredicate<String, String> right, String response) {
        String decoded = new String(Base64.getDecoder().decode(response), StandardCharsets.UTF_8);
        Matcher parts = XOAUTH2.matcher(decoded);
        return parts.matches() && right.test(parts.group(1), parts.group(2));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String recipient(Optional<MailFault> fault) {
        if (fault.equals(Optional.of(MailFault.RECIPIENT_LATER))) {
            return "450 4.2.0 greylisted, try again";
        }
        return fault.equals(Optional.of(MailFault.RECIPIENT_UNKNOWN)) ? "550 5.1.1 no such user here" : "250 2.1.5 ok";
    }

    /** Reads a message; false cuts the connection. */
    private boolean data(BufferedReader in, OutputStream out, Optional<MailFault> fault) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (fault.equals(Optional.of(MailFault.LOST_BEFORE_END))) {
                return false;
            }
            if (line.equals(".")) {
                if (fault.equals(Optional.of(MailFault.MESSAGE_LATER))) {
                    say(out, "451 4.3.0 try again");
                    return true;
                }
                taken.add(text.toString().getBytes(StandardCharsets.ISO_8859_1));
                if (fault.equals(Optional.of(MailFault.TAKEN_ANSWER_LOST))) {
                    return false;
                }
                say(out, "250 2.0.0 taken");
                return true;
            }
            text.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return false;
    }

    private static void say(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
            acceptor.join(); // a connection that is being accepted is served; none after it
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
