package dev.sdr.gmail;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How far a mailbox was read. It has one meaning: everything before {@code history}, and before {@code page} of the list
 * that begins there, was handed out, but for {@code todo}.
 *
 * @param history the history id to list from; in a full reading the one the mailbox had before it began
 * @param since the second from which a full reading lists, if one is under way
 * @param begun the second in which a full reading began, as long as the search index is not trusted with what came right
 *     before it: see {@link #latest}
 * @param page the token of the next page of the list, if it has begun
 * @param next the history id to go on from after the last page, as the first page gave it: what changes while the pages are
 *     read is then listed again
 * @param todo ids that were listed and not handed out
 */
record GmailCursor(
        BigInteger history,
        Optional<Long> since,
        Optional<Long> begun,
        Optional<String> page,
        Optional<BigInteger> next,
        List<String> todo) {

    private static final long INDEXED = 600;
    private static final ObjectMapper JSON = new ObjectMapper();

    GmailCursor {
        todo = List.copyOf(todo);
    }

    /** Reads one; empty for none, and for what is not one of ours. */
    static Optional<GmailCursor> parse(Optional<String> text) {
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            JsonNode json = JSON.readTree(text.get());
            Optional<BigInteger> history = number(json, "h");
            List<String> todo = new ArrayList<>();
            json.path("todo").forEach(id -> todo.add(id.asText()));
            return history.map(h -> new GmailCursor(
                    h,
                    number(json, "since").map(BigInteger::longValue),
                    number(json, "begun").map(BigInteger::longValue),
                    Optional.of(json.path("page").asText("")).filter(page -> !page.isEmpty()),
                    number(json, "next"),
                    todo));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    private static Optional<BigInteger> number(JsonNode json, String name) {
        return Optional.of(json.path(name).asText(""))
                .filter(digits -> digits.matches("\\d{1,20}"))
                .map(BigInteger::new);
    }

    /**
     * From which second a full reading lists again at its end. Mail that came right before it began may not have been in the
     * index that lists, and is not in the history from there.
     */
    static long latest(long since, long begun) {
        return Math.max(since, begun - INDEXED);
    }

    String text() {
        ObjectNode json = JSON.createObjectNode().put("h", history.toString());
        since.ifPresent(second -> json.put("since", second));
        begun.ifPresent(second -> json.put("begun", second));
        page.ifPresent(token -> json.put("page", token));
        next.ifPresent(id -> json.put("next", id.toString()));
        if (!todo.isEmpty()) {
            todo.forEach(json.putArray("todo")::add);
        }
        return json.toString();
    }
}
