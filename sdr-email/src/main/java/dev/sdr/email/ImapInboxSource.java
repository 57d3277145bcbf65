package dev.sdr.email;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.RawMessage;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import javax.net.ssl.SSLSocketFactory;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads an inbox over IMAP (RFC 3501, RFC 9051).
 *
 * <pre>{@code
 * ImapInboxSource inbox = ImapInboxSource.at("imap.example.com", 993).credentials("sales@example.com", () -> secrets.get("imap"));
 * }</pre>
 *
 * <p>Reads INBOX and the folders the server marks as \Junk, \Archive, \All and \Sent (RFC 6154), or the folders the host names, without
 * changing anything in them. In Sent a human's own answers are seen, which end the automation of a lead. The cursor holds UIDVALIDITY and the last UID of each folder. A folder that was renumbered is read
 * again from {@code since} on. A page is complete only if no folder has anything new when it is looked at again, so that
 * a mail moved between two folders meanwhile is not missed.
 *
 * <p>The configuring methods return a source of their own. One connection is kept and used again; calls take turns.
 */
public final class ImapInboxSource implements InboxSource, MessageFetch, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ImapInboxSource.class);
    private static final Set<String> GOOGLE = Set.of("imap.gmail.com", "imap.googlemail.com");
    private static final int LARGEST = 5_000_000;

    private final Connection connection;
    private final List<String> folders;
    private final int largest;
    private final Optional<Boolean> limitedUse;
    private Optional<Open> open = Optional.empty();

    /**
     * A connection and the folders to read over it.
     *
     * @param store the connection
     * @param folders the folders' names
     */
    private record Open(IMAPStore store, List<String> folders) {}

    private ImapInboxSource(Connection connection, List<String> folders, int largest, Optional<Boolean> limitedUse) {
        this.connection = connection;
        this.limitedUse = limitedUse;
        this.folders = List.copyOf(folders);
        this.largest = largest;
    }

    /**
     * A source with TLS from the first byte, as on port 993.
     *
     * @param host the server
     * @param port its port
     * @return the source
     */
    public static ImapInboxSource at(String host, int port) {
        return new ImapInboxSource(Connection.to(host, port, Tls.IMPLICIT), List.of(), LARGEST, Optional.empty());
    }

    /**
     * This source with STARTTLS, as on port 143.
     *
     * @return a source of its own
     */
    public ImapInboxSource starttls() {
        return new ImapInboxSource(connection.with(Tls.STARTTLS), folders, largest, limitedUse);
    }

    /**
     * This source without TLS: for a server on this machine only.
     *
     * @return a source of its own
     */
    public ImapInboxSource plaintext() {
        return new ImapInboxSource(connection.with(Tls.NONE), folders, largest, limitedUse);
    }

    /**
     * This source with a user.
     *
     * @param user the user
     * @param password asked at each connection
     * @return a source of its own
     */
    public ImapInboxSource credentials(String user, Supplier<String> password) {
        return new ImapInboxSource(connection.with(user, Login.PASSWORD, password), folders, largest, limitedUse);
    }

    /**
     * This source with a user who logs in by an OAuth access token (XOAUTH2), as Gmail and Microsoft 365 want it. A token
     * the server refuses is a {@link CredentialsException}, as a refused password is.
     *
     * @param user the user, for Gmail the mailbox's address
     * @param accessToken asked at each connection, so that it can give one that has not expired; what it throws is
     *     thrown on
     * @return a source of its own
     */
    public ImapInboxSource oauth2(String user, Supplier<String> accessToken) {
        return new ImapInboxSource(connection.with(user, Login.TOKEN, accessToken), folders, largest, limitedUse);
    }

    /**
     * This source with other folders. Name every folder in which a reply may lie, spam included, and Sent if people
     * answer from this mailbox by hand.
     *
     * @param names the folders' full names
     * @return a source of its own
     */
    public ImapInboxSource folders(String... names) {
        return new ImapInboxSource(connection, List.of(names), largest, limitedUse);
    }

    /**
     * This source with another limit on what is read of one message. Default: 5 MB.
     *
     * @param bytes the most bytes; of a larger message only the beginning is read
     * @return a source of its own
     */
    public ImapInboxSource largestMessage(int bytes) {
        return new ImapInboxSource(connection, folders, bytes, limitedUse);
    }

    /**
     * This source with other timeouts. Default: 20 seconds to connect, 2 minutes for each answer.
     *
     * @param connect how long connecting may take
     * @param answer how long each answer may take
     * @return a source of its own
     */
    public ImapInboxSource timeouts(Duration connect, Duration answer) {
        return new ImapInboxSource(connection.with(connect, answer), folders, largest, limitedUse);
    }

    /**
     * This source with TLS sockets of the host's.
     *
     * @param factory makes them
     * @return a source of its own
     */
    public ImapInboxSource sockets(SSLSocketFactory factory) {
        return new ImapInboxSource(connection.with(factory), folders, largest, limitedUse);
    }

    /**
     * This source with or without the limit on the use of its text. Default: with it at {@code imap.gmail.com} and
     * {@code imap.googlemail.com}, for Google's user data policy says so whatever the protocol; without it elsewhere.
     *
     * @param limited what {@link #limitedUse()} gives
     * @return a source of its own
     */
    public ImapInboxSource limitedUse(boolean limited) {
        return new ImapInboxSource(connection, folders, largest, Optional.of(limited));
    }

    @Override
    public boolean limitedUse() {
        return limitedUse.orElseGet(() -> GOOGLE.contains(connection.host().toLowerCase(Locale.ROOT)));
    }

    @Override
    public synchronized Page read(Optional<String> cursor, Instant since, int limit) {
        return onServer(open -> {
            ImapCursor position = ImapCursor.parse(cursor);
            ImapFolders reader = new ImapFolders(open.store(), largest);
            List<RawMessage> messages = new ArrayList<>();
            boolean cut = false;
            for (String name : open.folders()) {
                cut |= reader.read(name, position, since, limit - messages.size(), messages);
            }
            boolean complete = !cut && reader.nothingNew(open.folders(), position);
            return new Page(messages, position.text(), complete);
        });
    }

    @Override
    public synchronized Optional<RawMessage> fetch(String ref) {
        return onServer(open -> new ImapFolders(open.store(), largest).fetch(ref));
    }

    /** Something that reads. */
    private interface Reading<T> {
        T on(Open open) throws MessagingException;
    }

    /** Reads over the kept connection, or, if that turns out to have died, over a new one. */
    private <T> T onServer(Reading<T> reading) {
        if (open.isPresent()) {
            try {
                return reading.on(open.get());
            } catch (MessagingException | IllegalStateException e) {
                log.debug("a kept IMAP connection has died, so another is opened", e);
                close();
            }
        }
        try {
            return reading.on(connect());
        } catch (MessagingException e) {
            throw failed(e);
        }
    }

    private Open connect() throws MessagingException {
        Session session = Session.getInstance(connection.properties("imap"));
        Store store = session.getStore("imap");
        store.connect(
                connection.host(),
                connection.port(),
                connection.user().orElse(null),
                connection.secret().get());
        IMAPStore imap = (IMAPStore) store;
        Open fresh = new Open(imap, folders.isEmpty() ? ImapFolders.usual(imap) : folders);
        open = Optional.of(fresh);
        return fresh;
    }

    private RuntimeException failed(MessagingException e) {
        close();
        if (e instanceof AuthenticationFailedException
                && !String.valueOf(e.getMessage()).contains("[UNAVAILABLE]")) { // RFC 5530: a failure on its side
            boolean token = connection.login() == Login.TOKEN;
            return new CredentialsException(
                    "the IMAP server " + connection.host()
                            + " refused the user name or "
                            + (token ? "access token" : "password")
                            + " of "
                            + connection.user().orElse("nobody")
                            + (token ? "; connect it again, with the scope for IMAP" : "; supply others"),
                    e);
        }
        return new RetryableException("the IMAP server " + connection.host() + " cannot be read now", e);
    }

    /** Closes the connection; the next read opens another. */
    @Override
    public synchronized void close() {
        open.ifPresent(kept -> {
            try {
                kept.store().close();
            } catch (MessagingException e) {
                log.debug("an IMAP connection could not be closed in an orderly way", e);
            }
        });
        open = Optional.empty();
    }
}
