package dev.sdr.gmail;

import com.google.api.client.http.HttpContent;
import dev.sdr.channel.Deadline;
import java.io.IOException;
import java.io.OutputStream;

/**
 * The body of one request, whose last byte is held back until the deadline has been looked at. Without that byte the
 * request is not complete (RFC 9112 section 6.3) and Gmail takes nothing.
 */
final class HandOver implements HttpContent {

    /** Thrown inside, before the last byte. */
    static final class Late extends IOException {
        private static final long serialVersionUID = 1L;

        Late() {
            super("late");
        }
    }

    private final byte[] body;
    private final Deadline deadline;
    private boolean complete;

    HandOver(byte[] body, Deadline deadline) {
        this.body = body;
        this.deadline = deadline;
    }

    /** Whether the last byte is on its way: then only Gmail's answer says what became of it. */
    boolean isComplete() {
        return complete;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        out.write(body, 0, body.length - 1);
        out.flush();
        if (deadline.passed()) {
            throw new Late();
        }
        complete = true;
        out.write(body, body.length - 1, 1);
    }

    @Override
    public long getLength() {
        return body.length;
    }

    @Override
    public String getType() {
        return "application/json; charset=UTF-8";
    }

    @Override
    public boolean retrySupported() {
        return false;
    }
}
