package dev.sdr.gmail;

import com.google.api.client.http.HttpContent;
import dev.sdr.channel.HandOver;
import java.io.IOException;
import java.io.OutputStream;

/** A {@link HandOver} for Google's client. */
final class HandOverContent implements HttpContent {

    private final HandOver body;

    HandOverContent(HandOver body) {
        this.body = body;
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        body.writeTo(out);
    }

    @Override
    public long getLength() {
        return body.length();
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
