package dev.sdr.web;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Optional;

/** Reads a request's body as it came in, up to a size. */
final class Body {

    private Body() {}

    /**
     * Reads all of it. Containers throw unchecked exceptions of their own where chunks are broken.
     *
     * @return the bytes; empty if there are more than the limit, which are not read
     * @throws BrokenException if it does not arrive whole
     */
    static Optional<byte[]> read(HttpServletRequest request, int limit) throws BrokenException {
        if (request.getContentLengthLong() > limit) {
            return Optional.empty();
        }
        try {
            byte[] bytes = request.getInputStream().readNBytes(limit + 1);
            return bytes.length > limit ? Optional.empty() : Optional.of(bytes);
        } catch (IOException | RuntimeException e) {
            request.removeAttribute(
                    RequestDispatcher.ERROR_EXCEPTION); // from which Tomcat makes a page with a stack trace
            throw new BrokenException(e);
        }
    }

    /** The body ended early or was not well-formed. */
    static final class BrokenException extends Exception {

        BrokenException(Throwable cause) {
            super("the request's body did not arrive whole", cause);
        }
    }
}
