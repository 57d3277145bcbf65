package dev.sdr.internal.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The words of mail clients, from {@code reply-words.txt}, and the form in which they are compared. */
final class MailWords {

    private static final Map<String, List<String>> SECTIONS = load();

    private MailWords() {}

    private static Map<String, List<String>> load() {
        Map<String, List<String>> sections = new LinkedHashMap<>();
        try (InputStream in = MailWords.class.getResourceAsStream("reply-words.txt")) {
            if (in == null) {
                throw new IllegalStateException("reply-words.txt is not on the class path");
            }
            BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            List<String> current = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (line.startsWith("[") && line.endsWith("]")) {
                    current = new ArrayList<>();
                    sections.put(line.substring(1, line.length() - 1), current);
                } else if (!line.isBlank() && !line.startsWith("#")) {
                    current.add(folded(line.strip()));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return sections;
    }

    /** Lower case, compatibility forms as one, straight apostrophes. */
    static String folded(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        for (int i = 0; i < lower.length(); i++) {
            if (lower.charAt(i) > 127) {
                return Normalizer.normalize(lower, Normalizer.Form.NFKC)
                        .replace("i\u0307", "i")
                        .replace('\u2019', '\'');
            }
        }
        return lower;
    }

    static List<String> list(String section) {
        return List.copyOf(SECTIONS.getOrDefault(section, List.of()));
    }

    static Set<String> set(String section) {
        return Set.copyOf(list(section));
    }

    /** Any of the phrases of sections, as alternatives, the longest first. */
    static String any(String... sections) {
        return List.of(sections).stream()
                .flatMap(s -> list(s).stream())
                .distinct()
                .sorted(Comparator.comparing(String::length).reversed())
                .map(Pattern::quote)
                .collect(Collectors.joining("|", "(?:", ")"));
    }

    /** Any of the pairs "beginning ... end" of a section, as alternatives for a whole line. */
    static String anyBoth(String section) {
        return list(section).stream()
                .map(pair -> Pattern.quote(pair.substring(0, pair.indexOf(" ... "))) + " .{1,60} ?"
                        + Pattern.quote(pair.substring(pair.indexOf(" ... ") + 5)) + ".?")
                .collect(Collectors.joining("|", "(?:", ")"));
    }
}
