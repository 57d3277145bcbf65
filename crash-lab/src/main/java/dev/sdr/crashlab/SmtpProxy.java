package dev.sdr.crashlab;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;

/** Sits between one process and the SMTP server, and can act around the final dot. */
final class SmtpProxy extends WireProxy {

    /**
     * A fault to come.
     *
     * @param fault what
     * @param nth the mail, from now on
     * @param act told the recipient when it happens; false when the process is dead
     */
    private record Armed(WireFault fault, int nth, Act act) {}

    private Optional<Armed> armed = Optional.empty();

    SmtpProxy(int serverPort) {
        super(serverPort);
    }

    /** Something happens to the {@code nth} mail from now on. */
    synchronized void arm(WireFault fault, int nth, Act act) {
        armed = Optional.of(new Armed(fault, nth, act));
    }

    synchronized void disarm() {
        armed = Optional.empty();
    }

    /** Counts a mail at its recipient or at its end, whichever the armed fault is about. */
    private synchronized Optional<Armed> due(boolean atRecipient) {
        Optional<Armed> now = armed.filter(a -> (a.fault() == WireFault.RECIPIENT_LATER) == atRecipient);
        now.ifPresent(a ->
                armed = a.nth() > 1 ? Optional.of(new Armed(a.fault(), a.nth() - 1, a.act())) : Optional.empty());
        return now.filter(a -> a.nth() <= 1);
    }

    @Override
    Conversation conversation(Socket client, Socket server) throws IOException {
        return new Smtp(client, server);
    }

    /** What the lab does; returns whether the process lives on. */
    interface Act {
        boolean at(String recipient);
    }

    private final class Smtp implements Conversation {

        private final Socket client;
        private final WireLines up;
        private final WireLines down;
        private final Semaphore swallowed = new Semaphore(0);
        private volatile boolean swallow;
        private boolean data;
        private String recipient = "";

        Smtp(Socket client, Socket server) throws IOException {
            this.client = client;
            this.up = new WireLines(client, server);
            this.down = new WireLines(server, client);
        }

        @Override
        public void fromClient() throws IOException {
            for (Optional<byte[]> next = up.next(); next.isPresent(); next = up.next()) {
                byte[] line = next.get();
                if (data) {
                    data = !isDot(line);
                    Optional<Armed> fault = data ? Optional.empty() : due(false);
                    if (fault.isEmpty()) {
                        up.forward(line);
                    } else if (!end(fault.get(), line)) {
                        return;
                    }
                } else {
                    command(line);
                }
            }
        }

        private boolean isDot(byte[] line) {
            return line[0] == '.' && WireLines.text(line).equals(".");
        }

        private void command(byte[] line) throws IOException {
            String command = WireLines.text(line).toUpperCase(Locale.ROOT);
            if (command.startsWith("RCPT")) {
                recipient = WireLines.text(line).replaceAll("^.*<(.*)>.*$", "$1");
                if (recipient.startsWith("gone")) {
                    answer("550 5.1.1 no such user here");
                    return;
                }
                Optional<Armed> fault = due(true);
                if (fault.isPresent()) {
                    fault.get().act().at(recipient);
                    answer("450 4.2.0 greylisted, try again");
                    return;
                }
            }
            data = command.startsWith("DATA");
            up.forward(line);
        }

        /** At the final dot; false ends the conversation. */
        private boolean end(Armed armedFault, byte[] dot) throws IOException {
            switch (armedFault.fault()) {
                case BEFORE_LAST_BYTE -> {
                    if (!armedFault.act().at(recipient)) {
                        return false;
                    }
                    up.forward(dot);
                    return true;
                }
                case MESSAGE_LATER -> {
                    armedFault.act().at(recipient);
                    swallow = true; // whatever the server says to the cut is not for the process
                    answer("451 4.3.0 try again");
                    return false;
                }
                default -> {
                    swallow = true;
                    up.forward(dot);
                    up.flush();
                    swallowed.acquireUninterruptibly();
                    boolean lives = armedFault.act().at(recipient);
                    if (armedFault.fault() == WireFault.RESET) {
                        client.setSoLinger(true, 0);
                        return false;
                    }
                    if (armedFault.fault() == WireFault.AFTER_LAST_BYTE && lives) {
                        swallow = false;
                        answer("250 OK");
                        return true;
                    }
                    return up.next().isPresent() && lives; // nothing is said until the process gives up
                }
            }
        }

        private void answer(String words) throws IOException {
            up.flush();
            synchronized (down) {
                client.getOutputStream().write((words + "\r\n").getBytes(StandardCharsets.US_ASCII));
                client.getOutputStream().flush();
            }
        }

        @Override
        public void fromServer() throws IOException {
            try {
                for (Optional<byte[]> next = down.next(); next.isPresent(); next = down.next()) {
                    if (swallow) {
                        swallowed.release();
                    } else {
                        down.forward(next.get());
                    }
                }
            } finally {
                swallowed.release();
            }
        }
    }

    /** Passes a place of the lab's whenever the reader goes on to the second folder. */
    static final class Imap extends WireProxy {

        private final Consumer<String> onSecondFolder;

        Imap(int serverPort, Consumer<String> onSecondFolder) {
            super(serverPort);
            this.onSecondFolder = onSecondFolder;
        }

        @Override
        Conversation conversation(Socket client, Socket server) throws IOException {
            WireLines up = new WireLines(client, server);
            WireLines down = new WireLines(server, client);
            return new Conversation() {
                @Override
                public void fromClient() throws IOException {
                    for (Optional<byte[]> next = up.next(); next.isPresent(); next = up.next()) {
                        String line = WireLines.text(next.get());
                        if (line.contains(" STATUS ") && line.contains("Junk")) {
                            onSecondFolder.accept(line);
                        }
                        up.forward(next.get());
                    }
                }

                @Override
                public void fromServer() throws IOException {
                    for (Optional<byte[]> next = down.next(); next.isPresent(); next = down.next()) {
                        down.forward(next.get());
                    }
                }
            };
        }
    }
}
