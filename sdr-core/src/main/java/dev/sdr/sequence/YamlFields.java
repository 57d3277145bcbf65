package dev.sdr.sequence;

import dev.sdr.sequence.SequenceCheck.Problem;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** The fields of one YAML mapping; every complaint goes into a list with its place. */
final class YamlFields {

    private final String file;
    private final List<Problem> errors;
    private final MappingNode node;
    private final Map<String, Node> fields = new LinkedHashMap<>();

    YamlFields(String file, MappingNode node, Collection<String> allowed, List<Problem> errors) {
        this.file = file;
        this.node = node;
        this.errors = errors;
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : node.getValue()) {
            Node key = tuple.getKeyNode();
            String name = key instanceof ScalarNode scalar ? scalar.getValue() : "";
            if (!allowed.contains(name)) {
                error(
                        key,
                        "unknown field '" + name + "'"
                                + nearest(name, allowed)
                                        .map(n -> "; did you mean '" + n + "'?")
                                        .orElse("; known are " + String.join(", ", allowed)));
            } else if (!seen.add(name)) {
                error(key, "the field '" + name + "' is given twice; remove one");
            } else {
                fields.put(name, tuple.getValueNode());
            }
        }
    }

    boolean has(String name) {
        return fields.containsKey(name);
    }

    /** The node of a field, or of the mapping if there is no such field: where to complain. */
    Node at(String name) {
        return fields.getOrDefault(name, node);
    }

    Optional<String> text(String name) {
        Node value = fields.get(name);
        if (value == null) {
            return Optional.empty();
        }
        if (value instanceof ScalarNode scalar && !scalar.getTag().getValue().endsWith(":null")) {
            return Optional.of(scalar.getValue());
        }
        error(value, "'" + name + "' must be text");
        return Optional.empty();
    }

    Optional<Integer> number(String name) {
        Optional<String> value = text(name);
        try {
            return value.map(v -> Integer.valueOf(v.strip()));
        } catch (NumberFormatException e) {
            error(at(name), "'" + name + "' must be a whole number, was '" + value.orElse("") + "'");
            return Optional.empty();
        }
    }

    Optional<Boolean> flag(String name) {
        return text(name).flatMap(v -> switch (v) {
            case "true", "yes" -> Optional.of(true);
            case "false", "no" -> Optional.of(false);
            default -> {
                error(at(name), "'" + name + "' must be true or false, was '" + v + "'");
                yield Optional.empty();
            }
        });
    }

    List<Node> list(String name) {
        Node value = fields.get(name);
        if (value instanceof SequenceNode list) {
            return list.getValue();
        }
        if (value != null) {
            error(value, "'" + name + "' must be a list");
        }
        return List.of();
    }

    /** The fields of a mapping inside this one. */
    YamlFields nested(MappingNode inner, Collection<String> allowed) {
        return new YamlFields(file, inner, allowed, errors);
    }

    /** The text of a scalar, or empty text. */
    static String scalar(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "";
    }

    void error(Node where, String message) {
        errors.add(problem(file, where, message));
    }

    static Problem problem(String file, Node where, String message) {
        Mark mark = where.getStartMark();
        return new Problem(file, mark.getLine() + 1, mark.getColumn() + 1, message);
    }

    /** The known name that is at most two edits away. */
    static Optional<String> nearest(String name, Collection<String> known) {
        String best = "";
        int least = 3;
        for (String candidate : known) {
            int distance = distance(name, candidate);
            if (distance < least) {
                least = distance;
                best = candidate;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j < row.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int above = row[j];
                int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(change, Math.min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }
        return row[b.length()];
    }
}
