package dev.sdr.internal.words;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Tells which languages a text may be in, by its small words. They are in {@code languages.txt}. */
public final class Languages {

    /** A difference that tells nothing. */
    private static final int SLACK = 1;

    private static final Map<String, Set<String>> SMALL_WORDS = read();

    private Languages() {}

    /**
     * The languages a text may be in: one if its words tell, several if they do not or if it mixes them.
     *
     * @param sentences the text
     * @return codes such as {@code en}, never empty
     */
    public static Set<String> of(List<Sentence> sentences) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        SMALL_WORDS.keySet().forEach(language -> counts.put(language, 0));
        for (Sentence sentence : sentences) {
            for (String word : sentence.words()) {
                SMALL_WORDS.forEach((language, words) -> {
                    if (words.contains(word)) {
                        counts.merge(language, 1, Integer::sum);
                    }
                });
            }
        }
        int most = counts.values().stream().mapToInt(i -> i).max().orElse(0);
        int enough = Math.min(most - SLACK, most * 2 / 3 + 1);
        return counts.entrySet().stream()
                .filter(e -> e.getValue() >= enough)
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Map<String, Set<String>> read() {
        try (InputStream in = requireNonNull(Languages.class.getResourceAsStream("languages.txt"), "languages.txt")) {
            Map<String, Set<String>> words = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        String[] parts = Sentences.plain(line).split(" ", -1);
                        words.computeIfAbsent(parts[0], language -> new HashSet<>())
                                .addAll(Arrays.asList(parts).subList(1, parts.length));
                    });
            return Map.copyOf(words);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
