package dev.sdr.testkit;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.RawMessage;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The world's provider: takes mail for one mailbox, and holds the mailbox's inbox. */
final class WorldMail {

    private final VirtualClock clock;
    private final Chaos chaos;
    private final Consumer<Email> onAccepted;
    private final Optional<WorldProvider> provider;
    private final List<Email> accepted = new ArrayList<>();
    private final List<Arrived> inbox = new ArrayList<>();

    /**
     * A message that lies in the inbox from a moment on.
     *
     * @param at when it arrives
     * @param bytes the message as text
     * @param from who wrote it
     * @param person whether a person wrote it to answer us
     * @param lead whom it stops, if it is a person's
     * @param id its Message-ID, if somebody may answer it
     * @param answers the mail of ours it answers, if any
     * @param undelivered the mail of ours it says did not arrive and may be tried again, if any
     */
    record Arrived(
            Instant at,
            String bytes,
            String from,
            boolean person,
            String lead,
            String id,
            String answers,
            Optional<String> undelivered) {

        Arrived(Instant at, String bytes, String from, boolean person) {
            this(at, bytes, from, person, from, "", "", Optional.empty());
        }

        /** Whether its author asks not to be written to, or complains. */
        boolean stops() {
            return bytes.contains("\r\n\r\nstop\r\n") || bytes.contains("Feedback-Type: abuse");
        }

        Arrived named(String newId) {
            return new Arrived(at, bytes, from, person, lead, newId, answers, undelivered);
        }

        Arrived answering(String ours) {
            return new Arrived(at, bytes, from, person, lead, id, ours, undelivered);
        }

        Arrived inPlaceOf(String other) {
            return new Arrived(at, bytes, from, person, other, id, answers, undelivered);
        }

        Arrived undelivered(String ours) {
            return new Arrived(at, bytes, from, person, lead, id, answers, Optional.of(ours));
        }
    }

    WorldMail(VirtualClock clock, Chaos chaos, Consumer<Email> onAccepted, Optional<WorldProvider> provider) {
        this.clock = clock;
        this.chaos = chaos;
        this.onAccepted = onAccepted;
        this.provider = provider;
    }

    List<Email> accepted() {
        return accepted;
    }

    List<Arrived> inbox() {
        return inbox;
    }

    void arrive(Arrived message) {
        inbox.add(message);
        inbox.sort(java.util.Comparator.comparing(Arrived::at));
    }

    /** How a node sends through it. */
    Mailer mailer(Node node) {
        return (email, deadline) -> send(node, email, deadline);
    }

    private Delivery send(Node node, Email email, Deadline deadline) {
        node.mustLive();
        node.maybePause("deliver.beforeDeadlineCheck");
        if (chaos.strikes(node.name() + ": refused connection", 0.5)) {
            return Delivery.deferred(Delivery.Scope.TOUCH, Optional.empty(), "connection refused");
        }
        if (deadline.passed()) {
            return Delivery.late();
        }
        if (chaos.strikes(node.name() + ": dies before the last byte", 0.5)) {
            throw node.die("before the last byte");
        }
        if (chaos.strikes(node.name() + ": connection lost before the last byte", 0.3)) {
            return Delivery.uncertain("connection lost");
        }
        if (email.to().value().startsWith("gone")) {
            return Delivery.rejected(Delivery.Fault.RECIPIENT, "5.1.1", "no such user");
        }
        accepted.add(email);
        onAccepted.accept(email);
        if (chaos.strikes(node.name() + ": dies after the last byte", 0.5)) {
            throw node.die("after the last byte");
        }
        if (chaos.strikes(node.name() + ": answer lost", 0.5)) {
            throw new IllegalStateException("read timed out");
        }
        node.maybePause("deliver.afterResponse");
        return provider.filter(WorldProvider::tellsId)
                .map(p -> Delivery.accepted(WorldProvider.renamed(email.messageId())))
                .orElseGet(Delivery::accepted);
    }

    /** How a node reads it. The cursor is the number of messages read, by arrival. */
    InboxSource source(Node node) {
        return new Source(node);
    }

    private final class Source implements InboxSource, MessageFetch {

        private final Node node;

        Source(Node node) {
            this.node = node;
        }

        @Override
        public Page read(Optional<String> cursor, Instant since, int limit) {
            node.mustLive();
            if (chaos.strikes(node.name() + ": the inbox cannot be read", 0.3)) {
                throw new dev.sdr.error.RetryableException("the inbox cannot be read");
            }
            int from = Integer.parseInt(cursor.orElse("0"));
            if (from > 0 && chaos.strikes(node.name() + ": the folder is renumbered", 0.3)) {
                from = 0; // everything is handed out again
            }
            Instant now = clock.instant();
            int end = (int) inbox.stream().filter(m -> !m.at().isAfter(now)).count();
            int to = Math.min(end, from + limit);
            List<RawMessage> messages = new ArrayList<>();
            for (int i = from; i < to; i++) {
                messages.add(raw(i));
            }
            node.maybePause("poll.afterFetch");
            int after = (int)
                    inbox.stream().filter(m -> !m.at().isAfter(clock.instant())).count();
            return new Page(messages, Integer.toString(to), to == after);
        }

        @Override
        public Optional<RawMessage> fetch(String ref) {
            return Optional.of(raw(Integer.parseInt(ref)));
        }

        private RawMessage raw(int index) {
            Arrived message = inbox.get(index);
            return RawMessage.of(
                    Integer.toString(index), message.bytes().getBytes(StandardCharsets.UTF_8), message.at());
        }
    }

    /** Soon after a moment. */
    static Instant after(Instant moment, int minutes) {
        return moment.plus(Duration.ofMinutes(minutes));
    }
}
