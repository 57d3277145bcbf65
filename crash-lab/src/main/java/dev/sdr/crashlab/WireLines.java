package dev.sdr.crashlab;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** One direction of a connection, line by line, as the bytes are. */
final class WireLines {

    private final Socket from;
    private final BufferedInputStream in;
    private final OutputStream out;
    private final ByteArrayOutputStream ready = new ByteArrayOutputStream();

    WireLines(Socket from, Socket to) throws IOException {
        this.from = from;
        this.in = new BufferedInputStream(from.getInputStream(), 16_384);
        this.out = to.getOutputStream();
    }

    /** The next line with its end; what was forwarded goes out before this waits for more. Empty at the end. */
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (true) {
            if (in.available() == 0) {
                flush();
                acknowledgeAtOnce();
            }
            int b = in.read();
            if (b < 0) {
                flush();
                return Optional.empty();
            }
            line.write(b);
            if (b == '\n') {
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
