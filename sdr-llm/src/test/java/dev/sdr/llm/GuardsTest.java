package dev.sdr.llm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every guard by itself, with good and bad texts from {@code guards.txt}. */
class GuardsTest {

    private static final Map<String, Guard> GUARDS = Map.ofEntries(
            Map.entry("link", new LinkGuard()),
            Map.entry("address", new AddressGuard()),
            Map.entry("phone", new PhoneGuard()),
            Map.entry("amount", new AmountGuard()),
            Map.entry("number", new NumberGuard()),
            Map.entry("date", new DateGuard()),
            Map.entry("name", new NameGuard()),
            Map.entry("promise", new PromiseGuard()),
            Map.entry("human", new HumanClaimGuard()),
            Map.entry("plain", new PlainTextGuard()),
            Map.entry(
                    "leak",
                    new LeakGuard("Your task: write no more than three short sentences about it, and be kind.")),
            Map.entry("length", new LengthGuard(40)),
            Map.entry("shared", new SharedWordsGuard()));

    private record Row(String guard, String language, boolean good, String text, String basis) {

        List<String> objections() {
            Passage passage = basis.isEmpty() ? Passage.of(text) : Passage.of(text, basis);
            return requireNonNull(GUARDS.get(guard), guard).objections(passage.in(language));
        }
    }

    private static List<Row> rows() throws IOException {
        try (InputStream in = requireNonNull(GuardsTest.class.getResourceAsStream("guards.txt"))) {
            List<Row> rows = new ArrayList<>();
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split("\t", -1);
                    rows.add(new Row(parts[0], parts[1], parts[2].equals("good"), parts[3], parts[4]));
                }
            }
            return rows;
        }
    }

    @TestFactory
    List<DynamicTest> everyGuardRefusesTheBadAndLetsTheGoodPass() throws IOException {
        return rows().stream()
                .map(row -> DynamicTest.dynamicTest(
                        row.guard() + " " + row.text(),
                        () -> assertThat(row.objections().isEmpty())
                                .as("%s on '%s' with '%s'", row.guard(), row.text(), row.basis())
                                .isEqualTo(row.good())))
                .toList();
    }

    @Test
    void everyGuardIsInTheTableWithGoodAndBad() throws IOException {
        List<Row> rows = rows();
        GUARDS.keySet().forEach(guard -> {
            assertThat(rows).as(guard).anyMatch(r -> r.guard().equals(guard) && r.good());
            assertThat(rows).as(guard).anyMatch(r -> r.guard().equals(guard) && !r.good());
        });
    }

    @Test
    void anObjectionSaysTheSameWhateverTheTextIs() throws IOException {
        Map<String, Set<String>> said = new TreeMap<>();
        for (Row row : rows()) {
            said.computeIfAbsent(row.guard(), g -> new TreeSet<>()).addAll(row.objections());
        }
        said.forEach((guard, objections) ->
                assertThat(objections).as(guard).hasSizeLessThanOrEqualTo(guard.equals("promise") ? 9 : 2));
    }
}
