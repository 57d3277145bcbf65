package dev.sdr.testkit;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Faults after a call was carried out: late, lost or wrong answers. Nobody waits longer than the server lives. */
final class GmailDelays {

    private static final long SLOW_MILLIS = 200;
    private static final long SILENT_SECONDS = 60;

    private final CountDownLatch closing = new CountDownLatch(1);

    LoopbackAnswer after(GmailFault fault, LoopbackAnswer done) {
        return switch (fault) {
            case SLOW -> held(SLOW_MILLIS, TimeUnit.MILLISECONDS) ? done : LoopbackAnswer.cut();
            case TAKEN_SERVER_ERROR -> GmailErrors.unavailable();
            case TAKEN_NO_ANSWER -> {
                held(SILENT_SECONDS, TimeUnit.SECONDS);
                yield LoopbackAnswer.cut();
            }
            case TAKEN_CONNECTION_LOST -> LoopbackAnswer.cut();
            default -> done;
        };
    }

    /** Waits: false once the server is closed. */
    private boolean held(long time, TimeUnit unit) {
        try {
            return !closing.await(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void close() {
        closing.countDown();
    }
}
