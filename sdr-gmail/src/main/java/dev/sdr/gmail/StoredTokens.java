package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Refresh tokens in the store of the sequences, encrypted with a key of the host's (AES-256 in GCM), so that neither the
 * database nor its backups give them away. A token is bound to its mailbox: copied into another mailbox's record it cannot
 * be read.
 *
 * <pre>{@code
 * TokenStore tokens = StoredTokens.in(store, "2026-11", secrets.get("gmail-tokens"));
 * }</pre>
 *
 * <p>To change the key: first let every process read both, {@code in(store, old..).reading(new..)}; then write with the new
 * one, {@code in(store, new..).reading(old..)}; then call {@link #rotate}; after that the old key is not needed.
 *
 * <p>Immutable; safe for use by several threads and processes.
 */
public final class StoredTokens implements TokenStore {

    private static final String KIND = "google-token";
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int PAGE = 100;
    private static final int LONGEST_ID = 500;

    private final SequenceStore store;
    private final String current;
    private final Map<String, TokenCipher> ciphers;

    private StoredTokens(SequenceStore store, String current, Map<String, TokenCipher> ciphers) {
        this.store = store;
        this.current = current;
        this.ciphers = Map.copyOf(ciphers);
    }

    /**
     * Tokens in a store, written with one key.
     *
     * @param store the store, which stays the caller's to close
     * @param keyId names the key in each record, such as the month it was made; not secret
     * @param key 32 random bytes, copied; they are kept outside the database
     * @return the token store
     * @throws IllegalArgumentException if the key is not 32 bytes, or its id is blank
     */
    public static StoredTokens in(SequenceStore store, String keyId, byte[] key) {
        requireNonNull(store, "store");
        return new StoredTokens(store, checked(keyId), Map.of(keyId, new TokenCipher(key)));
    }

    /**
     * This token store, reading also what was written with another key.
     *
     * @param keyId the id under which that key was used
     * @param key its 32 bytes, copied
     * @return a token store of its own
     * @throws IllegalArgumentException if the key is not 32 bytes, or there is a key of that id already
     */
    public StoredTokens reading(String keyId, byte[] key) {
        Map<String, TokenCipher> more = new HashMap<>(ciphers);
        if (more.put(checked(keyId), new TokenCipher(key)) != null) {
            throw new IllegalArgumentException("there is a key '" + keyId + "' already");
        }
        return new StoredTokens(store, current, more);
    }

    private static String checked(String keyId) {
        if (keyId.isBlank()) {
            throw new IllegalArgumentException("the key's id is blank");
        }
        return keyId;
    }

    /**
     * {@inheritDoc}
     *
     * @throws ConfigurationException if it was written with a key that was not given, or was tampered with
     */
    @Override
    public Optional<String> load(String mailboxId) {
        return store.inTransaction(tx -> record(tx, mailboxId)).map(this::open);
    }

    @Override
    public void save(String mailboxId, String refreshToken) {
        requireNonNull(refreshToken, "refreshToken");
        checkedId(mailboxId);
        store.inTransaction(tx -> {
            if (put(tx, mailboxId, refreshToken)) {
                return true;
            }
            if (put(tx, mailboxId, refreshToken)) { // of two first saves at once: now there is one to lock
                return true;
            }
            throw new RetryableException("somebody else writes the Google token of mailbox " + mailboxId + " now");
        });
    }

    private boolean put(Tx tx, String mailboxId, String refreshToken) {
        long version = locked(tx, mailboxId).map(StoredRecord::version).orElse(0L);
        return tx.records().put(sealed(mailboxId, version, refreshToken));
    }

    @Override
    public boolean remove(String mailboxId) {
        return store.inTransaction(tx ->
                locked(tx, checkedId(mailboxId)).filter(tx.records()::delete).isPresent());
    }

    /**
     * Writes anew, with the current key, every token that was written with another. May run while the mailboxes are used.
     *
     * @return how many there were
     * @throws ConfigurationException as {@link #load}; those before it are written anew
     */
    public int rotate() {
        int rotated = 0;
        Optional<StoredRecord> after = Optional.empty();
        while (true) {
            Optional<StoredRecord> from = after;
            List<StoredRecord> page = store.inTransaction(tx -> tx.records().scan(KIND, from, "", PAGE));
            if (page.isEmpty()) {
                return rotated;
            }
            for (StoredRecord record : page) {
                rotated += store.inTransaction(tx -> rotate(tx, record.key())) ? 1 : 0;
            }
            after = Optional.of(page.get(page.size() - 1));
        }
    }

    private boolean rotate(Tx tx, String mailboxId) {
        return locked(tx, mailboxId)
                .filter(record -> !keyOf(record).equals(current))
                .map(record -> tx.records().put(sealed(mailboxId, record.version(), open(record))))
                .orElse(false);
    }

    private static Optional<StoredRecord> record(Tx tx, String mailboxId) {
        return tx.records().get(KIND, List.of(checkedId(mailboxId))).stream().findFirst();
    }

    private static Optional<StoredRecord> locked(Tx tx, String mailboxId) {
        return tx.records().lock(KIND, mailboxId, true);
    }

    private static String checkedId(String mailboxId) {
        if (mailboxId.isEmpty() || mailboxId.length() > LONGEST_ID) {
            throw new IllegalArgumentException("a mailbox id has 1 to " + LONGEST_ID + " characters");
        }
        return mailboxId;
    }

    private StoredRecord sealed(String mailboxId, long version, String refreshToken) {
        byte[] sealed = cipher(current, mailboxId).seal(KIND, mailboxId, refreshToken);
        String json = JSON.createObjectNode()
                .put("key", current)
                .put("sealed", Base64.getEncoder().encodeToString(sealed))
                .toString();
        return new StoredRecord(KIND, mailboxId, version, "", json);
    }

    private String open(StoredRecord record) {
        TokenCipher cipher = cipher(keyOf(record), record.key());
        try {
            byte[] sealed =
                    Base64.getDecoder().decode(json(record).path("sealed").asText());
            return cipher.open(KIND, record.key(), sealed);
        } catch (IllegalArgumentException e) {
            throw damaged(record.key());
        }
    }

    private TokenCipher cipher(String keyId, String mailboxId) {
        TokenCipher cipher = ciphers.get(keyId);
        if (cipher == null) {
            throw new ConfigurationException("the Google token of mailbox " + mailboxId + " was written with the key '"
                    + keyId + "', which was not given; add it with reading(..)");
        }
        return cipher;
    }

    private static String keyOf(StoredRecord record) {
        return json(record).path("key").asText();
    }

    private static JsonNode json(StoredRecord record) {
        try {
            return JSON.readTree(record.json());
        } catch (JacksonException e) {
            throw damaged(record.key());
        }
    }

    private static ConfigurationException damaged(String mailboxId) {
        return new ConfigurationException("the Google token of mailbox " + mailboxId
                + " cannot be read: the key of that id is another one now, or the record was changed or moved;"
                + " give the right key or connect the mailbox again");
    }

    @Override
    public String toString() {
        return "Google tokens in the store, written with the key '" + current + "'";
    }
}
