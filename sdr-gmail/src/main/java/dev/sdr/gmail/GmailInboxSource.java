package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.google.api.services.gmail.model.Message;
import dev.sdr.gmail.GmailFailure.Kind;
import dev.sdr.gmail.GmailQuota.Call;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.RawMessage;
import java.time.Instant;
import java.util.Optional;

/**
 * Reads a Gmail mailbox: all of it, so archived mail, mail under any label, spam, trash and the mailbox's own sent mail,
 * in which a person's own answers end the automation of a lead. Drafts and chats are left out. Nothing is changed.
 *
 * <p>It reads by the mailbox's history. An idle poll is one {@code history.list} of 2 units; each new message costs a {@code
 * messages.get} of 20, in batches of at most four. When the history has expired, everything received since the caller's {@code
 * since} is listed and read again, from the spot where a crash left it, then once more what was received from 10 minutes before that began, for Gmail's
 * index may lag, and then the history from before that began.
 *
 * <p>A message that was deleted meanwhile is left out. One that Gmail refused ten times over at least ten minutes is handed
 * out with its headers and first words, marked as truncated, so that it holds up nothing; one of which not even those
 * could be read for a day, without content. Of a message above 5 MB the beginning is handed out.
 *
 * <p>What is read is for private and limited use ({@link #limitedUse()}), as Google's user data policy wants it.
 */
public final class GmailInboxSource implements InboxSource, MessageFetch {

    private final GmailAccount account;
    private final Unread unread = new Unread();

    /**
     * Makes a source.
     *
     * @param account the mailbox; the source does not close it
     */
    public GmailInboxSource(GmailAccount account) {
        this.account = requireNonNull(account, "account");
    }

    @Override
    public synchronized Page read(Optional<String> cursor, Instant since, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("the limit must be at least 1, was " + limit);
        }
        try {
            return new GmailReading(account.calls(), unread, GmailCursor.parse(cursor), since, limit).page();
        } catch (GmailFailure e) {
            throw e.thrown(account.address().value());
        }
    }

    @Override
    public Optional<RawMessage> fetch(String ref) {
        try {
            return read(ref);
        } catch (GmailFailure e) {
            if (e.kind() == Kind.GONE || e.kind() == Kind.REFUSED) {
                return Optional.empty();
            }
            throw e.thrown(account.address().value());
        }
    }

    /** The message, or its headers if it is larger than is read. */
    private Optional<RawMessage> read(String ref) throws GmailFailure {
        GmailCalls calls = account.calls();
        try {
            return GmailMessages.whole(calls.call(Call.GET, gmail -> GmailMessages.raw(gmail, ref)), calls.now());
        } catch (GmailFailure e) {
            if (e.kind() != Kind.TOO_LARGE) {
                throw e;
            }
            Message message = calls.call(Call.GET, gmail -> GmailMessages.metadata(gmail, ref));
            return Optional.of(GmailMessages.headers(message, calls.now()));
        }
    }

    /** Google's Workspace API user data policy binds the text of Gmail messages to it. */
    @Override
    public boolean limitedUse() {
        return true;
    }

    @Override
    public String toString() {
        return "GmailInboxSource[" + account.address().value() + "]";
    }
}
