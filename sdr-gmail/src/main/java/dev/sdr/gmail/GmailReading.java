package dev.sdr.gmail;

import com.google.api.services.gmail.model.History;
import com.google.api.services.gmail.model.HistoryMessageAdded;
import com.google.api.services.gmail.model.ListHistoryResponse;
import com.google.api.services.gmail.model.ListMessagesResponse;
import com.google.api.services.gmail.model.Message;
import dev.sdr.gmail.GmailFailure.Kind;
import dev.sdr.gmail.GmailQuota.Call;
import dev.sdr.inbox.InboxSource.Page;
import dev.sdr.inbox.RawMessage;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One reading of a page, from a cursor to the next. */
final class GmailReading {

    private static final Logger log = LoggerFactory.getLogger(GmailReading.class);
    private static final long PAGE = 100; // what a cursor may have to hold
    private static final int LISTS = 4;

    private final GmailCalls calls;
    private final Unread unread;
    private final Instant caller;
    private final int limit;
    private final List<RawMessage> out = new ArrayList<>();
    private final LinkedHashSet<String> todo = new LinkedHashSet<>();
    private final Set<String> failed = new LinkedHashSet<>();
    private Optional<BigInteger> history = Optional.empty();
    private Optional<Long> since = Optional.empty();
    private Optional<Long> begunAt = Optional.empty();
    private Optional<String> page = Optional.empty();
    private Optional<BigInteger> next = Optional.empty();
    private Optional<GmailFailure> failure = Optional.empty();
    private boolean stopped;
    private boolean atEnd;
    private boolean begun;
    private boolean ownList;
    private boolean opens;

    /** A reading; if the cursor is none, of everything since the caller's time. */
    GmailReading(GmailCalls calls, Unread unread, Optional<GmailCursor> cursor, Instant caller, int limit) {
        this.calls = calls;
        this.unread = unread;
        this.caller = caller;
        this.limit = limit;
        cursor.ifPresent(c -> {
            history = Optional.of(c.history());
            since = c.since();
            begunAt = c.begun();
            page = c.page();
            next = c.next();
            todo.addAll(c.todo());
        });
    }

    /**
     * Reads. It is complete only if a list of the history that was made by this very reading came to its end and all of it
     * was handed out: what an earlier reading listed says nothing about what came since.
     */
    Page page() throws GmailFailure {
        try {
            fetch();
            for (int i = 0; i < LISTS && todo.isEmpty() && !stopped && !atEnd && out.size() < limit; i++) {
                list();
                fetch();
            }
        } catch (GmailFailure e) {
            failure = Optional.of(e);
        }
        if (out.isEmpty() && failure.isPresent()) {
            throw failure.get();
        }
        List<String> left = new ArrayList<>(todo);
        left.addAll(failed);
        GmailCursor cursor = new GmailCursor(history.orElseThrow(), since, begunAt, page, next, left);
        return new Page(out, cursor.text(), atEnd && left.isEmpty());
    }

    private void list() throws GmailFailure {
        if (history.isEmpty()) {
            begin();
        }
        if (since.isPresent()) {
            listAll(since.get());
        } else {
            listHistory(history.get());
        }
    }

    /** Begins a full reading: the history id first, or what arrives while it goes on would be missed. */
    private void begin() throws GmailFailure {
        history = Optional.of(calls.call(Call.PROFILE, gmail -> gmail.users().getProfile(GmailCalls.ME))
                .getHistoryId());
        begun = true;
        begunAt = Optional.of(calls.now().getEpochSecond());
        since = Optional.of(Math.max(0, caller.getEpochSecond() - 1));
        page = Optional.empty();
        next = Optional.empty();
    }

