package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Refresh tokens in one file that only its owner may read (mode 0600), not encrypted: for a tool on one's own machine. A
 * service keeps them in {@link StoredTokens}.
 *
 * <p>A write replaces the file in one move and is on the disk before the call returns. Several processes may share the
 * file: writers take turns by a lock on a file beside it, {@code <name>.lock}. It needs a POSIX file system.
 */
public final class FileTokens implements TokenStore {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Set<PosixFilePermission> OWNER_ONLY =
            EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
    private static final Object WRITING = new Object(); // a lock on a file is the process's, not the thread's

    private final Path file;

    private FileTokens(Path file) {
        this.file = file;
    }

    /**
     * Tokens in a file, which is made with the first token.
     *
     * @param file the file, in a folder that exists
     * @return the store
     */
    public static FileTokens in(Path file) {
        return new FileTokens(requireNonNull(file, "file").toAbsolutePath());
    }

    /**
     * {@inheritDoc}
     *
     * @throws ConfigurationException if others than the owner may read or write the file, or it is damaged
     */
    @Override
    public Optional<String> load(String mailboxId) {
        JsonNode token = read().path(requireNonNull(mailboxId, "mailboxId"));
        return token.isTextual() ? Optional.of(token.textValue()) : Optional.empty();
    }

    @Override
    public void save(String mailboxId, String refreshToken) {
        requireNonNull(mailboxId, "mailboxId");
        requireNonNull(refreshToken, "refreshToken");
        alone(() -> {
            write(read().put(mailboxId, refreshToken));
            return true;
        });
    }

    @Override
    public boolean remove(String mailboxId) {
        requireNonNull(mailboxId, "mailboxId");
        return alone(() -> {
            ObjectNode tokens = read();
            boolean was = tokens.remove(mailboxId) != null;
            if (was) {
                write(tokens);
            }
            return was;
        });
    }

    private ObjectNode read() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
            if (!OWNER_ONLY.containsAll(permissions)) {
                throw new ConfigurationException("others may read or change " + file + " ("
                        + PosixFilePermissions.toString(permissions)
                        + "), which holds the keys to mailboxes; do chmod 600, and if it was so for long, connect the"
                        + " mailboxes anew");
            }
            if (JSON.readTree(Files.readAllBytes(file)) instanceof ObjectNode tokens) {
                return tokens;
            }
        } catch (NoSuchFileException e) {
            return JSON.createObjectNode();
        } catch (JacksonException e) { // its message would quote the file
            throw damaged();
        } catch (IOException e) {
            throw new RetryableException("the token file " + file + " cannot be read now", e);
        } catch (UnsupportedOperationException e) {
            throw new ConfigurationException("the file system of " + file + " has no owners; use StoredTokens", e);
        }
        throw damaged();
    }

    private ConfigurationException damaged() {
        return new ConfigurationException("the token file " + file
                + " is damaged; take it from a backup, or remove it and connect the mailboxes anew");
    }

    /** Something done while nobody else writes. */
    private interface Change {
        boolean make() throws IOException;
    }

    private boolean alone(Change change) {
        Path beside = file.resolveSibling(file.getFileName() + ".lock");
        synchronized (WRITING) {
            try (FileChannel channel = FileChannel.open(
                            beside, Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE), owner());
                    var held = channel.lock()) {
                return held.isValid() && change.make();
            } catch (IOException e) {
                throw new RetryableException("the token file " + file + " cannot be written now", e);
            } catch (UnsupportedOperationException e) {
                throw new ConfigurationException("the file system of " + file + " has no owners; use StoredTokens", e);
            }
        }
    }

    private static FileAttribute<Set<PosixFilePermission>> owner() {
        return PosixFilePermissions.asFileAttribute(OWNER_ONLY);
    }

    private void write(ObjectNode tokens) throws IOException {
        Path folder = requireNonNull(file.getParent(), "the file's folder");
        Path fresh = Files.createTempFile(folder, file.getFileName().toString(), ".new", owner());
        try {
            try (FileChannel channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                ByteBuffer bytes = ByteBuffer.wrap(JSON.writeValueAsBytes(tokens));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(fresh);
        }
        try (FileChannel entries = FileChannel.open(folder, StandardOpenOption.READ)) {
            entries.force(true); // the move itself
        }
    }

    @Override
    public String toString() {
        return "tokens in " + file;
    }
}
