package dev.sdr.llm.evaluate;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.error.ConfigurationException;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.reply.ReplyContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads labelled replies. */
final class LabelledReplies {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);

    private LabelledReplies() {}

    static List<LabelledReply> read(Path file, Instant receivedAt) {
        List<String> lines;
        try {
            lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<LabelledReply> replies = new ArrayList<>();
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            if (!lines.get(i).isBlank()) {
                String where = file + ", line " + (i + 1);
                LabelledReply reply = parse(lines.get(i), receivedAt, where);
                if (!ids.add(reply.id())) {
                    throw new ConfigurationException(where + ": the id '" + reply.id() + "' stands here again");
                }
                replies.add(reply);
            }
        }
        if (replies.isEmpty()) {
            throw new ConfigurationException(file + " holds no replies");
        }
        return List.copyOf(replies);
    }

    private static LabelledReply parse(String line, Instant receivedAt, String where) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) { // its message would quote the line
            throw new ConfigurationException(where + " is not one JSON object");
        }
        JsonNode human = json.path("requires_human");
        if (!human.isMissingNode() && !human.isBoolean()) {
            throw new ConfigurationException(where + ": requires_human must be true or false");
        }
        ReplyContext reply = ReplyContext.of(
                text(json, "body", where),
                json.path("subject").asText(""),
                received(json, where).orElse(receivedAt));
        return new LabelledReply(
                text(json, "id", where),
                reply,
                label(Sentiment.class, text(json, "sentiment", where), "sentiment", where),
                label(Intent.class, text(json, "intent", where), "intent", where),
                human.asBoolean(false),
                json.path("urgency").asText("").isBlank()
                        ? Optional.empty()
                        : Optional.of(label(Urgency.class, json.path("urgency").asText(), "urgency", where)));
    }

    private static Optional<Instant> received(JsonNode json, String where) {
        String at = json.path("received_at").asText("");
        try {
            return at.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(at));
        } catch (DateTimeException e) {
            throw new ConfigurationException(where + ": received_at must be a moment such as 2026-03-10T09:00:00Z", e);
        }
    }

    private static String text(JsonNode json, String name, String where) {
        String text = json.path(name).asText("");
        if (text.isBlank()) {
            throw new ConfigurationException(where + " has no " + name);
        }
        return text;
    }

    private static <E extends Enum<E>> E label(Class<E> type, String word, String name, String where) {
        return Arrays.stream(type.getEnumConstants())
                .filter(e -> e.name().equals(word.toUpperCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new ConfigurationException(where + ": " + name + " must be one of "
                        + Arrays.stream(type.getEnumConstants())
                                .map(e -> e.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
