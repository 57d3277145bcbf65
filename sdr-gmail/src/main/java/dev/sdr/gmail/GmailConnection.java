package dev.sdr.gmail;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.apache.http.HttpException;
import org.apache.http.HttpRequest;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;

/**
 * A connection that bounds the wait for a whole answer, however slowly it trickles, and its size; and that logs nothing, for
 * the usual ones write tokens and mail to the log at debug level.
 */
final class GmailConnection extends DefaultManagedHttpClientConnection {

    /** Thrown where an answer is larger than is read. */
    static final class TooLarge extends IOException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("the answer is too large");
        }
    }

    private static final int BUFFER = 8192;
    private static final int ALIVE = 1; // the timeout with which the client asks whether a kept connection is alive

    private final long wholeNanos;
    private final int answerMillis;
    private final long largest;
    private long end;
    private long left;

    GmailConnection(Duration answer, Duration whole, long largest) {
        super("gmail", BUFFER);
        this.answerMillis = Math.toIntExact(answer.toMillis());
        this.wholeNanos = whole.toNanos();
        this.largest = largest;
        begin();
    }

    private void begin() {
        end = System.nanoTime() + wholeNanos;
        left = largest;
    }

    @Override
    public void sendRequestHeader(HttpRequest request) throws HttpException, IOException {
        begin();
        super.sendRequestHeader(request);
    }

    @Override
    protected InputStream getSocketInputStream(Socket socket) throws IOException {
        return new FilterInputStream(super.getSocketInputStream(socket)) {
            @Override
            public int read() throws IOException {
                bound(socket);
                return count(super.read(), 1);
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                bound(socket);
                int read = super.read(bytes, from, length);
                return count(read, read);
            }
        };
    }

    private void bound(Socket socket) throws IOException {
        if (socket.getSoTimeout() == ALIVE) {
            return;
        }
        if (left < 0) {
            throw new TooLarge();
        }
        long millis = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
        if (millis < 1) {
            throw new SocketTimeoutException("the whole answer took too long");
        }
        socket.setSoTimeout((int) Math.min(millis + ALIVE, answerMillis));
    }

    private int count(int result, int bytes) {
        left -= Math.max(bytes, 0);
        return result;
    }
}
