package dev.sdr.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** The few pages people see, in their language if we have it. */
final class Pages {

    private static final String STYLE = "body{font:1.1rem/1.5 system-ui,sans-serif;color:#222;background:#fff;"
            + "max-width:34rem;margin:15vh auto;padding:0 1rem}"
            + "button{font:inherit;padding:.6rem 1.4rem;color:#fff;background:#1a4fa0;border:0;border-radius:.3rem;"
            + "cursor:pointer}button:focus-visible{outline:3px solid #f90;outline-offset:2px}";

    /** The only style that the pages' security policy allows. */
    static final String STYLE_HASH = "sha256-" + sha256(STYLE);

    private static final int LONGEST = 1_000; // characters of Accept-Language that are looked at

    private final Map<String, PageText> texts;
    private final PageText fallback;

    /**
     * Pages.
     *
     * @param texts the words by language
     * @param fallback the words for everybody else
     */
    Pages(Map<String, PageText> texts, PageText fallback) {
        this.texts = Map.copyOf(texts);
        this.fallback = fallback;
    }

    /** The page with the button, which changes nothing by itself. */
    Answer question(HttpServletRequest request, int status) {
        PageText text = text(request);
        return page(
                status,
                text,
                text.question(),
                "<form method=\"post\"><button name=\"" + OneClick.FIELD + "\" value=\"" + OneClick.VALUE + "\">"
                        + escaped(text.button()) + "</button></form>");
    }

    Answer done(HttpServletRequest request) {
        PageText text = text(request);
        return page(HttpServletResponse.SC_OK, text, text.done(), "");
    }

    Answer unknown(HttpServletRequest request) {
        PageText text = text(request);
        return page(HttpServletResponse.SC_NOT_FOUND, text, text.unknown(), "");
    }

    Answer later(HttpServletRequest request, int status) {
        PageText text = text(request);
        return page(status, text, text.later(), "");
    }

    private PageText text(HttpServletRequest request) {
        String languages = request.getHeader("Accept-Language");
        return languages == null || languages.length() > LONGEST ? fallback : text(languages);
    }

    private PageText text(String languages) {
        try {
            return Locale.LanguageRange.parse(languages).stream() // the most wanted first
                    .map(range -> texts.get(range.getRange().split("-", -1)[0]))
                    .filter(Objects::nonNull)
                    .findFirst()
                    .orElse(fallback);
        } catch (IllegalArgumentException malformed) {
            return fallback;
        }
    }

    private static Answer page(int status, PageText text, String words, String form) {
        String html = """
                <!doctype html>
                <html lang="%s">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
                <title>%s</title><style>%s</style></head>
                <body><main><h1>%s</h1><p>%s</p>%s</main></body>
                </html>
                """.formatted(
                        text.language(), escaped(text.title()), STYLE, escaped(text.title()), escaped(words), form);
        return Answer.html(status, text.language(), html);
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    private static String sha256(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JVM has no SHA-256, which every JVM must have", e);
        }
    }
}
