package dev.sdr.email;

import dev.sdr.channel.Deadline;
import java.io.IOException;
import java.io.OutputStream;
import org.apache.http.entity.AbstractHttpEntity;

/**
 * The body of one request, whose last byte is held back until the deadline has been looked at. Without that byte the
 * request is not complete (RFC 9112 section 6.3) and the provider takes nothing.
 */
final class HandOver extends AbstractHttpEntity {

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

    /** Whether the last byte is on its way: then only the provider's answer says what became of it. */
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
    public long getContentLength() {
        return body.length;
    }

    @Override
    public boolean isRepeatable() {
        return false;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public java.io.InputStream getContent() {
        throw new UnsupportedOperationException("it is only written");
    }
}
