package dev.sdr.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Encoded words of headers (RFC 2047), read leniently: wherever they stand, with blanks inside, in odd charsets. */
public final class EncodedWords {

    private static final int LONGEST_WORD = 4_000;

    private EncodedWords() {}

    /**
     * A header's text with its encoded words read; blanks between two encoded words go (RFC 2047 section 6.2).
     *
     * @param text the header's value
     * @return its text
     */
    public static String decode(String text) {
        int next = text.indexOf("=?");
        if (next < 0) {
            return text;
        }
        StringBuilder out = new StringBuilder(text.length());
        Run run = new Run();
        int at = 0;
        while (next >= 0) {
            Word word = word(text, next);
            if (word == null) {
                next = text.indexOf("=?", next + 2);
                continue;
            }
            String between = text.substring(at, next);
            if (!run.isOpen() || !between.isBlank()) {
                run.flush(out);
                out.append(between);
            }
            run.add(word, out);
            at = word.end;
            next = text.indexOf("=?", at);
        }
        run.flush(out);
        return out.append(text, at, text.length()).toString();
    }

    private static final class Word {

        private final String charset;
        private final byte[] bytes;
        private final int end;

        Word(String charset, byte[] bytes, int end) {
            this.charset = charset;
            this.bytes = bytes;
            this.end = end;
        }
    }

    private static @Nullable Word word(String text, int at) {
        int encoding = text.indexOf('?', at + 2);
        if (encoding < 0 || encoding - at > 80 || encoding + 2 >= text.length() || text.charAt(encoding + 2) != '?') {
            return null;
        }
        int limit = Math.min(text.length(), at + LONGEST_WORD);
        int end = text.indexOf("?=", encoding + 3);
        if (end < 0 || end > limit) {
            return null;
        }
        String charset = text.substring(at + 2, encoding);
        int language = charset.indexOf('*'); // RFC 2231 section 5
        byte[] raw = text.substring(encoding + 3, end).getBytes(StandardCharsets.ISO_8859_1);
        byte[] bytes = switch (text.charAt(encoding + 1)) {
            case 'b', 'B' -> TransferDecoding.base64(raw, 0, raw.length, LONGEST_WORD);
            case 'q', 'Q' -> q(raw);
            default -> null;
        };
        return bytes == null ? null : new Word(language < 0 ? charset : charset.substring(0, language), bytes, end + 2);
    }

    private static byte[] q(byte[] raw) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int value = raw[i] == '=' ? TransferDecoding.hex(raw, i + 1, raw.length) : -1;
            if (value >= 0) {
                out.write(value);
                i += 2;
            } else {
                out.write(raw[i] == '_' ? ' ' : raw[i]);
            }
        }
        return out.toByteArray();
    }

    /** Words of one charset in a row; some senders split a letter's bytes between two. */
    private static final class Run {

        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private String charset = "";
        private boolean open;

        boolean isOpen() {
            return open;
        }

        void add(Word word, StringBuilder out) {
            if (open && !charset.equalsIgnoreCase(word.charset)) {
                flush(out);
            }
            open = true;
            charset = word.charset;
            bytes.writeBytes(word.bytes);
        }

        void flush(StringBuilder out) {
            out.append(Charsets.decode(bytes.toByteArray(), charset));
            bytes.reset();
            open = false;
        }
    }
}
