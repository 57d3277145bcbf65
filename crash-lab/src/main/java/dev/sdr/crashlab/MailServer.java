package dev.sdr.crashlab;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The lab's side of {@link MailServerProcess}: what was received, and a way to put mail into the rep's folders. */
final class MailServer implements AutoCloseable {

    /**
     * A mail the server took.
     *
     * @param at when, on this machine's clock
     * @param lead whom it was for
     * @param messageId without angle brackets
     * @param step the step it belongs to
     */
    record Received(Instant at, int lead, String messageId, String step) {}

    private final ChildProcess process;
    private final Consumer<Received> onMail;
    private final ConcurrentLinkedQueue<Received> received = new ConcurrentLinkedQueue<>();
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentHashMap<String, Runnable> puts = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final CountDownLatch ready = new CountDownLatch(1);
    private volatile int smtpPort;
    private volatile int imapPort;

    MailServer(Path log, Consumer<Received> onMail) {
        this.onMail = onMail;
        this.process = ChildProcess.start(MailServerProcess.class, List.of("-Xmx512m"), List.of(), log, this::heard);
        try {
            if (!ready.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the mail server did not start; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the mail server started", e);
        }
    }

    private void heard(String line) {
        String[] words = line.split(" ", 5);
        switch (words[0]) {
            case "READY" -> {
                smtpPort = Integer.parseInt(words[1]);
                imapPort = Integer.parseInt(words[2]);
                ready.countDown();
            }
            case "MAIL" -> {
                Received mail = new Received(
                        Instant.EPOCH.plusNanos(Long.parseLong(words[1]) * 1_000),
                        Leads.number(words[2]),
                        words[3].replaceAll("[<>]", ""),
                        words[4].replaceAll("^.*\\[(\\w+)\\].*$", "$1"));
                received.add(mail);
                count.incrementAndGet();
                onMail.accept(mail);
            }
            case "DONE" -> {
                Runnable then = puts.remove(words[1]);
                if (then != null) {
                    then.run();
                }
            }
            default -> throw new IllegalStateException("the mail server said: " + line);
        }
    }

    /** Puts a message into a folder, and does something when it lies there. */
    void put(String folder, Instant at, String message, Runnable then) {
        String id = "put" + ids.incrementAndGet();
        puts.put(id, then);
        process.say("PUT " + id + " " + folder + " " + at.toEpochMilli() + " "
                + Base64.getEncoder().encodeToString(message.getBytes(StandardCharsets.UTF_8)));
    }

    int smtpPort() {
        return smtpPort;
    }

    int imapPort() {
        return imapPort;
    }

    List<Received> received() {
        return List.copyOf(received);
    }

    int count() {
        return count.get();
    }

    @Override
    public void close() {
        process.kill();
    }
}
