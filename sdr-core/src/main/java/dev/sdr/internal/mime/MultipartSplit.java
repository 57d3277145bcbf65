package dev.sdr.internal.mime;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Where the parts of a multipart lie (RFC 2046 section 5.1), in one pass over its bytes. A boundary that is missing or
 * not the one declared is guessed: a line that begins with "--" and is followed by a Content- header.
 *
 * @param parts from and to of each part, in order
 * @param preamble where the text before the first part ends
 */
public record MultipartSplit(List<int[]> parts, int preamble) {

    private static final int LONGEST_GUESS = 200;

    /**
     * Finds the parts of a multipart.
     *
     * @param b the message
     * @param from where the multipart begins
     * @param to where it ends
     * @param boundary the boundary declared, or empty
     * @param most the most parts to find
     * @return where they lie; none if it has no parts
     */
    public static MultipartSplit of(byte[] b, int from, int to, String boundary, int most) {
        byte[] delimiter = ("--" + boundary.stripTrailing()).getBytes(StandardCharsets.UTF_8);
        MultipartSplit split =
                boundary.isEmpty() ? new MultipartSplit(List.of(), to) : split(b, from, to, delimiter, most);
        if (!split.parts.isEmpty()) {
            return split;
        }
        byte[] guess = guess(b, from, to);
        return guess.length == 0 ? split : split(b, from, to, guess, most);
    }

    private static MultipartSplit split(byte[] b, int from, int to, byte[] delimiter, int most) {
        List<int[]> parts = new ArrayList<>();
        int preamble = to;
        int open = -1;
        int at = from;
        while (at < to && parts.size() < most) {
            int end = Bytes.lineEnd(b, at, to);
            int next = Bytes.afterLineEnd(b, end, to);
            Kind kind = kind(b, at, end, delimiter);
            if (kind != Kind.TEXT) {
                preamble = Math.min(preamble, at);
                if (open >= 0) {
                    parts.add(new int[] {open, Math.max(open, beforeLineEnd(b, at, open))});
                }
                open = kind == Kind.NEXT ? next : -1;
                if (kind == Kind.LAST && !parts.isEmpty()) {
                    return new MultipartSplit(parts, preamble);
                }
            }
            at = next;
        }
        if (open >= 0 && parts.size() < most) {
            parts.add(new int[] {open, to}); // the last boundary is missing
        }
        return new MultipartSplit(parts, preamble);
    }

    private enum Kind {
        TEXT,
        NEXT,
        LAST
    }

    private static Kind kind(byte[] b, int at, int end, byte[] delimiter) {
        int length = delimiter.length;
        if (end - at < length || b[at] != '-') {
            return Kind.TEXT;
        }
        for (int i = 0; i < length; i++) {
            if (b[at + i] != delimiter[i]) {
                return Kind.TEXT;
            }
        }
        int rest = at + length;
        boolean last = end - rest >= 2 && b[rest] == '-' && b[rest + 1] == '-';
        for (int i = last ? rest + 2 : rest; i < end; i++) {
            if (b[i] != ' ' && b[i] != '\t') {
                return Kind.TEXT; // another boundary that begins like this one
            }
        }
        return last ? Kind.LAST : Kind.NEXT;
    }

    /** The line end before a boundary belongs to the boundary. */
    private static int beforeLineEnd(byte[] b, int at, int from) {
        int end = at;
        if (end > from && b[end - 1] == '\n') {
            end--;
        }
        return end > from && b[end - 1] == '\r' ? end - 1 : end;
    }

    private static byte[] guess(byte[] b, int from, int to) {
        int at = from;
        while (at < to) {
            int end = Bytes.lineEnd(b, at, to);
            int next = Bytes.afterLineEnd(b, end, to);
            if (end - at > 3 && end - at < LONGEST_GUESS && b[at] == '-' && b[at + 1] == '-') {
                int header = b[Math.min(next, to - 1)] == ' ' // a boundary that was folded like a header
                        ? Bytes.afterLineEnd(b, Bytes.lineEnd(b, next, to), to)
                        : next;
                String start = new String(b, header, Math.min(8, to - header), StandardCharsets.ISO_8859_1);
                if (start.equalsIgnoreCase("content-")) {
                    return new String(b, at, end - at, StandardCharsets.ISO_8859_1)
                            .stripTrailing()
                            .getBytes(StandardCharsets.ISO_8859_1);
                }
            }
            at = next;
        }
        return new byte[0];
    }
}