    private void listAll(long from) throws GmailFailure {
        ListMessagesResponse listed;
        try {
            listed = calls.call(
                    Call.LIST,
                    gmail -> gmail.users()
                            .messages()
                            .list(GmailCalls.ME)
                            .setQ("after:" + from)
                            .setIncludeSpamTrash(true)
                            .setMaxResults(PAGE)
                            .setPageToken(page.orElse(null)));
        } catch (GmailFailure e) {
            if (e.kind() != Kind.REFUSED || page.isEmpty()) {
                throw e;
            }
            again(e);
            return;
        }
        List<Message> messages = listed.getMessages() == null ? List.of() : listed.getMessages();
        boolean last = begunAt.isEmpty();
        messages.stream()
                .map(Message::getId)
                .filter(id -> !last || !unread.handedOut(history.orElseThrow(), id))
                .forEach(this::add);
        page = token(listed.getNextPageToken());
        if (page.isEmpty()) {
            since = begunAt.map(second -> GmailCursor.latest(from, second));
            begunAt = Optional.empty();
        }
    }

    private void listHistory(BigInteger from) throws GmailFailure {
        ListHistoryResponse listed;
        ownList |= page.isEmpty();
        try {
            listed = calls.call(
                    Call.HISTORY,
                    gmail -> gmail.users()
                            .history()
                            .list(GmailCalls.ME)
                            .setStartHistoryId(from)
                            .setHistoryTypes(List.of("messageAdded"))
                            .setMaxResults(PAGE)
                            .setPageToken(page.orElse(null)));
        } catch (GmailFailure e) {
            if (e.kind() != Kind.GONE && e.kind() != Kind.REFUSED) {
                throw e;
            }
            again(e);
            return;
        }
        List<History> records = listed.getHistory() == null ? List.of() : listed.getHistory();
        for (History record : records) {
            if (record.getMessagesAdded() != null) {
                record.getMessagesAdded().stream()
                        .map(HistoryMessageAdded::getMessage)
                        .filter(GmailMessages::isMail)
                        .forEach(message -> add(message.getId()));
            }
        }
        BigInteger now = listed.getHistoryId() == null ? from : listed.getHistoryId();
        page = token(listed.getNextPageToken());
        if (page.isEmpty()) {
            history = Optional.of(next.orElse(now));
            next = Optional.empty();
            atEnd = ownList; // else it goes round once more
            unread.listed();
        } else {
            next = next.or(() -> Optional.of(now));
        }
    }

    /** The list cannot go on: an expired page begins it again, an expired history is read anew from the caller's time. */
    private void again(GmailFailure e) throws GmailFailure {
        if (page.isPresent() && e.kind() == Kind.REFUSED) {
            if (!unread.mayListAgain()) {
                throw e;
            }
            page = Optional.empty();
            next = Optional.empty();
        } else if (begun) {
            throw e;
        } else {
            log.info("the history of a mailbox has expired; its mail since {} is read again", caller);
            begin();
        }
    }

    private static Optional<String> token(@Nullable String token) {
        return Optional.ofNullable(token).filter(t -> !t.isEmpty());
    }

    private void add(String id) {
        if (!failed.contains(id)) {
            todo.add(id);
        }
    }

    private void fetch() throws GmailFailure {
        while (!todo.isEmpty() && !stopped && out.size() < limit) {
            int room = calls.room(limit - out.size());
            List<String> ids = todo.stream().limit(Math.max(1, room)).toList(); // with no room it says why
            int before = todo.size();
            GmailCalls.Batch batch = calls.batch(ids, GmailMessages::raw);
            for (Message message : batch.messages().values()) {
                Optional<RawMessage> raw = GmailMessages.whole(message, calls.now());
                if (!GmailMessages.isMail(message)) {
                    done(message.getId());
                } else if (raw.isPresent()) {
                    out.add(raw.get());
                    done(message.getId());
                } else {
                    damaged(message.getId(), GmailFailure.own(Kind.SERVER, "a message came without its content"));
                }
            }
            checkAccess(batch);
            for (var each : batch.failures().entrySet()) {
                failed(each.getKey(), each.getValue());
            }
            if (batch.broken().isPresent()) {
                broken(batch.broken().get());
            }
            if (todo.size() == before && !stopped) {
                stop(GmailFailure.own(Kind.UNREACHABLE, "a batch had no answers to what was asked"));
            }
        }
    }

