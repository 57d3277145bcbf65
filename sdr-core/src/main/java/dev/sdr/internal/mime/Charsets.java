package dev.sdr.internal.mime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Bytes to text in the charset they are in, which is not always the one declared: UTF-8 under another name,
 * ISO-2022-JP under "us-ascii", names nobody knows. What fits nothing is read as windows-1252, which reads anything.
 */
public final class Charsets {

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    /** Names that mail uses for another or a wider charset than Java's (WHATWG Encoding, MimeKit, CPython). */
    private static final Map<String, String> ALIASES = Map.ofEntries(
            Map.entry("us-ascii", "windows-1252"),
            Map.entry("ascii", "windows-1252"),
            Map.entry("ansi_x3.4-1968", "windows-1252"),
            Map.entry("ansi-x3.4-1968", "windows-1252"),
            Map.entry("iso-8859-1", "windows-1252"),
            Map.entry("latin1", "windows-1252"),
            Map.entry("iso-8859-9", "windows-1254"),
            Map.entry("iso-8859-8-i", "iso-8859-8"),
            Map.entry("utf8", "utf-8"),
            Map.entry("unicode-1-1-utf-8", "utf-8"),
            Map.entry("gb2312", "gb18030"),
            Map.entry("gbk", "gb18030"),
            Map.entry("x-gbk", "gb18030"),
            Map.entry("hz-gb-2312", "gb18030"),
            Map.entry("shift_jis", "windows-31j"),
            Map.entry("shift-jis", "windows-31j"),
            Map.entry("x-sjis", "windows-31j"),
            Map.entry("cp932", "windows-31j"),
            Map.entry("ks_c_5601-1987", "x-windows-949"),
            Map.entry("ks_c_5601", "x-windows-949"),
            Map.entry("euc-kr", "x-windows-949"),
            Map.entry("x-mac-roman", "x-macroman"),
            Map.entry("macintosh", "x-macroman"),
            Map.entry("tis-620", "x-windows-874"),
            Map.entry("iso-2022-jp", "iso-2022-jp"));

    private Charsets() {}

    /**
     * The charset of a name as mail writes it.
     *
     * @param name the name
     * @return the charset; empty if there is none of that name
     */
    public static Optional<Charset> named(String name) {
        String plain = name.strip().toLowerCase(Locale.ROOT).replace("\"", "").replace("'", "");
        String known = ALIASES.getOrDefault(plain, plain);
        try {
            return known.isEmpty() ? Optional.empty() : Optional.of(Charset.forName(known));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * The text of bytes.
     *
     * @param bytes the bytes
     * @param declared the name of the charset that the mail gives, or empty
     * @return their text
     */
    public static String decode(byte[] bytes, String declared) {
        if (isAscii(bytes)) {
            return isShifted(bytes) ? new String(bytes, charset(declared, "iso-2022-jp")) : ascii(bytes, declared);
        }
        Optional<String> marked = byMark(bytes);
        if (marked.isPresent()) {
            return marked.get();
        }
        Charset charset = named(declared).orElse(UTF_8);
        boolean latin = charset.equals(WINDOWS_1252) || charset.equals(StandardCharsets.ISO_8859_1);
        if (latin || charset.equals(UTF_8)) {
            return strict(bytes, UTF_8).orElseGet(() -> latin ? new String(bytes, WINDOWS_1252) : mended(bytes));
        }
        String text = new String(bytes, charset);
        return text.indexOf('\uFFFD') < 0 ? text : strict(bytes, UTF_8).orElse(text);
    }

    /** Charsets that need no byte above 127 are named by the mail; all others have ASCII for these bytes. */
    private static String ascii(byte[] bytes, String declared) {
        Charset charset =
                declared.regionMatches(true, 0, "utf-16", 0, 6) || declared.regionMatches(true, 0, "utf-32", 0, 6)
                        ? named(declared).orElse(UTF_8)
                        : StandardCharsets.ISO_8859_1;
        return new String(bytes, charset);
    }

    private static Charset charset(String declared, String otherwise) {
        return declared.regionMatches(true, 0, "iso-2022", 0, 8)
                ? named(declared).orElse(UTF_8)
                : Charset.forName(otherwise);
    }

    private static Optional<String> byMark(byte[] b) {
        if (b.length >= 3 && b[0] == (byte) 0xEF && b[1] == (byte) 0xBB && b[2] == (byte) 0xBF) {
            return strict(b, UTF_8).map(s -> s.substring(1));
        }
        if (b.length >= 2
                && ((b[0] == (byte) 0xFF && b[1] == (byte) 0xFE) || (b[0] == (byte) 0xFE && b[1] == (byte) 0xFF))) {
            return Optional.of(new String(b, StandardCharsets.UTF_16));
        }
        return Optional.empty();
    }

    /** Declared or taken for UTF-8 and not sound: a few broken letters are replaced, many mean that it is not UTF-8. */
    private static String mended(byte[] bytes) {
        String text = new String(bytes, UTF_8);
        long broken = text.chars().filter(c -> c == 0xFFFD).count();
        long foreign = text.chars().filter(c -> c > 127).count();
        return broken * 2 > foreign ? new String(bytes, WINDOWS_1252) : text;
    }

    private static Optional<String> strict(byte[] bytes, Charset charset) {
        try {
            CharBuffer read = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes));
            return Optional.of(read.toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether there are the shift sequences of ISO-2022 (ESC $ or ESC (). */
    private static boolean isShifted(byte[] bytes) {
        for (int i = 0; i + 2 < bytes.length; i++) {
            if (bytes[i] == 0x1B && (bytes[i + 1] == '$' || bytes[i + 1] == '(')) {
                return true;
            }
        }
        return false;
    }
}
