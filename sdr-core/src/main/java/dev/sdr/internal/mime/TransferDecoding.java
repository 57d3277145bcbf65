package dev.sdr.internal.mime;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/** Content-Transfer-Encoding (RFC 2045 section 6), read leniently, never more than a given number of bytes. */
public final class TransferDecoding {

    private static final byte[] DIGITS = digits();

    private TransferDecoding() {}

    private static byte[] digits() {
        byte[] table = new byte[128];
        Arrays.fill(table, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            table[alphabet.charAt(i)] = (byte) i;
        }
        table['-'] = 62; // the URL alphabet of RFC 4648, which some senders use
        table['_'] = 63;
        return table;
    }

    /**
     * Whether the encoding is one of those that mail knows, or none.
     *
     * @param encoding the header's value
     * @return whether it is known
     */
    public static boolean isKnown(String encoding) {
        return switch (plain(encoding)) {
            case "",
                    "7bit",
                    "8bit",
                    "8bits",
                    "7bits",
                    "binary",
                    "base64",
                    "quoted-printable",
                    "x-uuencode",
                    "x-uue",
                    "uuencode",
                    "x-gzip64" -> true;
            default -> false;
        };
    }

    /**
     * Decodes a part.
     *
     * @param raw the message
     * @param from where the part begins
     * @param to where it ends
     * @param encoding the header's value
     * @param most the most bytes to decode
     * @return the decoded bytes; of an unknown encoding the bytes as they are
     */
    public static byte[] decode(byte[] raw, int from, int to, String encoding, int most) {
        return switch (plain(encoding)) {
            case "base64" -> base64(raw, from, to, most);
            case "quoted-printable" -> quotedPrintable(raw, from, to, most);
            case "x-gzip64" -> unzipped(base64(raw, from, to, Integer.MAX_VALUE), most);
            case "x-uuencode", "x-uue", "uuencode" -> uuencoded(raw, from, to, most);
            default -> Arrays.copyOfRange(raw, from, Math.min(to, from + Math.min(most, to - from)));
        };
    }

    /**
     * How large a part is.
     *
     * @param raw the message
     * @param from where the part begins
     * @param to where it ends
     * @param encoding the header's value
     * @return its size in bytes; the decoded one if it is in base64
     */
    public static long size(byte[] raw, int from, int to, String encoding) {
        if (!plain(encoding).equals("base64")) {
            return (long) to - from;
        }
        long digits = 0;
        for (int i = from; i < to; i++) {
            if (raw[i] >= 0 && DIGITS[raw[i]] >= 0) {
                digits++;
            }
        }
        return digits * 3 / 4;
    }

    private static String plain(String encoding) {
        String first = encoding.strip().toLowerCase(Locale.ROOT);
        int end = 0;
        while (end < first.length() && " ;(\"'".indexOf(first.charAt(end)) < 0) {
            end++;
        }
        return first.substring(0, end);
    }

    /** Base64 with whatever lies between its digits left out; several pieces in a row are read as one. */
    static byte[] base64(byte[] raw, int from, int to, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(most, (to - from) / 4 * 3 + 3));
        int bits = 0;
        int held = 0;
        for (int i = from; i < to && out.size() < most; i++) {
            byte b = raw[i];
            if (b == '=') {
                bits = 0; // padding ends a piece
                held = 0;
                continue;
            }
            int digit = b < 0 ? -1 : DIGITS[b];
            if (digit < 0) {
                continue;
            }
            held = (held << 6) | digit;
            bits += 6;
            if (bits >= 8) {
                bits -= 8;
                out.write(held >> bits);
                held &= (1 << bits) - 1;
            }
        }
        return out.toByteArray();
    }

    /** Quoted-printable (RFC 2045 section 6.7); escapes that are none stay as they are. */
    static byte[] quotedPrintable(byte[] raw, int from, int to, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(Math.min(most, to - from));
        int i = from;
        while (i < to && out.size() < most) {
            byte b = raw[i];
            if (b != '=') {
                out.write(b);
                i++;
                continue;
            }
            int value = hex(raw, i + 1, to);
            int next = value >= 0 ? i + 3 : afterLineEnd(raw, i + 1, to);
            if (value >= 0) {
                out.write(value);
            } else if (next < 0) {
                out.write(b);
                next = i + 1;
            }
            i = next;
        }
        return out.toByteArray();
    }

    /** Where the next line begins if only blanks stand before it, or -1. */
    private static int afterLineEnd(byte[] raw, int from, int to) {
        int i = from;
        while (i < to && i - from < 80 && (raw[i] == ' ' || raw[i] == '\t')) {
            i++;
        }
        if (i == to) {
            return to;
        }
        if (raw[i] == '\r') {
            return i + 1 < to && raw[i + 1] == '\n' ? i + 2 : i + 1;
        }
        return raw[i] == '\n' ? i + 1 : -1;
    }

    /** The value of two hexadecimal digits, or -1. */
    static int hex(byte[] raw, int at, int to) {
        if (at + 1 >= to) {
            return -1;
        }
        int high = Character.digit(raw[at], 16);
        int low = Character.digit(raw[at + 1], 16);
        return high < 0 || low < 0 ? -1 : (high << 4) | low;
    }

    private static byte[] unzipped(byte[] zipped, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
            byte[] buffer = new byte[8192];
            for (int n = in.read(buffer); n >= 0 && out.size() < most; n = in.read(buffer)) {
                out.write(buffer, 0, Math.min(n, most - out.size()));
            }
        } catch (IOException e) {
            return out.toByteArray(); // as far as it could be read
        }
        return out.toByteArray();
    }

    private static byte[] uuencoded(byte[] raw, int from, int to, int most) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean inside = false;
        for (String line : new String(raw, from, to - from, StandardCharsets.ISO_8859_1).split("\r\n|\r|\n", -1)) {
            if (!inside) {
                inside = Uuencode.isBegin(line);
            } else if (line.equals("end") || out.size() >= most) {
                break;
            } else {
                out.writeBytes(Uuencode.line(line));
            }
        }
        return out.toByteArray();
    }
}