    private void failed(String id, GmailFailure why) throws GmailFailure {
        if (why.kind() == Kind.GONE) {
            done(id);
        } else if (why.kind() == Kind.CREDENTIALS) {
            damaged(id, why.ofOneMessage());
        } else if (why.stops()) {
            stop(why);
        } else {
            damaged(id, why);
        }
    }

    /**
     * Whether refusals of access are the mailbox's: if all parts of a batch miss the scope, or the profile is refused too.
     * Else they are those of damaged messages.
     *
     * @throws GmailFailure if they are the mailbox's
     */
    private void checkAccess(GmailCalls.Batch batch) throws GmailFailure {
        List<GmailFailure> refusals = batch.failures().values().stream()
                .filter(f -> f.kind() == Kind.CREDENTIALS)
                .toList();
        if (refusals.isEmpty() || !batch.messages().isEmpty()) {
            return;
        }
        if (refusals.size() > 1 && refusals.stream().allMatch(GmailFailure::missesScope)) {
            throw refusals.get(0);
        }
        GmailFailure unused = ofOneMessage(refusals.get(0));
    }

    private GmailFailure ofOneMessage(GmailFailure refusal) throws GmailFailure {
        if (!opens) {
            calls.call(Call.PROFILE, gmail -> gmail.users().getProfile(GmailCalls.ME));
            opens = true;
        }
        return refusal.ofOneMessage();
    }

    /** An answer that broke off: too large together, or at a message that Gmail cannot give. */
    private void broken(GmailCalls.Broken at) throws GmailFailure {
        GmailFailure why = at.failure();
        if (why.kind() != Kind.TOO_LARGE) {
            damaged(at.id(), why);
            if (why.stops()) {
                stop(why);
            }
        } else if (at.first()) {
            unread.failed(at.id(), calls.now());
            headersOf(at.id(), why);
        } else {
            later(at.id(), why); // by itself it may be read
        }
    }

    private void damaged(String id, GmailFailure why) throws GmailFailure {
        unread.failed(id, calls.now());
        if (unread.isDamaged(id, calls.now())) {
            headersOf(id, why);
        } else {
            later(id, why);
        }
    }

    /** What of it can be had, so that it holds up nothing. */
    private void headersOf(String id, GmailFailure why) throws GmailFailure {
        try {
            Message message = calls.call(Call.GET, gmail -> GmailMessages.metadata(gmail, id));
            log.warn("of message {} only the headers can be read: {}", id, why.words());
            out.add(GmailMessages.headers(message, calls.now()));
            done(id);
        } catch (GmailFailure refused) {
            GmailFailure e = refused.kind() == Kind.CREDENTIALS ? ofOneMessage(refused) : refused;
            if (e.kind() == Kind.GONE) {
                done(id);
            } else if (e.stops()) {
                throw e;
            } else if (unread.isLost(id, calls.now())) {
                log.warn("message {} cannot be read at all: {}", id, e.words());
                out.add(RawMessage.partial(id, new byte[0], calls.now()));
                done(id);
            } else {
                later(id, e);
            }
        }
    }

    private void later(String id, GmailFailure why) {
        todo.remove(id);
        failed.add(id);
        failure = Optional.of(why);
    }

    private void stop(GmailFailure why) {
        failure = Optional.of(why);
        stopped = true;
    }

    private void done(String id) {
        todo.remove(id);
        failed.remove(id);
        unread.read(id);
        boolean ofFirstPart = since.isPresent() && (begunAt.isPresent() || page.isEmpty());
        if (ofFirstPart) { // of the second part, a page that was lost must come again
            unread.handOut(history.orElseThrow(), id);
        }
    }
}
