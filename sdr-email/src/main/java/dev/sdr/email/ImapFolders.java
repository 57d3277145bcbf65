package dev.sdr.email;

import dev.sdr.email.ImapCursor.Position;
import dev.sdr.inbox.RawMessage;
import jakarta.mail.Folder;
import jakarta.mail.FolderNotFoundException;
import jakarta.mail.Message;
import jakarta.mail.MessageRemovedException;
import jakarta.mail.MessagingException;
import jakarta.mail.UIDFolder;
import jakarta.mail.search.ComparisonTerm;
import jakarta.mail.search.ReceivedDateTerm;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;

/** Reads folders over one connection, read-only. */
final class ImapFolders {

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

    private record Numbered(long uid, IMAPMessage message) {}

    ImapFolders(IMAPStore store, int largest) {
        this.store = store;
        this.largest = largest;
    }

    /** INBOX, and the folder marked as junk if there is one. */
    static List<String> usual(IMAPStore store) throws MessagingException {
        List<String> names = new ArrayList<>(List.of("INBOX"));
        for (Folder folder : store.getDefaultFolder().list("*")) {
            boolean junk = folder instanceof IMAPFolder imap
                    && Arrays.stream(imap.getAttributes()).anyMatch(a -> a.equalsIgnoreCase("\\Junk"));
            if (junk) {
                names.add(folder.getFullName());
            }
        }
        return names;
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
            List<Numbered> fresh = numbered(folder, found, last);
            for (Numbered message : fresh.subList(0, Math.min(Math.max(0, limit), fresh.size()))) {
                raw(name, validity, message).ifPresent(into::add);
                last = message.uid();
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

    /** Ascending by UID. {@code n:*} always names the last message, even if its UID is below n. */
    private static List<Numbered> numbered(IMAPFolder folder, Message[] found, long last) throws MessagingException {
        jakarta.mail.FetchProfile profile = new jakarta.mail.FetchProfile();
        profile.add(UIDFolder.FetchProfileItem.UID);
        profile.add(jakarta.mail.FetchProfile.Item.SIZE);
        profile.add(jakarta.mail.FetchProfile.Item.ENVELOPE);
        folder.fetch(found, profile);
        List<Numbered> numbered = new ArrayList<>();
        for (Message message : Arrays.stream(found).filter(Objects::nonNull).toList()) {
            long uid = folder.getUID(message);
            if (uid > last && message instanceof IMAPMessage imap) {
                numbered.add(new Numbered(uid, imap));
            }
        }
        numbered.sort(Comparator.comparing(Numbered::uid));
        return numbered;
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
            if (folder.getUIDValidity() != Long.parseLong(parts[1])) {
                return Optional.empty();
            }
            Message message = folder.getMessageByUID(Long.parseLong(parts[2]));
            return message instanceof IMAPMessage imap
                    ? raw(name, folder.getUIDValidity(), new Numbered(Long.parseLong(parts[2]), imap))
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

    /** The message, or its beginning; empty if it was deleted meanwhile. One that cannot be read blocks no other. */
    private Optional<RawMessage> raw(String folder, long validity, Numbered numbered) throws MessagingException {
        String ref = URLEncoder.encode(folder, StandardCharsets.UTF_8) + "/" + validity + "/" + numbered.uid();
        IMAPMessage message = numbered.message();
        try {
            message.setPeek(true);
            Date received = message.getReceivedDate();
            Instant at = received == null ? Instant.EPOCH : received.toInstant();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            boolean whole = true;
            try (InputStream in = message.getMimeStream()) {
                byte[] buffer = new byte[16_384];
                for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    bytes.write(buffer, 0, n);
                    if (bytes.size() > largest) {
                        whole = false;
                        break;
                    }
                }
            }
            return Optional.of(
                    whole
                            ? RawMessage.of(ref, bytes.toByteArray(), at)
                            : RawMessage.partial(ref, bytes.toByteArray(), at));
        } catch (MessageRemovedException e) {
            return Optional.empty(); // its owner has deleted it
        } catch (IOException e) {
            throw new MessagingException("a message could not be read", e);
        }
    }
}
