package dev.sdr.testkit;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;

/**
 * A mailbox of a {@link GmailServer}: its messages, its history and what a test does to it. Safe for use by several threads.
 */
public final class GmailAccountState {

    /** Newest first, as messages.list answers. */
    static final Comparator<GmailMessage> NEWEST_FIRST = Comparator.comparing(GmailMessage::receivedAt)
            .thenComparing(GmailMessage::id)
            .reversed();

    private static final Duration DAY = Duration.ofDays(1);
    private static final Duration WATCH_LASTS = Duration.ofDays(7);

    private final String address;
    private final Clock clock;
    private final AtomicLong ids;
    private final Set<String> aliases = new HashSet<>();
    private final Map<String, GmailMessage> byId = new HashMap<>();
    private final TreeSet<GmailMessage> newestFirst = new TreeSet<>(NEWEST_FIRST);
    private final GmailHistory history = new GmailHistory();
    private final GmailThreads threads = new GmailThreads();
    private Optional<GmailWatch> watch = Optional.empty();
    private int sendingLimit = Integer.MAX_VALUE;

    GmailAccountState(String address, Clock clock, AtomicLong ids) {
        this.address = address;
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * Whose mailbox it is.
     *
     * @return the address in lower case
     */
    public String address() {
        return address;
    }

    /**
     * Lets it send from another address as well; any other From is replaced by the mailbox's own address.
     *
     * @param other the verified send-as address
     * @return this
     */
    public synchronized GmailAccountState alias(String other) {
        aliases.add(EmailAddress.of(other).value().toLowerCase(Locale.ROOT));
        return this;
    }

    /**
     * Puts mail into the inbox, unread.
     *
     * @param mime the message; it is kept byte for byte
     * @return the message
     */
    public GmailMessage deliver(byte[] mime) {
        return deliver(mime, Set.of("INBOX", "UNREAD"));
    }

    /**
     * Puts mail anywhere, dated now.
     *
     * @param mime the message; it is kept byte for byte
     * @param labels where: {@code INBOX}, {@code SPAM}, {@code TRASH}, {@code SENT}, {@code DRAFT}, {@code CHAT}; none for
     *     mail that a filter archived
     * @return the message
     */
    public GmailMessage deliver(byte[] mime, Set<String> labels) {
        return deliver(mime, labels, clock.instant());
    }

    /**
     * Puts mail anywhere. It joins the thread that it names in References or In-Reply-To if the subject fits too.
     *
     * @param mime the message; it is kept byte for byte
     * @param labels as in {@link #deliver(byte[], Set)}
     * @param at Gmail's internalDate, which it searches by; the Date header is not looked at
     * @return the message
     */
    public synchronized GmailMessage deliver(byte[] mime, Set<String> labels, Instant at) {
        return add(mime, labels, at, threads.of(GmailMime.parse(mime)));
    }

    synchronized GmailMessage add(byte[] mime, Set<String> labels, Instant at, Optional<String> thread) {
        String id = String.format(Locale.ROOT, "%016x", ids.addAndGet(0x1003));
        GmailMessage message = new GmailMessage(
                id, thread.orElse(id), labels, history.next(), at.truncatedTo(ChronoUnit.MILLIS), mime);
        byId.put(id, message);
        newestFirst.add(message);
        threads.add(message);
        history.add(new GmailHistory.Change(message.historyId(), "messagesAdded", message, Set.of()));
        return message;
    }

    /**
     * What became of a message that was to be sent.
     *
     * @param message the message in Sent, unless a limit was met
     * @param limitedUntil when the next one may go out, if the sending limit was met
     */
    record Sent(Optional<GmailMessage> message, Optional<Instant> limitedUntil) {}

    /** Sends: empty if there is no such thread here. */
    synchronized Optional<Sent> send(GmailSending.Ready ready, Optional<String> thread) {
        if (thread.isPresent() && !threads.has(thread.get())) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        List<GmailMessage> lastDay = newestFirst.stream()
                .takeWhile(m -> m.receivedAt().isAfter(now.minus(DAY)))
                .filter(m -> m.has("SENT"))
                .toList();
        if (lastDay.size() >= sendingLimit) {
            Instant first =
                    lastDay.isEmpty() ? now : lastDay.get(lastDay.size() - 1).receivedAt();
            return Optional.of(new Sent(Optional.empty(), Optional.of(first.plus(DAY))));
        }
        // Gmail joins a thread only if the id, a reference and the subject all say so.
        Optional<String> joined = thread.filter(t -> threads.of(ready.mime()).equals(thread));
        return Optional.of(new Sent(Optional.of(add(ready.bytes(), Set.of("SENT"), now, joined)), Optional.empty()));
    }

    /**
     * Limits what may be sent in 24 hours, by whichever client. At first there is no limit. Over it, Gmail answers 429 until
     * the oldest mail of the last 24 hours is a day old.
     *
     * @param most mails in Sent per rolling 24 hours
     * @return this
     */
    public synchronized GmailAccountState limitSending(int most) {
        sendingLimit = most;
        return this;
    }

    /**
     * Deletes a message for good. Its history stays, so that a client may meet an id which is gone.
     *
     * @param id the message
     * @throws NoSuchElementException if there is none of that id
     */
    public synchronized void delete(String id) {
        GmailMessage message = byId.remove(id);
        if (message == null) {
            throw new NoSuchElementException("no message " + id);
        }
        newestFirst.remove(message);
        history.add(new GmailHistory.Change(history.next(), "messagesDeleted", message, Set.of()));
    }

    /**
     * Changes the labels of a message: read, archive, move to spam or trash.
     *
     * @param id the message
     * @param add labels to put on
     * @param remove labels to take off
     * @throws NoSuchElementException if there is none of that id
     */
    public synchronized void label(String id, Set<String> add, Set<String> remove) {
        GmailMessage old =
                Optional.ofNullable(byId.get(id)).orElseThrow(() -> new NoSuchElementException("no message " + id));
        Set<String> labels = new HashSet<>(old.labels());
        Set<String> gone = new HashSet<>(remove);
        gone.retainAll(labels);
        Set<String> come = new HashSet<>(add);
        come.removeAll(labels);
        labels.removeAll(gone);
        labels.addAll(come);
        GmailMessage changed = old.labelled(labels, history.next());
        byId.put(id, changed);
        newestFirst.remove(old);
        newestFirst.add(changed);
        if (!come.isEmpty()) {
            history.add(new GmailHistory.Change(changed.historyId(), "labelsAdded", changed, come));
        }
        if (!gone.isEmpty()) {
            history.add(new GmailHistory.Change(changed.historyId(), "labelsRemoved", changed, gone));
        }
    }

    /** Makes every history id given out so far too old: history.list answers 404 to it. */
    public synchronized void expireHistory() {
        history.expire();
    }

    /**
     * All messages.
     *
     * @return oldest first, with spam and trash
     */
    public synchronized List<GmailMessage> messages() {
        return List.copyOf(newestFirst.descendingSet());
    }

    /**
     * A message.
     *
     * @param id its id
     * @return it, or empty if there is none or it was deleted
     */
    public synchronized Optional<GmailMessage> message(String id) {
        return Optional.ofNullable(byId.get(requireNonNull(id, "id")));
    }

    /**
     * What is in Sent: through the API, or put there by the test as if the owner had written it.
     *
     * @return oldest first
     */
    public List<GmailMessage> sent() {
        return messages().stream().filter(m -> m.has("SENT")).toList();
    }

    /**
     * The topic it publishes changes to.
     *
     * @return what the last watch call asked for, unless it has expired or was stopped
     */
    public synchronized Optional<String> watchedTopic() {
        return watching().map(GmailWatch::topic);
    }

    /**
     * What Pub/Sub would push for the mailbox as it is now.
     *
     * @param subscription the name of the subscription
     * @return the body of the POST, or empty if nobody watches
     */
    public synchronized Optional<String> push(String subscription) {
        return watching().map(w -> GmailWatch.push(address, history.current(), subscription, clock.instant()));
    }

    private Optional<GmailWatch> watching() {
        return watch.filter(w -> clock.instant().isBefore(w.expires()));
    }

    synchronized GmailWatch watch(String topic) {
        GmailWatch started = new GmailWatch(topic, clock.instant().plus(WATCH_LASTS));
        watch = Optional.of(started);
        return started;
    }

    synchronized void stop() {
        watch = Optional.empty();
    }

    synchronized long historyId() {
        return history.current();
    }

    /** The changes after an id; empty if that is too old, or not from here. */
    synchronized Optional<List<GmailHistory.Change>> changes(long after) {
        return history.knows(after) ? Optional.of(history.after(after)) : Optional.empty();
    }

    /** At most that many matching messages, newest first, behind the one given, if one is given. */
    synchronized List<GmailMessage> page(Predicate<GmailMessage> wanted, Optional<GmailMessage> behind, int most) {
        return behind.map(b -> (Set<GmailMessage>) newestFirst.tailSet(b, false)).orElse(newestFirst).stream()
                .filter(wanted)
                .limit(most)
                .toList();
    }

    synchronized long threadCount() {
        return byId.values().stream().map(GmailMessage::threadId).distinct().count();
    }

    synchronized int messageCount() {
        return byId.size();
    }

    synchronized boolean maySendAs(String from) {
        return from.equals(address) || aliases.contains(from);
    }
}
