package dev.sdr.internal.mime;

/** Lines of bytes that end with CRLF, LF or CR. */
final class Bytes {

    private Bytes() {}

    /** Where the line that begins at {@code from} ends, before its line end. */
    static int lineEnd(byte[] b, int from, int to) {
        int i = from;
        while (i < to && b[i] != '\n' && b[i] != '\r') {
            i++;
        }
        return i;
    }

    /** Where the line after the one that ends at {@code end} begins. */
    static int afterLineEnd(byte[] b, int end, int to) {
        if (end + 1 < to && b[end] == '\r' && b[end + 1] == '\n') {
            return end + 2;
        }
        return Math.min(to, end + 1);
    }
}
