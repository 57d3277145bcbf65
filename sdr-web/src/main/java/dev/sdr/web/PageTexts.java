package dev.sdr.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** The words that come with the library: the resource {@code pages.properties}. */
final class PageTexts {

    private static final String RESOURCE = "pages.properties";
    private static final String FIRST = "title";

    private PageTexts() {}

    /** Reads them, by language. */
    static Map<String, PageText> standard() {
        Properties lines = new Properties();
        try (InputStream in = PageTexts.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException(RESOURCE + " is missing beside " + PageTexts.class.getName()
                        + ": a repackaged jar must keep resources");
            }
            lines.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(RESOURCE + " cannot be read", e);
        }
        return lines.stringPropertyNames().stream()
                .filter(name -> name.endsWith("." + FIRST))
                .map(name -> text(name.substring(0, name.indexOf('.')), lines))
                .collect(Collectors.toMap(PageText::language, t -> t));
    }

    private static PageText text(String language, Properties lines) {
        return new PageText(
                language,
                line(lines, language, FIRST),
                line(lines, language, "question"),
                line(lines, language, "button"),
                line(lines, language, "done"),
                line(lines, language, "unknown"),
                line(lines, language, "later"));
    }

    private static String line(Properties lines, String language, String name) {
        return lines.getProperty(language + "." + name, "");
    }
}
