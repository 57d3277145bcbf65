package dev.sdr.crashlab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One direction of a connection, line by line, as the bytes are. */
final class WireLines {

    private final Socket from;
    private final InputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();
    private final byte[] buffer = new byte[16_384];
    private int position;
    private int limit;

    WireLines(Socket from, Socket to) throws IOException {
        this.from = from;
        this.in = from.getInputStream();
        this.out = to.getOutputStream();
    }

    /** The next line with its end; what was forwarded goes out before this waits for more. Empty at the end. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (position == limit) {
                flush();
                acknowledgeAtOnce();
                position = 0;
                limit = in.read(buffer);
                if (limit < 0) {
                    return Optional.empty();
                }
            }
            int end = position;
            while (end < limit && buffer[end] != '\n') {
                end++;
            }
            boolean whole = end < limit;
            line.write(buffer, position, (whole ? end + 1 : end) - position);
            position = whole ? end + 1 : end;
            if (whole) {
                return Optional.of(line.toByteArray());
            }
        }
    }

    /** The mail server writes an answer in pieces and waits for the acknowledgement of the first (RFC 1122, 4.2.3.2). */
    private void acknowledgeAtOnce() throws IOException {
        from.setOption(jdk.net.ExtendedSocketOptions.TCP_QUICKACK, true);
    }

    void forward(byte[] line) {
        ready.writeBytes(line);
    }

    void flush() throws IOException {
        if (ready.size() > 0) {
            out.write(ready.toByteArray());
            out.flush();
            ready.reset();
        }
    }

    static String text(byte[] line) {
        return new String(line, StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
