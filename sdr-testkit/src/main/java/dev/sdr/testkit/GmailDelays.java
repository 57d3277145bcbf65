package dev.sdr.testkit;

import java.util.concurrent.TimeUnit;

/** Faults after a call was carried out: late, lost or wrong answers. Closing the server interrupts those that wait. */
final class GmailDelays {

    private static final long SLOW_MILLIS = 200;
    private static final long SILENT_MILLIS = 60_000;

    private GmailDelays() {}

    static LoopbackAnswer after(GmailFault fault, LoopbackAnswer done) {
        return switch (fault) {
            case SLOW -> held(SLOW_MILLIS) ? done : LoopbackAnswer.cut();
            case TAKEN_SERVER_ERROR -> GmailErrors.unavailable();
            case TAKEN_NO_ANSWER -> {
                held(SILENT_MILLIS);
                yield LoopbackAnswer.cut();
            }
            case TAKEN_CONNECTION_LOST -> LoopbackAnswer.cut();
            default -> done;
        };
    }

    /** Waits: false if the server was closed meanwhile. */
    private static boolean held(long millis) {
        try {
            TimeUnit.MILLISECONDS.sleep(millis);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
