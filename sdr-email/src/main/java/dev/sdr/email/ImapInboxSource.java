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
import java.util.Optional;
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
 * <p>Reads INBOX and the folder the server marks as \Junk (RFC 6154), or the folders the host names, without changing
 * anything in them. The cursor holds UIDVALIDITY and the last UID of each folder. A folder that was renumbered is read
 * again from {@code since} on. A page is complete only if no folder has anything new when it is looked at again, so that
 * a mail moved between two folders meanwhile is not missed.
 *
 * <p>The configuring methods return a source of their own. One connection is kept and used again; calls take turns.
 */
public final class ImapInboxSource implements InboxSource, MessageFetch, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ImapInboxSource.class);
    private static final int LARGEST = 5_000_000;

    private final Connection connection;
    private final List<String> folders;
    private final int largest;
    private Optional<IMAPStore> open = Optional.empty();

    private ImapInboxSource(Connection connection, List<String> folders, int largest) {
        this.connection = connection;
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
        return new ImapInboxSource(Connection.to(host, port, Tls.IMPLICIT), List.of(), LARGEST);
    }

    /**
     * This source with STARTTLS, as on port 143.
     *
     * @return a source of its own
     */
    public ImapInboxSource starttls() {
        return new ImapInboxSource(connection.with(Tls.STARTTLS), folders, largest);
    }

    /**
     * This source without TLS: for a server on this machine only.
     *
     * @return a source of its own
     */
    public ImapInboxSource plaintext() {
        return new ImapInboxSource(connection.with(Tls.NONE), folders, largest);
    }

    /**
     * This source with a user.
     *
     * @param user the user
     * @param password asked at each connection
     * @return a source of its own
     */
    public ImapInboxSource credentials(String user, Supplier<String> password) {
        return new ImapInboxSource(connection.with(user, password), folders, largest);
    }

    /**
     * This source with other folders. Name every folder in which a reply may lie, spam included.
     *
     * @param names the folders' full names
     * @return a source of its own
     */
    public ImapInboxSource folders(String... names) {
        return new ImapInboxSource(connection, List.of(names), largest);
    }

    /**
     * This source with another limit on what is read of one message. Default: 5 MB.
     *
     * @param bytes the most bytes; of a larger message only the beginning is read
     * @return a source of its own
     */
    public ImapInboxSource largestMessage(int bytes) {
        return new ImapInboxSource(connection, folders, bytes);
    }

    /**
     * This source with other timeouts. Default: 20 seconds to connect, 2 minutes for each answer.
     *
     * @param connect how long connecting may take
     * @param answer how long each answer may take
     * @return a source of its own
     */
    public ImapInboxSource timeouts(Duration connect, Duration answer) {
        return new ImapInboxSource(connection.with(connect, answer), folders, largest);
    }

    /**
     * This source with TLS sockets of the host's.
     *
     * @param factory makes them
     * @return a source of its own
     */
    public ImapInboxSource sockets(SSLSocketFactory factory) {
        return new ImapInboxSource(connection.with(factory), folders, largest);
    }

    @Override
    public synchronized Page read(Optional<String> cursor, Instant since, int limit) {
        try {
            IMAPStore store = connected();
            List<String> names = folders.isEmpty() ? ImapFolders.usual(store) : folders;
            ImapCursor position = ImapCursor.parse(cursor);
            ImapFolders reader = new ImapFolders(store, largest);
            List<RawMessage> messages = new ArrayList<>();
            boolean cut = false;
            for (String name : names) {
                cut |= reader.read(name, position, since, limit - messages.size(), messages);
            }
            boolean complete = !cut && reader.nothingNew(names, position);
            return new Page(messages, position.text(), complete);
        } catch (MessagingException e) {
            throw failed(e);
        }
    }

    @Override
    public synchronized Optional<RawMessage> fetch(String ref) {
        try {
            return new ImapFolders(connected(), largest).fetch(ref);
        } catch (MessagingException e) {
            throw failed(e);
        }
    }

    private IMAPStore connected() throws MessagingException {
        if (open.isPresent() && open.get().isConnected()) { // asks the server
            return open.get();
        }
        close();
        Session session = Session.getInstance(connection.properties("imap"));
        Store store = session.getStore("imap");
        store.connect(
                connection.host(),
                connection.port(),
                connection.user().orElse(null),
                connection.password().get());
        IMAPStore imap = (IMAPStore) store;
        open = Optional.of(imap);
        return imap;
    }

    private RuntimeException failed(MessagingException e) {
        close();
        if (e instanceof AuthenticationFailedException) {
            return new CredentialsException("the IMAP server " + connection.host()
                    + " refused the user name or password of " + connection.user().orElse("nobody")
                    + "; supply others", e);
        }
        return new RetryableException("the IMAP server " + connection.host() + " cannot be read now", e);
    }

    /** Closes the connection; the next read opens another. */
    @Override
    public synchronized void close() {
        open.ifPresent(store -> {
            try {
                store.close();
            } catch (MessagingException e) {
                log.debug("an IMAP connection could not be closed in an orderly way", e);
            }
        });
        open = Optional.empty();
    }
}
