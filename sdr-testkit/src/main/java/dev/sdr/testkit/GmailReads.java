package dev.sdr.testkit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The calls that change nothing: getProfile, messages.list, messages.get, attachments.get, history.list. */
final class GmailReads {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int LARGEST_PAGE = 500;
    private static final Map<String, String> HISTORY_TYPES = Map.of(
            "messageAdded", "messagesAdded",
            "messageDeleted", "messagesDeleted",
            "labelAdded", "labelsAdded",
            "labelRemoved", "labelsRemoved");

    private final Clock clock;

    GmailReads(Clock clock) {
        this.clock = clock;
    }

    LoopbackAnswer profile(GmailAccountState account) {
        return ok(JSON.objectNode()
                .put("emailAddress", account.address())
                .put("messagesTotal", account.messageCount())
                .put("threadsTotal", account.threadCount())
                .put("historyId", Long.toString(account.historyId())));
    }

    LoopbackAnswer list(GmailCall call, GmailAccountState account, Set<String> scopes) {
        Optional<String> q = call.value("q").filter(text -> !text.isBlank());
        if (q.isPresent() && GmailScopes.metadataOnly(scopes)) {
            return GmailErrors.of(
                    403, "global", "forbidden", "PERMISSION_DENIED", "Metadata scope does not support 'q' parameter");
        }
        boolean hidden = call.value("includeSpamTrash").orElse("").equals("true");
        List<String> labels = call.values("labelIds");
        int most = most(call);
        List<GmailMessage> found;
        try {
            Optional<GmailMessage> behind = call.value("pageToken").map(GmailReads::position);
            GmailQuery query = GmailQuery.parse(q.orElse(""), account.address(), clock.instant());
            boolean shown = hidden || labels.contains("SPAM") || labels.contains("TRASH");
            Predicate<GmailMessage> wanted =
                    m -> query.matches(m, shown) && labels.stream().allMatch(m::has);
            found = account.page(wanted, behind, most + 1);
        } catch (GmailQuery.UnknownQuery | NumberFormatException e) {
            return GmailErrors.invalid(String.valueOf(e.getMessage()));
        }
        ObjectNode answer = JSON.objectNode();
        List<GmailMessage> page = found.subList(0, Math.min(most, found.size()));
        if (!page.isEmpty()) {
            ArrayNode messages = answer.putArray("messages");
            page.forEach(m -> messages.add(GmailView.reference(m)));
        }
        if (found.size() > most) {
            GmailMessage last = page.get(page.size() - 1);
            answer.put("nextPageToken", last.receivedAt().toEpochMilli() + "0" + Long.parseLong(last.id(), 16));
        }
        return ok(answer.put("resultSizeEstimate", found.size()));
    }

    /** The message a page token was made from, or one that sorts like it, should it be gone. */
    private static GmailMessage position(String token) {
        if (!token.matches("\\d{15,40}")) {
            throw new NumberFormatException("Invalid pageToken");
        }
        Instant at = Instant.ofEpochMilli(Long.parseLong(token.substring(0, 13)));
        return new GmailMessage(
                String.format(Locale.ROOT, "%016x", Long.parseLong(token.substring(14))),
                "",
                Set.of(),
                0,
                at,
                new byte[0]);
    }

    LoopbackAnswer get(GmailCall call, GmailAccountState account, Set<String> scopes) {
        String id = call.piece(1);
        String format = call.value("format").orElse("full").toLowerCase(Locale.ROOT);
        if (GmailScopes.metadataOnly(scopes) && (format.equals("full") || format.equals("raw"))) {
            return GmailErrors.of(
                    403,
                    "global",
                    "forbidden",
                    "PERMISSION_DENIED",
                    "Metadata scope doesn't allow format " + format.toUpperCase(Locale.ROOT));
        }
        if (!id.matches("[0-9a-f]{1,16}")) {
            return GmailErrors.invalid("Invalid id value");
        }
        Optional<GmailMessage> message = account.message(id);
        if (message.isEmpty()) {
            return GmailErrors.notFound();
        }
        return GmailView.of(message.get(), format, call.values("metadataHeaders"))
                .map(GmailReads::ok)
                .orElseGet(() -> GmailErrors.invalid("Invalid value at 'format'"));
    }

    LoopbackAnswer attachment(GmailCall call, GmailAccountState account) {
        return account.message(call.piece(1))
                .flatMap(m -> GmailView.attachment(m, call.piece(3)))
                .map(GmailReads::ok)
                .orElseGet(GmailErrors::notFound);
    }

    LoopbackAnswer history(GmailCall call, GmailAccountState account) {
        String start = call.value("startHistoryId").orElse("");
        String position = call.value("pageToken").orElse("0");
        if (!start.matches("\\d{1,18}") || !position.matches("\\d{1,9}")) {
            return GmailErrors.invalid(start.isEmpty() ? "Missing startHistoryId" : "Invalid value");
        }
        long historyId = account.historyId(); // before the changes are read: never more than what is answered
        Optional<List<GmailHistory.Change>> changes = account.changes(Long.parseLong(start));
        if (changes.isEmpty()) {
            return GmailErrors.notFound();
        }
        List<String> types = call.values("historyTypes").stream()
                .map(t -> HISTORY_TYPES.getOrDefault(t, t))
                .toList();
        Optional<String> label = call.value("labelId");
        List<GmailHistory.Change> wanted = changes.get().stream()
                .filter(c -> types.isEmpty() || types.contains(c.type()))
                .filter(c -> label.map(c.message()::has).orElse(true))
                .toList();
        int from = Math.min(wanted.size(), Integer.parseInt(position));
        int to = Math.min(wanted.size(), from + most(call));
        ObjectNode answer = JSON.objectNode();
        if (to > from) {
            ArrayNode records = answer.putArray("history");
            wanted.subList(from, to).forEach(c -> records.add(change(c)));
        }
        if (to < wanted.size()) {
            answer.put("nextPageToken", Integer.toString(to));
        }
        return ok(answer.put("historyId", Long.toString(historyId)));
    }

    private static ObjectNode change(GmailHistory.Change change) {
        ObjectNode json = JSON.objectNode().put("id", Long.toString(change.id()));
        json.putArray("messages").add(GmailView.reference(change.message()));
        ObjectNode one = json.putArray(change.type()).addObject();
        one.set("message", GmailView.labelled(change.message()));
        if (!change.labels().isEmpty()) {
            ArrayNode labels = one.putArray("labelIds");
            change.labels().forEach(labels::add);
        }
        return json;
    }

    private static int most(GmailCall call) {
        String value = call.value("maxResults").orElse("100");
        int most = value.matches("\\d{1,6}") ? Integer.parseInt(value) : 100;
        return Math.max(1, Math.min(LARGEST_PAGE, most));
    }

    static LoopbackAnswer ok(ObjectNode json) {
        return LoopbackAnswer.json(200, json.toString());
    }
}
