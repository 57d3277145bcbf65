package dev.sdr.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Looks for {@code List-Unsubscribe=One-Click} in a posted form, in either of the encodings of RFC 8058 section 3.2. The pair
 * tells a wish from a stray POST, so a body without it asks for nothing.
 */
final class OneClick {

    /** The field's name. */
    static final String FIELD = "List-Unsubscribe";

    /** The field's value. */
    static final String VALUE = "One-Click";

    private static final String MULTIPART = "multipart/form-data";

    private OneClick() {}

    /**
     * Whether a form asks to unsubscribe.
     *
     * @param contentType the Content-Type header; empty if there is none, which is read as a simple form
     * @param body the body
     */
    static boolean isAsked(String contentType, byte[] body) {
        String text = new String(body, StandardCharsets.ISO_8859_1);
        return contentType.strip().toLowerCase(Locale.ROOT).startsWith(MULTIPART)
                ? inParts(boundary(contentType), text)
                : inPairs(text);
    }

    /** Whether a value is the one that asks. */
    static boolean asks(String value) {
        return value.strip().equalsIgnoreCase(VALUE);
    }

    private static boolean inPairs(String text) {
        for (String pair : text.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0
                    && decoded(pair.substring(0, equals)).strip().equalsIgnoreCase(FIELD)
                    && asks(decoded(pair.substring(equals + 1)))) {
                return true;
            }
        }
        return false;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException notEncoded) {
            return text;
        }
    }

    /** Parts lie between boundaries (RFC 2046 section 5.1.1): what no further boundary ends did not arrive whole. */
    private static boolean inParts(String boundary, String text) {
        if (boundary.isEmpty()) {
            return false;
        }
        String delimiter = "--" + boundary;
        int start = text.indexOf(delimiter);
        while (start >= 0) {
            int end = text.indexOf("\n" + delimiter, start + delimiter.length());
            if (end < 0) {
                return false;
            }
            if (isPart(text.substring(start + delimiter.length(), end))) {
                return true;
            }
            start = end + 1;
        }
        return false;
    }

    private static boolean isPart(String part) {
        String unix = part.replace("\r\n", "\n");
        int gap = unix.indexOf("\n\n");
        if (gap < 0) {
            return false;
        }
        for (String header : unix.substring(0, gap).split("\n", -1)) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-disposition:")
                    && parameter(header, "name").equalsIgnoreCase(FIELD)) {
                return asks(unix.substring(gap + 2));
            }
        }
        return false;
    }

    private static String boundary(String contentType) {
        return parameter(contentType, "boundary");
    }

    /** A parameter of a header, with or without quotes; empty if there is none. */
    private static String parameter(String header, String name) {
        for (String part : header.split(";", -1)) {
            int equals = part.indexOf('=');
            if (equals > 0 && part.substring(0, equals).strip().equalsIgnoreCase(name)) {
                String value = part.substring(equals + 1).strip();
                boolean quoted = value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"");
                return quoted ? value.substring(1, value.length() - 1) : value;
            }
        }
        return "";
    }
}
