package dev.sdr.email;

import dev.sdr.email.ImapCursor.Position;
import dev.sdr.inbox.RawMessage;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.ReceivedDateTerm;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.angus.mail.iap.ProtocolException;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FLAGS;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPProtocol;
import org.eclipse.angus.mail.imap.protocol.INTERNALDATE;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.jspecify.annotations.Nullable;

/** Reads folders over one connection, read-only. */
final class ImapFolders {

    /** Where a reply, or a human's answer, may lie (RFC 6154); a mail in two of them is known by its content. */
    private static final Set<String> USUAL = Set.of("\\junk", "\\sent", "\\archive", "\\all");

    private final IMAPStore store;
    private final int largest;
    private final Map<String, Status> statuses = new HashMap<>();
    private boolean opened;

    /**
     * Where a folder ends.
     *
     * @param validity its UIDVALIDITY
     * @param next its UIDNEXT, or -1
     */
    private record Status(long validity, long next) {}

    ImapFolders(IMAPStore store, int largest) {
        this.store = store;
        this.largest = largest;
    }

    /** INBOX, and the folders marked as in {@link #USUAL}, if there are any. */
    static List<String> usual(IMAPStore store) throws MessagingException {
        List<String> names = new ArrayList<>(List.of("INBOX"));
        for (Folder folder : store.getDefaultFolder().list("*")) {
            if (folder instanceof IMAPFolder imap && isUsual(imap.getAttributes())) {
                names.add(folder.getFullName());
            }
        }
        return names;
    }

    /** A folder that is marked so; elsewhere, as in one of all mail, sent mail may lie as well. */
    private static boolean isSent(IMAPFolder folder) throws MessagingException {
        return Arrays.stream(folder.getAttributes()).anyMatch("\\Sent"::equalsIgnoreCase);
    }

    private static boolean isUsual(String... attributes) {
        return Arrays.stream(attributes).anyMatch(a -> USUAL.contains(a.toLowerCase(Locale.ROOT)));
    }

    /**
     * Reads on in a folder, and moves the cursor.
     *
     * @return whether something is left because of the limit
     */
    boolean read(String name, ImapCursor cursor, Instant since, int limit, List<RawMessage> into)
            throws MessagingException {
        Status status = status(name);
        statuses.put(name, status);
        Optional<Position> known = cursor.get(name).filter(p -> p.validity() == status.validity());
        if (known.isPresent()
                && status.next() > 0
                && status.next() - 1 <= known.get().last()) {
            return false;
        }
        IMAPFolder folder = open(name);
        opened = true;
        try {
            long validity = folder.getUIDValidity();
            long next = folder.getUIDNext();
            statuses.put(name, new Status(validity, next));
            Optional<Position> position = known.filter(p -> p.validity() == validity);
            long last = position.map(Position::last).orElse(0L);
            long searched = position.isPresent() ? last : lastVisible(folder);
            Message[] found = position.isPresent()
                    ? folder.getMessagesByUID(last + 1, UIDFolder.LASTUID)
                    : folder.search(new ReceivedDateTerm(ComparisonTerm.GE, Date.from(since)));
            List<Long> fresh = uids(folder, found, last);
            for (long uid : fresh.subList(0, Math.min(Math.max(0, limit), fresh.size()))) {
                raw(folder, validity, uid).ifPresent(into::add);
                last = uid;
            }
            boolean cut = fresh.size() > Math.max(0, limit);
            if (!cut) {
                last = Math.max(last, searched);
            }
            cursor.put(name, new Position(validity, last));
            return cut;
        } finally {
            folder.close(false);
        }
    }

    /**
     * The UID a first read ends at, whose search sees only young messages; looked at before the search. Not UIDNEXT: a
     * server may have given a UID to a message that it does not show yet, and that message would never be read.
     */
    private static long lastVisible(IMAPFolder folder) throws MessagingException {
        int count = folder.getMessageCount();
        return count == 0 ? 0 : folder.getUID(folder.getMessage(count));
    }

    /** Ascending. {@code n:*} always names the last message, even if its UID is below n. */
    private static List<Long> uids(IMAPFolder folder, Message[] found, long last) throws MessagingException {
        FetchProfile profile = new FetchProfile();
        profile.add(UIDFolder.FetchProfileItem.UID);
        folder.fetch(found, profile);
        List<Long> uids = new ArrayList<>();
        for (Message message : Arrays.stream(found).filter(Objects::nonNull).toList()) {
            long uid = message.isExpunged() ? -1 : folder.getUID(message);
            if (uid > last) {
                uids.add(uid);
            }
        }
        uids.sort(Comparator.naturalOrder());
        return uids;
    }

