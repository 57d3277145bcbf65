package dev.sdr.sequence;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Sequences as JSON, in one fixed form: how versions are kept and told apart. */
public final class SequenceJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private SequenceJson() {}

    /**
     * Writes a sequence.
     *
     * @param sequence the sequence
     * @return its JSON, always the same for equal sequences
     */
    public static String toJson(Sequence sequence) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("id", sequence.id()).put("name", sequence.name());
        json.put("purpose", sequence.purpose().name());
        json.put("late", sequence.late().action().name());
        json.put("late_after", sequence.late().after().toString());
        var steps = json.putArray("steps");
        for (Step step : sequence.steps()) {
            ObjectNode node = steps.addObject();
            node.put("id", step.id()).put("channel", step.channel());
            node.put("days", step.delay().days())
                    .put("business_days", step.delay().businessDays());
            node.put("condition", step.condition().word());
            step.orElse().ifPresent(s -> node.put("else", s));
            step.goTo().ifPresent(s -> node.put("goto", s));
            step.subject().ifPresent(s -> node.put("subject", s));
            node.put("text", step.text());
            step.html().ifPresent(s -> node.put("html", s));
            node.put("template", step.templateName()).put("wait_for_reply", step.waitForReply());
            step.window().ifPresent(w -> {
                ObjectNode window = node.putObject("window");
                window.put(
                        "days",
                        new TreeSet<>(w.days()).stream().map(DayOfWeek::name).collect(Collectors.joining(",")));
                window.put("from", w.from().toString()).put("to", w.to().toString());
            });
        }
        return json.toString();
    }

    /**
     * Reads what {@link #toJson} wrote. Unknown fields are ignored.
     *
     * @param json the JSON
     * @return the sequence
     * @throws IllegalArgumentException if it is not a sequence, or uses something this version does not know; the
     *     message says what
     */
    public static Sequence fromJson(String json) {
        JsonNode node;
        try {
            node = MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a stored sequence is not JSON", e);
        }
        List<Step> steps = new ArrayList<>();
        node.path("steps").forEach(s -> steps.add(step(s)));
        LatePolicy late = new LatePolicy(
                LatePolicy.Action.valueOf(node.path("late").asText()),
                Duration.parse(node.path("late_after").asText()));
        return new Sequence(
                node.path("id").asText(),
                node.path("name").asText(),
                steps,
                Purpose.valueOf(node.path("purpose").asText()),
                late);
    }

    private static Step step(JsonNode s) {
        String word = s.path("condition").asText();
        Condition condition = Condition.of(word)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the condition '" + word + "' is not known to this version of the library"));
        return new Step(
                s.path("id").asText(),
                s.path("channel").asText(),
                new Delay(s.path("days").asInt(), s.path("business_days").asBoolean()),
                condition,
                text(s, "else"),
                text(s, "goto"),
                text(s, "subject"),
                s.path("text").asText(),
                text(s, "html"),
                s.path("template").asText(),
                s.path("wait_for_reply").asBoolean(true),
                s.has("window") ? Optional.of(window(s.path("window"))) : Optional.empty());
    }

    private static SendWindow window(JsonNode w) {
        Set<DayOfWeek> days = new TreeSet<>();
        for (String day : w.path("days").asText().split(",", -1)) {
            days.add(DayOfWeek.valueOf(day.toUpperCase(Locale.ROOT)));
        }
        return new SendWindow(
                days,
                LocalTime.parse(w.path("from").asText()),
                LocalTime.parse(w.path("to").asText()));
    }

    private static Optional<String> text(JsonNode node, String field) {
        return node.has(field) ? Optional.of(node.path(field).asText()) : Optional.empty();
    }

    /** The first 16 hexadecimal digits of the SHA-256 of the JSON. */
    static String version(Sequence sequence) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(toJson(sequence).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java platform has no SHA-256, which every one must have", e);
        }
    }
}
