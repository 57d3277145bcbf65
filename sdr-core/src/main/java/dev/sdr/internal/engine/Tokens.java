package dev.sdr.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.store.StoredRecord;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * The tokens of pixels, links and unsubscribing: what they say is hidden, and a changed one is none. The same content makes
 * the same token. Built like SIV (RFC 5297): a hash of the content, keyed, is what the content is encrypted from, and what
 * it is checked with.
 *
 * <p>The keys are made of the store's secret key and a number from 0 to 255, each for one kind of token. Rotation makes the
 * number grow; only the number is stored. So a token needs nothing but the secret key to be read: it stays good after
 * rotations, also after one that a restored database has forgotten, and a forged one costs no look into the store.
 */
final class Tokens {

    private static final String RECORD = "token-key";
    private static final String CURRENT = "current";
    private static final String NUMBER = "number";
    private static final int MOST_KEYS = 256;
    private static final Duration BELIEVED = Duration.ofMinutes(5);

    private static final int TAG = 16;
    private static final int ADDRESS_KEY = 16;
    private static final int MESSAGE = 20;
    private static final int LONGEST = 4_096;
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private final Context context;
    private final Map<String, Key> keys = new ConcurrentHashMap<>(); // at most 256 of each kind
    private final Queue<Cipher> ciphers =
            new ConcurrentLinkedQueue<>(); // idle ones: to make one costs more than to use it
    private volatile int number = -1;
    private volatile Instant readAt = Instant.MIN;

    /** What a token is for: one of a kind is none of another. */
    private enum Kind {
        OPEN,
        CLICK,
        UNSUBSCRIBE
    }

    /** Two keys for one kind of token. */
    private record Key(Mac mac, SecretKeySpec cipher) {}

    /**
     * A link of a mail.
     *
     * @param messageId the mail's Message-ID
     * @param link which of its links, from 1
     * @param url where it leads
     */
    record Click(String messageId, int link, String url) {}

    /**
     * Somebody who may say no.
     *
     * @param addressKey the keyed hash of the address
     * @param messageId the Message-ID of the mail that said how
     */
    record Unsubscribe(String addressKey, String messageId) {}

    Tokens(Context context) {
        this.context = context;
    }

    String open(String messageId) {
        return seal(Kind.OPEN, bytes(messageId).array());
    }

    /** The Message-ID of the mail whose pixel it is. */
    Optional<String> readOpen(String token) {
        return read(Kind.OPEN, token, Tokens::messageId);
    }

    String click(Click click) {
        byte[] url = click.url().getBytes(UTF_8);
        byte[] message = bytes(click.messageId()).array();
        return seal(
                Kind.CLICK,
                ByteBuffer.allocate(message.length + 2 + url.length)
                        .put(message)
                        .putShort((short) click.link())
                        .put(url)
                        .array());
    }

    Optional<Click> readClick(String token) {
        return read(Kind.CLICK, token, in -> {
            String messageId = messageId(in);
            int link = Short.toUnsignedInt(in.getShort());
            return new Click(messageId, link, text(in, in.remaining()));
        });
    }

    String unsubscribe(Unsubscribe who) {
        byte[] message = bytes(who.messageId()).array();
        return seal(
                Kind.UNSUBSCRIBE,
                ByteBuffer.allocate(ADDRESS_KEY + message.length)
                        .put(HexFormat.of().parseHex(who.addressKey()))
                        .put(message)
                        .array());
    }

    Optional<Unsubscribe> readUnsubscribe(String token) {
        return read(Kind.UNSUBSCRIBE, token, in -> new Unsubscribe(hex(in, ADDRESS_KEY), messageId(in)));
    }

    /** Makes the next key the one for new tokens. */
    void rotate() {
        number = context.transactAgain((tx, journal) -> {
            Optional<StoredRecord> before = tx.records().lock(RECORD, CURRENT, true);
            int next = 1 + before.map(Tokens::number).orElse(0);
            if (next >= MOST_KEYS) {
                throw new ConfigurationException(
                        "the token keys were rotated 255 times, which is as often as they can be");
            }
            String json = Json.object().put(NUMBER, next).toString();
            long version = before.map(StoredRecord::version).orElse(0L);
            if (!tx.records().put(new StoredRecord(RECORD, CURRENT, version, "", json))) {
                throw new RetryableException(
                        "another node rotates the token keys at this moment; look before doing it again");
            }
            return next;
        });
        readAt = context.now();
    }

