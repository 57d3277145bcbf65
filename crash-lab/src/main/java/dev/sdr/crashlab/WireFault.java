package dev.sdr.crashlab;

/** What the proxy before the mail server does to one mail. */
enum WireFault {
    /** The lab acts when the final dot has left the process and has not reached the server. */
    BEFORE_LAST_BYTE("deliver.beforeLastByte"),
    /** The lab acts when the server has taken the mail and its answer has not reached the process. */
    AFTER_LAST_BYTE("deliver.afterLastByte"),
    /** The server takes the mail; its answer never comes. */
    HANG("smtp hangs after the dot"),
    /** The server takes the mail; the connection is reset instead of the answer. */
    RESET("smtp resets after the dot"),
    /** The recipient is put off with 450. */
    RECIPIENT_LATER("smtp answers 450"),
    /** The message is put off with 451, and the server never has it. */
    MESSAGE_LATER("smtp answers 451");

    private final String label;

    WireFault(String label) {
        this.label = label;
    }

    String label() {
        return label;
    }

    boolean leavesDoubt() {
        return this == HANG || this == RESET;
    }
}
