package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The visible text of real replies, by the rules of the collection's README. */
class ReplyCorpusTest {

    private static final double LEAST_RIGHT = 0.90;
    private static final int LONGEST_SIGNATURE = 12;

    @Test
    void newTextIsRightInNineOfTenRepliesAndNoWordsOfAPersonAreLost() {
        Path folder = Corpora.folder().orElse(null);
        if (folder == null) {
            return;
        }
        Map<String, int[]> byProject = new TreeMap<>();
        List<String> wrong = new ArrayList<>();
        List<String> lost = new ArrayList<>();
        for (List<String> row : Corpora.table(folder.resolve("replies.tsv"))) {
            Path input = folder.resolve("replies").resolve(row.get(5));
            String expected = Corpora.text(folder.resolve("replies").resolve(row.get(6)));
            String found = newText(row.get(1), input);
            boolean right = isRight(found, expected, row.get(2), row.get(3));
            String project = row.get(0).substring(0, row.get(0).lastIndexOf('-'));
            int[] counts = byProject.computeIfAbsent(project, p -> new int[2]);
            counts[0]++;
            counts[1] += right ? 1 : 0;
            if (!right) {
                wrong.add(row.get(0));
            }
            List<String> missing = row.get(2).equals("phrases") ? List.of() : missing(found, ownWords(expected));
            if (!missing.isEmpty()) {
                lost.add(row.get(0) + " " + missing);
            }
        }
        int all = byProject.values().stream().mapToInt(c -> c[0]).sum();
        int right = byProject.values().stream().mapToInt(c -> c[1]).sum();
        byProject.forEach((name, c) -> System.out.printf("replies %-12s %3d of %3d right%n", name, c[1], c[0]));
        System.out.printf(
                "replies %-12s %3d of %3d right, wrong: %s%nwords lost: %s%n", "all", right, all, wrong, lost);
        assertThat(right).isGreaterThanOrEqualTo((int) Math.ceil(all * LEAST_RIGHT));
        assertThat(lost).isEmpty();
    }

    private static String newText(String format, Path input) {
        return switch (format) {
            case "html" -> ReplyText.ofHtml(Corpora.text(input));
            case "eml" -> ReplyText.of(MimeReader.read(RawMessage.of("1", Corpora.bytes(input), Instant.EPOCH)));
            default -> ReplyText.ofText(Corpora.text(input));
        };
    }

    private static boolean isRight(String found, String expected, String match, String policy) {
        return switch (match) {
            case "nospace" -> isSame(found, expected, policy, t -> t.replaceAll("\\s+", ""));
            case "starts" -> lines(found).startsWith(lines(expected));
            case "phrases" ->
                expected.lines()
                        .filter(l -> !l.isBlank())
                        .allMatch(l -> found.contains(l.substring(2)) == l.startsWith("+"));
            default -> isSame(found, expected, policy, ReplyCorpusTest::lines);
        };
    }

    /** Where the policy is quotes only, the signature at the end may be kept or dropped. */
    private static boolean isSame(String found, String expected, String policy, UnaryOperator<String> form) {
        if (form.apply(found).equals(form.apply(expected))) {
            return true;
        }
        List<String> lines = expected.strip().lines().toList();
        for (int i = 1; i < lines.size() && policy.equals("quotes"); i++) {
            boolean signature = lines.size() - i <= LONGEST_SIGNATURE
                    && lines.subList(i, lines.size()).stream()
                            .allMatch(l -> l.length() < 60 && !l.endsWith("?") && !l.startsWith("From:"));
            if (signature && form.apply(found).equals(form.apply(String.join("\n", lines.subList(0, i))))) {
                return true;
            }
        }
        return false;
    }

    /** Line ends, trailing blanks and runs of empty lines do not count. */
    private static String lines(String text) {
        return text.lines()
                .map(String::stripTrailing)
                .collect(Collectors.joining("\n"))
                .replaceAll("\n{2,}", "\n\n")
                .strip();
    }

    /** The expected words that are no quote and no forwarded mail. */
    private static List<String> ownWords(String expected) {
        int forwarded = expected.indexOf("---------- Forwarded message");
        String own = forwarded < 0 ? expected : expected.substring(0, forwarded);
        return own.lines()
                .filter(l -> !l.startsWith(">"))
                .flatMap(l -> Arrays.stream(l.split("\\P{L}+", -1)))
                .filter(w -> w.length() > 2)
                .toList();
    }

    private static List<String> missing(String found, List<String> words) {
        String joined = found.replaceAll("\\s+", "");
        return words.stream()
                .filter(w -> !found.contains(w) && !joined.contains(w))
                .toList();
    }
}
