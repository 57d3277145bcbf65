package dev.sdr.inbox;

import static java.util.Objects.requireNonNull;

import java.time.Instant;

/**
 * A message as an inbox holds it: bytes and where it lies.
 */
public final class RawMessage {

    private final String ref;
    private final byte[] bytes;
    private final Instant receivedAt;
    private final boolean truncated;

    private RawMessage(String ref, byte[] bytes, Instant receivedAt, boolean truncated) {
        this.ref = requireNonNull(ref, "ref");
        this.bytes = bytes.clone();
        this.receivedAt = requireNonNull(receivedAt, "receivedAt");
        this.truncated = truncated;
    }

    /**
     * A whole message.
     *
     * @param ref the source's own name for it, by which {@link MessageFetch} finds it again
     * @param bytes the message in RFC 5322 form
     * @param receivedAt when the mailbox received it
     * @return the message
     */
    public static RawMessage of(String ref, byte[] bytes, Instant receivedAt) {
        return new RawMessage(ref, bytes, receivedAt, false);
    }

    /**
     * The beginning of a message that was too large to be read whole.
     *
     * @param ref the source's own name for it
     * @param bytes its beginning
     * @param receivedAt when the mailbox received it
     * @return the message
     */
    public static RawMessage partial(String ref, byte[] bytes, Instant receivedAt) {
        return new RawMessage(ref, bytes, receivedAt, true);
    }

    /**
     * The source's own name for it.
     *
     * @return the reference
     */
    public String ref() {
        return ref;
    }

    /**
     * The message in RFC 5322 form.
     *
     * @return a copy of the bytes
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * When the mailbox received it.
     *
     * @return the instant the source gave
     */
    public Instant receivedAt() {
        return receivedAt;
    }

    /**
     * Whether the end is missing.
     *
     * @return true if only the beginning was read
     */
    public boolean truncated() {
        return truncated;
    }

    @Override
    public String toString() {
        return "RawMessage[" + ref + ", " + bytes.length + " bytes]";
    }
}
