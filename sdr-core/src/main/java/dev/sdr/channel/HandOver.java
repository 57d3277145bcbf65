package dev.sdr.channel;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of one HTTP request that hands a touch over. Its last byte is held back until the deadline has been looked at:
 * without that byte the request is not complete (RFC 9112 section 6.3), and the provider takes nothing. For adapters, which
 * declare its length and write it as it is, uncompressed and once.
 */
public final class HandOver {

    /** The deadline has passed; the last byte was not written. */
    public static final class Late extends IOException {
        private static final long serialVersionUID = 1L;

        Late() {
            super("late");
        }
    }

    private final byte[] body;
    private final Deadline deadline;
    private volatile boolean complete;

    /**
     * Makes a body.
     *
     * @param body the bytes, at least one
     * @param deadline until when the last may be written
     * @throws IllegalArgumentException if there is no byte
     */
    public HandOver(byte[] body, Deadline deadline) {
        if (body.length == 0) {
            throw new IllegalArgumentException("a body without bytes has no last one to hold back");
        }
        this.body = body.clone();
        this.deadline = requireNonNull(deadline, "deadline");
    }

    /**
     * Whether the last byte is on its way: then only the provider's answer says what became of it.
     *
     * @return false as long as nothing can have been taken
     */
    public boolean isComplete() {
        return complete;
    }

    /**
     * How long it is.
     *
     * @return the number of bytes
     */
    public int length() {
        return body.length;
    }

    /**
     * Writes it, all but the last byte first.
     *
     * @param out where to; flushed before the last byte and not closed
     * @throws Late if the deadline has passed; the last byte was not written
     * @throws IOException if {@code out} throws it
     */
    public void writeTo(OutputStream out) throws IOException {
        out.write(body, 0, body.length - 1);
        out.flush();
        if (deadline.passed()) {
            throw new Late();
        }
        complete = true;
        out.write(body, body.length - 1, 1);
    }
}
