package dev.sdr.consent;

import static java.util.Objects.requireNonNull;

import dev.sdr.consent.ContactRule.Decision;
import dev.sdr.consent.ContactRule.Disclosure;
import dev.sdr.consent.ContactRule.Who;
import dev.sdr.sequence.Purpose;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The standard rules as they stand in the resource {@code contact-rules.yaml}. */
final class ContactRuleFile {

    static final List<ContactRule> STANDARD = read();

    private ContactRuleFile() {}

    private static List<ContactRule> read() {
        try (InputStream file =
                requireNonNull(ContactRuleFile.class.getResourceAsStream("contact-rules.yaml"), "contact-rules.yaml")) {
            String yaml = new String(file.readAllBytes(), StandardCharsets.UTF_8);
            List<Map<String, Object>> rows = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
            List<ContactRule> rules = new ArrayList<>();
            rows.forEach(row -> rules.add(rule(row)));
            return List.copyOf(rules);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ContactRule rule(Map<String, Object> row) {
        return new ContactRule(
                text(row, "id"),
                Set.copyOf(words(row, "countries")),
                text(row, "channel"),
                words(row, "purposes").stream().map(ContactRuleFile::purpose).collect(Collectors.toSet()),
                Who.valueOf(name(text(row, "who"))),
                words(row, "satisfied_by").stream()
                        .map(w -> LegalBasis.valueOf(name(w)))
                        .collect(Collectors.toSet()),
                Decision.valueOf(name(text(row, "decision"))),
                Disclosure.valueOf(name(text(row, "disclosure"))),
                text(row, "sentence"),
                text(row, "lifts"),
                text(row, "source"),
                Optional.of(LocalDate.parse(text(row, "read"))));
    }

    private static Purpose purpose(String word) {
        return Purpose.valueOf(name(word));
    }

    private static String name(String word) {
        return word.toUpperCase(Locale.ROOT);
    }

    private static List<String> words(Map<String, Object> row, String field) {
        return Stream.of(text(row, field).split(",", -1))
                .map(String::strip)
                .filter(w -> !w.isEmpty())
                .toList();
    }

    private static String text(Map<String, Object> row, String field) {
        @Nullable Object value = row.get(field);
        if (value == null) {
            throw new IllegalStateException("contact-rules.yaml: a rule has no '" + field + "': " + row.get("id"));
        }
        return value.toString().strip();
    }
}
