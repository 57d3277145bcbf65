package dev.sdr.inbox;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * The fields of a delivery status (RFC 3464): one group for the message, then one for each recipient, with empty lines
 * between. Servers forget the empty lines, put them inside a group and order the fields as they like, so a group also ends
 * where a field that names the recipient comes a second time.
 */
final class StatusReport {

    private static final int MOST_LINES = 5_000;
    private static final int MOST_GROUPS = 500;

    /** The fields of one group, names in lower case, folded lines joined; the first of a name counts. */
    record Group(Map<String, String> fields) {

        String get(String name) {
            return fields.getOrDefault(name, "");
        }

        boolean isOfRecipient() {
            return fields.containsKey("final-recipient")
                    || fields.containsKey("original-recipient")
                    || fields.containsKey("action")
                    || fields.containsKey("diagnostic-code");
        }
    }

    private StatusReport() {}

    /** Whether a text holds such fields, as the body of some reports does without being marked as one. */
    static boolean isIn(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.contains("final-recipient:") && (lower.contains("action:") || lower.contains("status:"));
    }

    /** The groups that speak of a recipient, in order. */
    static List<Group> recipients(String report) {
        List<Group> groups = new ArrayList<>();
        Map<String, String> current = new LinkedHashMap<>();
        String name = "";
        for (String line : report.lines().limit(MOST_LINES).toList()) {
            if (line.isBlank()) {
                name = "";
                if (isComplete(current)) {
                    current = next(groups, current);
                }
            } else if (Character.isWhitespace(line.charAt(0)) && !name.isEmpty()) {
                current.merge(name, " " + line.strip(), String::concat);
            } else {
                name = name(line);
                if (isAnother(name, current)) {
                    current = next(groups, current);
                }
                if (!name.isEmpty()
                        && current.putIfAbsent(
                                        name, line.substring(name.length() + 1).strip())
                                != null) {
                    name = ""; // what folds under a repeated field is not of the first one
                }
            }
        }
        next(groups, current);
        return groups;
    }

    /** The name of the field a line begins, in lower case; empty if it begins none. */
    private static String name(String line) {
        int colon = line.indexOf(':');
        boolean field = colon > 0 && colon <= 60 && line.chars().limit(colon).allMatch(c -> c > ' ' && c < 127);
        return field ? line.substring(0, colon).toLowerCase(Locale.ROOT) : "";
    }

    private static boolean isAnother(String name, Map<String, String> current) {
        return (name.equals("final-recipient") || name.equals("action")) && current.containsKey(name);
    }

    /** Whether an empty line ends the group: not between a recipient and what became of it. */
    private static boolean isComplete(Map<String, String> current) {
        return !current.isEmpty()
                && (!current.containsKey("final-recipient")
                        || current.containsKey("action")
                        || current.containsKey("status"));
    }

    private static Map<String, String> next(List<Group> groups, Map<String, String> current) {
        Group group = new Group(Map.copyOf(current));
        if (group.isOfRecipient() && groups.size() < MOST_GROUPS) {
            groups.add(group);
        }
        return new LinkedHashMap<>();
    }
}
