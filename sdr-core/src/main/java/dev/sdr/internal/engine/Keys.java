package dev.sdr.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sdr.lead.EmailAddress;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Keyed hashes (HMAC-SHA-256) of natural keys, with the key of this store. */
final class Keys {

    private static final Pattern OURS = Pattern.compile("[0-9a-f]{40}@");

    private final Mac keyed;

    Keys(byte[] secret) {
        keyed = keyed(secret);
    }

    /** What stands for an address wherever it need not be readable. */
    String address(EmailAddress address) {
        return hash(32, "address", address.normalized());
    }

    /** What stands for who wrote a message, among the keys it is found by. */
    String author(EmailAddress address) {
        return hash(32, "author", address.normalized());
    }

    /** Tells the key of one store from those of others. */
    String fingerprint() {
        return hash(8, "fingerprint");
    }

    /** The Message-ID of a touch, without angle brackets: the same however often it is begun or restored. */
    String messageId(String domain, String... naturalKey) {
        return hash(40, "message", naturalKey) + "@" + domain;
    }

    /** Whether an id may be one of ours, as {@link #messageId} makes them. */
    static boolean isMessageId(String id) {
        return OURS.matcher(id).lookingAt();
    }

    /** What stands for a Message-ID that a private mail refers to. */
    String reference(String messageId) {
        return hash(32, "reference", messageId);
    }

    /** What makes an inbound message the same message wherever it lies. */
    String inbound(String... content) {
        return hash(40, "inbound", content);
    }

    /**
     * The key of an event: the first half of what happened, the second of the mail it happened to, 0 if that is not known.
     * So reports of one event with and without ids share the first half.
     */
    UUID event(Optional<String> mail, String... what) {
        long first = number("event", what);
        return new UUID(first, mail.map(id -> number("event of", id)).orElse(0L));
    }

    private long number(String purpose, String... parts) {
        return HexFormat.fromHexDigitsToLong(hash(16, purpose, parts));
    }

    /** A stable choice of one of {@code n}. */
    int choose(int n, String what) {
        return Math.floorMod(Integer.parseUnsignedInt(hash(8, "choice", what), 16), n);
    }

    /** A key of its own for another purpose, which tells nothing about the store's: 32 bytes. */
    byte[] derive(String purpose, String name) {
        return mac(purpose, name);
    }

    private String hash(int hexDigits, String purpose, String... parts) {
        return HexFormat.of().formatHex(mac(purpose, parts), 0, hexDigits / 2);
    }

    private byte[] mac(String purpose, String... parts) {
        Mac mac = copy(keyed);
        mac.update(purpose.getBytes(UTF_8));
        for (String part : parts) {
            mac.update((byte) 0);
            mac.update(part.getBytes(UTF_8));
        }
        return mac.doFinal();
    }

    /** A Mac with its key, for {@link #copy}. */
    static Mac keyed(byte[] secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no HmacSHA256, which every one must have", e);
        }
    }

    /** A Mac is for one thread at a time; a copy of one that has its key is cheaper than a new one. */
    static Mac copy(Mac keyed) {
        try {
            return (Mac) keyed.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("this Java platform's HmacSHA256 cannot be copied", e);
        }
    }
}
