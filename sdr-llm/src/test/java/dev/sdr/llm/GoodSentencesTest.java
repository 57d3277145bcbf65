package dev.sdr.llm;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Guards that refuse what is useful are a defect too: these sentences must pass. */
class GoodSentencesTest {

    private static final Slot BOOK = new Slot("link:book", "the page to book a call", "https://host.example/book");
    private static final List<ZonedDateTime> TIMES = List.of(
            ZonedDateTime.parse("2026-12-01T10:00:00+01:00[Europe/Berlin]"),
            ZonedDateTime.parse("2026-12-02T14:30:00+01:00[Europe/Berlin]"));

    private static List<String> reasons(String language, String sentence, String facts) {
        List<Fact> known = new ArrayList<>();
        for (String fact : facts.split("\\|", -1)) {
            if (!fact.isBlank()) {
                known.add(Fact.of("f" + known.size(), fact));
            }
        }
        Map<String, Slot> slots = new LinkedHashMap<>(Map.of(BOOK.id(), BOOK));
        Times.slots(TIMES, language).forEach(s -> slots.put(s.id(), s));
        Supply supply = new Supply(
                Supply.index(known),
                known.stream().map(Fact::id).collect(Collectors.toSet()),
                Map.of(),
                slots,
                List.of("Ann Host", "Host Ltd"),
                language);
        Says says = Says.in(language)
                .sentence(sentence, known.stream().map(Fact::id).toArray(String[]::new));
        return new Grounded(
                        supply,
                        new Limits(5, 500),
                        new LeakGuard(
                                Prompts.builtIn("writing").text(),
                                Prompts.builtIn("compose").text()))
                .check(says.node())
                .reasons();
    }

    private static List<String> lines() throws IOException {
        try (InputStream in = requireNonNull(GoodSentencesTest.class.getResourceAsStream("sentences.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> aUsefulSentencePasses() throws IOException {
        assertThat(lines()).hasSizeGreaterThan(60);
        return lines().stream().map(line -> {
            String[] parts = line.split("\t", -1);
            return DynamicTest.dynamicTest(
                    parts[1],
                    () -> assertThat(reasons(parts[0], parts[1], parts[2]))
                            .as(line)
                            .isEmpty());
        });
    }

    /** The same sentences with other facts: what makes them pass is what they cite. */
    @TestFactory
    Stream<DynamicTest> andNoneWithoutItsFacts() throws IOException {
        return lines().stream().filter(line -> !line.endsWith("\t")).map(line -> {
            String[] parts = line.split("\t", -1);
            return DynamicTest.dynamicTest(
                    parts[1],
                    () -> assertThat(reasons(parts[0], parts[1], "Zebras graze on the Serengeti."))
                            .as(line)
                            .isNotEmpty());
        });
    }
}
