package dev.sdr.internal.mime;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * A header such as Content-Type: a value and its parameters, with the encodings and continuations of RFC 2231 and the
 * encoded words that belong to no parameter and are there all the same.
 *
 * @param value the lower-case value
 * @param parameters by lower-case name
 */
public record HeaderValue(String value, Map<String, String> parameters) {

    private static final int MOST = 100;
    private static final int LONGEST_PARAMETER = 4_000;

    /** No value and no parameters. */
    public static final HeaderValue NONE = new HeaderValue("", Map.of());

    /** Copies. */
    public HeaderValue {
        parameters = Map.copyOf(parameters);
    }

    /**
     * A parameter.
     *
     * @param name its lower-case name
     * @return its value; empty if there is none
     */
    public String parameter(String name) {
        return parameters.getOrDefault(name, "");
    }

    /**
     * Reads a header.
     *
     * @param text the header's value, unfolded and not decoded
     * @return what could be read of it
     */
    public static HeaderValue read(String text) {
        int end = text.indexOf(';');
        String value = (end < 0 ? text : text.substring(0, end)).strip().toLowerCase(Locale.ROOT);
        return end < 0 ? new HeaderValue(value, Map.of()) : new HeaderValue(value, parameters(text, end + 1));
    }

    private static Map<String, String> parameters(String text, int from) {
        Map<String, String> raw = new HashMap<>();
        int at = from;
        while (at < text.length() && raw.size() < MOST) {
            int equals = text.indexOf('=', at);
            if (equals < 0) {
                break;
            }
            int semicolon = text.indexOf(';', at);
            if (semicolon >= 0 && semicolon < equals) {
                at = semicolon + 1;
                continue;
            }
            String name = text.substring(at, equals).strip().toLowerCase(Locale.ROOT);
            StringBuilder value = new StringBuilder();
            at = readValue(text, equals + 1, value);
            raw.putIfAbsent(name, value.toString());
        }
        return joined(raw);
    }

    /** Reads a quoted or bare value; returns where the next parameter begins. */
    private static int readValue(String text, int from, StringBuilder out) {
        int at = from;
        while (at < text.length() && text.charAt(at) == ' ') {
            at++;
        }
        if (at < text.length() && text.charAt(at) == '"') {
            for (at++; at < text.length() && text.charAt(at) != '"'; at++) {
                char c = text.charAt(at);
                boolean escape = c == '\\' && at + 1 < text.length() && "\\\"".indexOf(text.charAt(at + 1)) >= 0;
                append(out, escape ? text.charAt(++at) : c); // a lone backslash is part of a Windows path
            }
            int end = text.indexOf(';', at);
            return end < 0 ? text.length() : end + 1;
        }
        int end = text.indexOf(';', at);
        String bare = text.substring(at, end < 0 ? text.length() : end).strip();
        bare.chars().forEach(c -> append(out, (char) c));
        return end < 0 ? text.length() : end + 1;
    }

    private static void append(StringBuilder out, char c) {
        if (out.length() < LONGEST_PARAMETER) {
            out.append(c);
        }
    }

    private static Map<String, String> joined(Map<String, String> raw) {
        Map<String, String> plain = new HashMap<>();
        for (Map.Entry<String, String> entry : raw.entrySet()) {
            int star = entry.getKey().indexOf('*');
            if (star < 0) {
                plain.putIfAbsent(entry.getKey(), EncodedWords.decode(entry.getValue()));
            }
        }
        for (String key : raw.keySet()) {
            int star = key.indexOf('*');
            if (star > 0) {
                plain.put(
                        key.substring(0, star), extended(raw, key.substring(0, star))); // stronger than the plain form
            }
        }
        return plain;
    }

    /** {@code name*=utf-8''x%20y} or {@code name*0*=...; name*1=...} (RFC 2231). */
    private static String extended(Map<String, String> raw, String name) {
        String whole = raw.get(name + "*");
        String charset = "";
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < MOST; i++) {
            String encoded = whole != null ? whole : raw.get(name + "*" + i + "*");
            String piece = encoded != null ? encoded : raw.get(name + "*" + i);
            if (piece == null) {
                break;
            }
            if (encoded != null && i == 0) {
                int first = piece.indexOf('\'');
                int second = piece.indexOf('\'', first + 1);
                if (first >= 0 && second >= 0) {
                    charset = piece.substring(0, first);
                    piece = piece.substring(second + 1);
                }
            }
            bytes.writeBytes(encoded != null ? percent(piece) : utf8(piece));
            if (whole != null) {
                break;
            }
        }
        return EncodedWords.decode(Charsets.decode(bytes.toByteArray(), charset));
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] percent(String text) {
        byte[] raw = utf8(text);
        ByteArrayOutputStream out = new ByteArrayOutputStream(raw.length);
        for (int i = 0; i < raw.length; i++) {
            int value = raw[i] == '%' ? TransferDecoding.hex(raw, i + 1, raw.length) : -1;
            out.write(value >= 0 ? value : raw[i]);
            i += value >= 0 ? 2 : 0;
        }
        return out.toByteArray();
    }
}
