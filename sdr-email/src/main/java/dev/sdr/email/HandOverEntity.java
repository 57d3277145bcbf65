package dev.sdr.email;

import dev.sdr.channel.HandOver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.http.entity.AbstractHttpEntity;

/** A {@link HandOver} for Apache's client. */
final class HandOverEntity extends AbstractHttpEntity {

    private final HandOver body;

    HandOverEntity(HandOver body) {
        this.body = body;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        body.writeTo(out);
    }

    @Override
    public long getContentLength() {
        return body.length();
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
    public InputStream getContent() {
        throw new UnsupportedOperationException("it is only written");
    }
}
