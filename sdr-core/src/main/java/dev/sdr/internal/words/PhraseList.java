package dev.sdr.internal.words;

import static java.util.Objects.requireNonNull;

import dev.sdr.internal.words.Phrase.Word;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of phrases, read from a text file: a line {@code [section language weight]} opens a section, every other line is
 * a {@link Phrase}; {@code #} begins a comment. A line {@code @name = phrase} names a part that later phrases use as
 * {@code @name}. All languages are looked for in every text, because people mix them.
 */
public final class PhraseList {

    private static final Pattern SECTION = Pattern.compile("\\[([a-z-]+) ([a-z]{2}) (0\\.\\d+|1\\.0)]");
    private static final Pattern NAMED = Pattern.compile("@([a-z]+)");
    private static final int LONGEST_PREFIX = 14;

    private record Entry(String section, double weight, Phrase phrase) {}

    private final Map<String, List<Entry>> byWord = new HashMap<>();
    private final Map<String, List<Entry>> byPrefix = new HashMap<>();
    private final Map<String, String> names = new HashMap<>();

    private PhraseList() {}

    /**
     * Reads lists from the class path.
     *
     * @param beside the class they lie beside
     * @param files their file names
     * @return the list
     * @throws IllegalArgumentException if one is not well formed, naming the line
     */
    public static PhraseList of(Class<?> beside, String... files) {
        PhraseList phrases = new PhraseList();
        for (String file : files) {
            try (InputStream in = requireNonNull(beside.getResourceAsStream(file), file);
                    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
                phrases.read(lines, file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return phrases;
    }

    private void read(BufferedReader lines, String file) throws IOException {
        String section = "";
        double weight = 0;
        int number = 0;
        for (String raw = lines.readLine(); raw != null; raw = lines.readLine()) {
            number++;
            String line = raw.strip();
            Matcher head = SECTION.matcher(line);
            if (line.isEmpty() || line.startsWith("# ")) {
                continue;
            }
            if (head.matches()) {
                section = head.group(1);
                weight = Double.parseDouble(head.group(3));
            } else if (line.startsWith("@") && line.contains(" = ")) {
                names.put(
                        line.substring(1, line.indexOf(' ')),
                        "( " + named(line.substring(line.indexOf('=') + 1)) + " )");
            } else {
                try {
                    add(new Entry(section, weight, Phrase.of(named(line))));
                } catch (IllegalArgumentException e) {
                    throw new IllegalArgumentException(file + " line " + number, e);
                }
            }
        }
    }

    private String named(String line) {
        return NAMED.matcher(line).replaceAll(m -> {
            String meaning = names.get(m.group(1));
            if (meaning == null) {
                throw new IllegalArgumentException("no part is named " + m.group());
            }
            return Matcher.quoteReplacement(meaning);
        });
    }

    private void add(Entry entry) {
        for (Word word : entry.phrase().firstWords()) {
            switch (word.form()) {
                case EXACT ->
                    byWord.computeIfAbsent(word.text(), w -> new ArrayList<>()).add(entry);
                case PREFIX ->
                    byPrefix.computeIfAbsent(word.text(), w -> new ArrayList<>())
                            .add(entry);
                case FUZZY ->
                    byPrefix.computeIfAbsent(word.text().substring(0, 2), w -> new ArrayList<>())
                            .add(entry);
            }
        }
    }

    /**
     * What of the list stands in a text. A phrase that lies within a longer one that was found is left out, so "not
     * interested" hides "interested".
     *
     * @param sentences the text
     * @return what was found, in the text's order
     */
    public List<Match> in(List<Sentence> sentences) {
        return in(sentences, "");
    }

    /**
     * What of the list stands in a text, where phrases of one section hide none of the others and are hidden by none.
     *
     * @param sentences the text
     * @param apart the section
     * @return what was found, sentence by sentence, those of the section behind the others
     */
    public List<Match> in(List<Sentence> sentences, String apart) {
        List<Match> found = new ArrayList<>();
        for (int s = 0; s < sentences.size(); s++) {
            List<Match> here = new ArrayList<>();
            for (int start = 0; start < sentences.get(s).size(); start++) {
                at(sentences.get(s), s, start, here);
            }
            found.addAll(longest(
                    here.stream().filter(m -> !m.section().equals(apart)).toList()));
            here.stream().filter(m -> m.section().equals(apart)).forEach(found::add);
        }
        return found;
    }

    private void at(Sentence sentence, int number, int start, List<Match> found) {
        String word = sentence.words().get(start);
        Set<Entry> candidates = new LinkedHashSet<>(byWord.getOrDefault(word, List.of()));
        for (int length = 1; length <= Math.min(word.length(), LONGEST_PREFIX); length++) {
            candidates.addAll(byPrefix.getOrDefault(word.substring(0, length), List.of()));
        }
        for (Entry entry : candidates) {
            int end = entry.phrase().end(sentence, start);
            if (end > start) {
                String text = String.join(" ", sentence.words().subList(start, end));
                found.add(new Match(entry.section(), entry.weight(), number, start, end, text));
            }
        }
    }

    private static List<Match> longest(List<Match> found) {
        List<Match> sorted = new ArrayList<>(found);
        sorted.sort(Comparator.comparingInt(Match::start).thenComparing(Match::end, Comparator.reverseOrder()));
        List<Match> kept = new ArrayList<>();
        Match widest = null;
        for (Match match : sorted) {
            boolean within = widest != null && match.end() <= widest.end() && match.length() < widest.length();
            if (!within) {
                kept.add(match);
                widest = widest == null || match.end() > widest.end() ? match : widest;
            }
        }
        return kept;
    }
}