    /** The number of the key for new tokens; one that another node has made is seen after a few minutes, or in a token. */
    private int current() {
        Instant now = context.now();
        if (number < 0 || now.isAfter(readAt.plus(BELIEVED))) {
            List<StoredRecord> found = context.read(tx -> tx.records().get(RECORD, List.of(CURRENT)));
            number = Math.max(
                    number, found.stream().mapToInt(Tokens::number).findFirst().orElse(0));
            readAt = now;
        }
        return number;
    }

    private static int number(StoredRecord record) {
        JsonNode json = Json.read(record.json());
        return json.path(NUMBER).asInt(0);
    }

    private String seal(Kind kind, byte[] content) {
        int current = current();
        Key key = key(kind, current);
        byte[] tag = tag(key, content);
        return ENCODER.encodeToString(ByteBuffer.allocate(1 + TAG + content.length)
                .put((byte) current)
                .put(tag)
                .put(crypt(key, tag, content))
                .array());
    }

    private <T> Optional<T> read(Kind kind, String token, Function<ByteBuffer, T> content) {
        byte[] all = bytesOf(token);
        if (all.length < 1 + TAG) {
            return Optional.empty();
        }
        ByteBuffer in = ByteBuffer.wrap(all);
        Key key = key(kind, Byte.toUnsignedInt(in.get()));
        byte[] tag = take(in, TAG);
        byte[] plain = crypt(key, tag, take(in, in.remaining()));
        if (!MessageDigest.isEqual(tag, tag(key, plain))) {
            return Optional.empty();
        }
        try {
            return Optional.of(content.apply(ByteBuffer.wrap(plain)));
        } catch (BufferUnderflowException e) {
            return Optional.empty(); // of a version that writes more than this one knows
        }
    }

    /** The bytes of a token in the one spelling that it has; none of what is no token. */
    private static byte[] bytesOf(String token) {
        if (token.length() > LONGEST) {
            return new byte[0];
        }
        try {
            byte[] all = Base64.getUrlDecoder().decode(token);
            return ENCODER.encodeToString(all).equals(token) ? all : new byte[0];
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    private Key key(Kind kind, int of) {
        return keys.computeIfAbsent(
                kind.name() + of,
                name -> new Key(
                        Keys.keyed(context.keys.derive("token-mac", name)),
                        new SecretKeySpec(context.keys.derive("token-cipher", name), "AES")));
    }

    private static byte[] tag(Key key, byte[] content) {
        return Arrays.copyOf(Keys.copy(key.mac()).doFinal(content), TAG);
    }

    private byte[] crypt(Key key, byte[] tag, byte[] content) {
        try {
            Cipher idle = ciphers.poll();
            Cipher cipher = idle == null ? Cipher.getInstance("AES/CTR/NoPadding") : idle;
            cipher.init(Cipher.ENCRYPT_MODE, key.cipher(), new IvParameterSpec(tag));
            byte[] crypted = cipher.doFinal(content);
            ciphers.add(cipher);
            return crypted;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java platform has no AES/CTR, which the JDK's provider has", e);
        }
    }

    /** A Message-ID as {@link Keys#messageId} makes it. */
    private static ByteBuffer bytes(String messageId) {
        byte[] domain = messageId.substring(2 * MESSAGE + 1).getBytes(UTF_8);
        return ByteBuffer.allocate(MESSAGE + 1 + domain.length)
                .put(HexFormat.of().parseHex(messageId, 0, 2 * MESSAGE))
                .put((byte) domain.length)
                .put(domain);
    }

    private static String messageId(ByteBuffer in) {
        String left = hex(in, MESSAGE);
        return left + "@" + text(in, Byte.toUnsignedInt(in.get()));
    }

    private static String hex(ByteBuffer in, int length) {
        return HexFormat.of().formatHex(take(in, length));
    }

    private static String text(ByteBuffer in, int length) {
        return new String(take(in, length), UTF_8);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
