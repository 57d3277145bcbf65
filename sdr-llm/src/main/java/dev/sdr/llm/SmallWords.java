package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The words of each language that carry no content. The languages here are those that the guards know. */
final class SmallWords {

    private static final Map<String, Set<String>> BY_LANGUAGE = read();

    private SmallWords() {}

    /** The languages that all guards know, as lower-case codes. */
    static Set<String> languages() {
        return BY_LANGUAGE.keySet();
    }

    /** The small words of a language, in lower case; none of one that is not known. */
    static Set<String> of(String language) {
        return BY_LANGUAGE.getOrDefault(language, Set.of());
    }

    private static Map<String, Set<String>> read() {
        try (InputStream in =
                requireNonNull(SmallWords.class.getResourceAsStream("words/small.txt"), "words/small.txt")) {
            Map<String, Set<String>> words = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        List<String> all = List.of(line.split(" ", -1));
                        words.put(all.get(0), Set.copyOf(all.subList(1, all.size())));
                    });
            return words;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
