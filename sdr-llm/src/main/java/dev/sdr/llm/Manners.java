package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import dev.sdr.sequence.Template;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a mail begins and ends in a language, and the courtesies that every text may have. No model writes any of it.
 *
 * @param greeting the greeting's template
 * @param signOff the sign-off's template
 * @param courtesies sentences by id
 */
record Manners(Template greeting, Template signOff, Map<String, String> courtesies) {

    private static final Map<String, Manners> STANDARD = read();
    private static final String GREETING = "greeting";
    private static final String SIGN_OFF = "sign-off";

    Manners {
        requireNonNull(greeting, "greeting");
        requireNonNull(signOff, "signOff");
        courtesies = new LinkedHashMap<>(courtesies);
    }

    /** The built-in ones by language. */
    static Map<String, Manners> standard() {
        return STANDARD;
    }

    /** With another greeting and sign-off. */
    Manners with(String newGreeting, String newSignOff) {
        return new Manners(Template.of(newGreeting), Template.of(newSignOff), courtesies);
    }

    /** A whole text, or what its greeting and sign-off lack. */
    Template.Rendered around(String body, Map<String, String> values) {
        Template.Rendered before = greeting.render(values);
        Template.Rendered after = signOff.render(values);
        List<String> missing = new ArrayList<>(before.missing());
        missing.addAll(after.missing());
        return new Template.Rendered(
                before.text().strip() + "\n\n" + body + "\n\n" + after.text().strip(), missing);
    }

    private static Map<String, Manners> read() {
        Map<String, Map<String, String>> lines = new HashMap<>();
        try (InputStream in =
                requireNonNull(Manners.class.getResourceAsStream("words/frames.txt"), "words/frames.txt")) {
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isBlank() && !line.startsWith("#")) {
                    String[] parts = line.split("\t", -1);
                    lines.computeIfAbsent(parts[0], l -> new LinkedHashMap<>())
                            .put(parts[1], parts[2].replace("\\n", "\n"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Map<String, Manners> manners = new HashMap<>();
        lines.forEach((language, texts) -> {
            Template greeting = Template.of(requireNonNull(texts.remove(GREETING), language));
            Template signOff = Template.of(requireNonNull(texts.remove(SIGN_OFF), language));
            manners.put(language, new Manners(greeting, signOff, texts));
        });
        return Map.copyOf(manners);
    }
}