    /** Whether every folder still ends where it ended when it was read (I3). */
    boolean nothingNew(List<String> names, ImapCursor cursor) throws MessagingException {
        if (!opened && names.size() == 1) {
            return true; // one folder, looked at once, had nothing new
        }
        for (String name : names) {
            Status status = status(name);
            boolean same = status.equals(statuses.get(name))
                    && cursor.get(name)
                            .filter(p -> p.validity() == status.validity())
                            .isPresent();
            if (!same) {
                return false;
            }
        }
        return true;
    }

    /** Asks a folder where it ends without opening it. */
    private Status status(String name) throws MessagingException {
        if (!(store.getFolder(name) instanceof IMAPFolder folder)) {
            throw new MessagingException("the server's folders are not IMAP folders");
        }
        Object answer = folder.doCommand(protocol -> protocol.status(name, new String[] {"UIDVALIDITY", "UIDNEXT"}));
        if (!(answer instanceof org.eclipse.angus.mail.imap.protocol.Status status)) {
            throw new MessagingException("the server gave no status of folder '" + name + "'");
        }
        return new Status(status.uidvalidity, status.uidnext);
    }

    Optional<RawMessage> fetch(String ref) throws MessagingException {
        String[] parts = ref.split("/", -1);
        if (parts.length != 3 || !parts[1].matches("\\d{1,18}") || !parts[2].matches("\\d{1,18}")) {
            return Optional.empty();
        }
        String name = URLDecoder.decode(parts[0], StandardCharsets.UTF_8);
        IMAPFolder folder = open(name);
        try {
            long validity = folder.getUIDValidity();
            return validity == Long.parseLong(parts[1])
                    ? raw(folder, validity, Long.parseLong(parts[2]))
                    : Optional.empty();
        } finally {
            folder.close(false);
        }
    }

    private IMAPFolder open(String name) throws MessagingException {
        Folder folder = store.getFolder(name);
        if (!(folder instanceof IMAPFolder imap) || !folder.exists()) {
            throw new FolderNotFoundException(folder, "there is no folder '" + name + "'");
        }
        imap.open(Folder.READ_ONLY);
        return imap;
    }

    /** The message, or its beginning; empty if its owner has deleted it meanwhile. */
    private Optional<RawMessage> raw(IMAPFolder folder, long validity, long uid) throws MessagingException {
        String ref = URLEncoder.encode(folder.getFullName(), StandardCharsets.UTF_8) + "/" + validity + "/" + uid;
        return folder.doCommand(protocol -> fetch(protocol, ref, uid)) instanceof RawMessage message
                ? Optional.of(isSent(folder) ? message.inSent(true) : message)
                : Optional.empty();
    }

    /**
     * By its UID, not by its number in the folder as Jakarta Mail reads messages: numbers shift when another session
     * expunges, and a server that does not wait with that until this session knows would hand out another message.
     */
    private @Nullable RawMessage fetch(IMAPProtocol protocol, String ref, long uid) throws ProtocolException {
        Response[] responses = protocol.command(
                "UID FETCH " + uid + " (UID FLAGS INTERNALDATE BODY.PEEK[]<0." + (largest + 1L) + ">)", null);
        protocol.notifyResponseHandlers(responses);
        protocol.handleResult(responses[responses.length - 1]);
        boolean there = false;
        for (Response response : responses) {
            if (response instanceof FetchResponse item) {
                UID id = item.getItem(UID.class);
                BODY body = item.getItem(BODY.class);
                INTERNALDATE date = item.getItem(INTERNALDATE.class);
                there |= id != null && id.uid == uid;
                FLAGS flags = item.getItem(FLAGS.class);
                if (id != null && id.uid == uid && flags != null && flags.contains(Flags.Flag.DRAFT)) {
                    return null; // nobody has sent it; a folder of all mail holds such too
                }
                if (id != null && id.uid == uid && body != null && body.getByteArrayInputStream() != null) {
                    Date received = date == null ? null : date.getDate();
                    Instant at = received == null ? Instant.EPOCH : received.toInstant();
                    byte[] bytes = body.getByteArrayInputStream().readAllBytes();
                    return bytes.length <= largest
                            ? RawMessage.of(ref, bytes, at)
                            : RawMessage.partial(ref, Arrays.copyOf(bytes, largest), at);
                }
            }
        }
        if (there) { // it must not be passed over as if its owner had deleted it
            throw new ProtocolException("the server gave message " + uid + " without its content");
        }
        return null;
    }
}
