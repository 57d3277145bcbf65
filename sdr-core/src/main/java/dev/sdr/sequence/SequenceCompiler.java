package dev.sdr.sequence;

import dev.sdr.sequence.SequenceCheck.Problem;
import dev.sdr.sequence.SequenceFiles.TemplateFile;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Turns one YAML file into a sequence, collecting every error with its place rather than stopping at the first. */
final class SequenceCompiler {

    private static final List<String> FIELDS =
            List.of("sequence_name", "sequence_type", "total_steps", "purpose", "late", "late_after_days", "steps");
    private static final List<String> STEP_FIELDS = List.of(
            "id",
            "step",
            "day",
            "delay",
            "channel",
            "template",
            "text",
            "subject",
            "condition",
            "else",
            "goto",
            "wait_for_reply",
            "window");
    private static final Pattern DELAY = Pattern.compile("(\\d{1,4})\\s*(?:d|days?|(business) days?)");

    private final String file;
    private final Function<String, Optional<TemplateFile>> templates;
    private final List<Problem> errors = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final List<Node> stepNodes = new ArrayList<>();

    SequenceCompiler(String file, Function<String, Optional<TemplateFile>> templates) {
        this.file = file;
        this.templates = templates;
    }

    List<Problem> errors() {
        return errors;
    }

    List<Problem> warnings() {
        return warnings;
    }

    Optional<Sequence> compile(String yaml) {
        Node root;
        try {
            root = new Yaml(new LoaderOptions()).compose(new StringReader(yaml));
        } catch (MarkedYAMLException e) {
            int line = e.getProblemMark() == null ? 1 : e.getProblemMark().getLine() + 1;
            int column = e.getProblemMark() == null ? 1 : e.getProblemMark().getColumn() + 1;
            errors.add(new Problem(file, line, column, "this is not YAML: " + e.getProblem()));
            return Optional.empty();
        } catch (YAMLException e) {
            errors.add(new Problem(
                    file,
                    1,
                    1,
                    "this is not YAML: "
                            + String.valueOf(e.getMessage()).lines().findFirst().orElse("")));
            return Optional.empty();
        }
        if (!(root instanceof MappingNode mapping)) {
            errors.add(new Problem(file, 1, 1, "a sequence file must be a mapping with sequence_type and steps"));
            return Optional.empty();
        }
        return sequence(new YamlFields(file, mapping, FIELDS, errors));
    }

    private Optional<Sequence> sequence(YamlFields fields) {
        String id = required(fields, "sequence_type");
        List<Node> nodes = fields.list("steps");
        if (nodes.isEmpty()) {
            fields.error(fields.at("steps"), "a sequence needs at least one step under 'steps'");
        }
        fields.number("total_steps")
                .filter(n -> n != nodes.size())
                .ifPresent(n -> warn(
                        fields.at("total_steps"),
                        "total_steps says " + n + ", but there are " + nodes.size() + " steps"));
        Purpose purpose = fields.text("purpose")
                .flatMap(p -> oneOf(fields, "purpose", p, Purpose.values()))
                .orElse(Purpose.COLD);
        LatePolicy.Action action = fields.text("late")
                .flatMap(p -> oneOf(fields, "late", p, LatePolicy.Action.values()))
                .orElse(LatePolicy.Action.SHIFT);
        int lateDays = fields.number("late_after_days").orElse(1);
        if (lateDays < 0) {
            fields.error(fields.at("late_after_days"), "'late_after_days' must be 0 or more");
            lateDays = 1;
        }
        List<Step> steps = new ArrayList<>();
        Map<String, Node> ids = new HashMap<>();
        int[] day = {0};
        for (Node node : nodes) {
            if (!(node instanceof MappingNode mapping)) {
                fields.error(node, "a step must be a mapping");
                continue;
            }
            YamlFields stepFields = new YamlFields(file, mapping, STEP_FIELDS, errors);
            Step step = step(stepFields, steps.size() + 1, day);
            if (ids.put(step.id(), node) != null) {
                stepFields.error(node, "two steps have the id '" + step.id() + "'; give each its own number or id");
            }
            steps.add(step);
            stepNodes.add(node);
        }
        checkTargets(steps);
        if (!errors.isEmpty()) {
            return Optional.empty();
        }
        Sequence sequence = new Sequence(
                id,
                fields.text("sequence_name").orElse(id),
                steps,
                purpose,
                new LatePolicy(action, java.time.Duration.ofDays(lateDays)));
        SequenceLints.of(sequence).forEach((index, messages) -> messages.forEach(m -> warn(stepNodes.get(index), m)));
        return Optional.of(sequence);
    }

    private Step step(YamlFields f, int position, int[] lastDay) {
        String id = f.text("id").orElse("step-" + f.number("step").orElse(position));
        if (id.isBlank() || id.length() > 200) {
            f.error(f.at("id"), "a step's id must have 1 to 200 characters");
            id = "step-" + position;
        }
        String channel = required(f, "channel");
        String templateName = f.text("template").orElse("");
        Optional<String> subject = f.text("subject");
        subject.ifPresent(s -> checkTemplate(f, "subject", s));
        TemplateFile texts = texts(f, templateName);
        Condition condition =
                f.text("condition").flatMap(word -> condition(f, word)).orElse(Condition.ALWAYS);
        return new Step(
                id,
                channel,
                delay(f, lastDay),
                condition,
                f.text("else").map(SequenceCompiler::stepId),
                f.text("goto").map(SequenceCompiler::stepId),
                subject.filter(s -> isTemplate(s)),
                isTemplate(texts.text()) ? texts.text() : "",
                texts.html().filter(SequenceCompiler::isTemplate),
                templateName,
                f.flag("wait_for_reply").orElse(true),
                YamlWindow.read(f));
    }

    /** A step is named by its id, or by its number alone. */
    private static String stepId(String target) {
        return target.matches("\\d+") ? "step-" + target : target;
    }

    private TemplateFile texts(YamlFields f, String templateName) {
        Optional<String> inline = f.text("text");
        if (inline.isPresent() == f.has("template")) {
            f.error(
                    f.at("template"),
                    inline.isPresent() ? "give 'template' or 'text', not both" : "a step needs 'template' or 'text'");
            return new TemplateFile("", Optional.empty());
        }
        if (inline.isPresent()) {
            checkTemplate(f, "text", inline.get());
            return new TemplateFile(inline.get(), Optional.empty());
        }
        if (!templateName.matches("[A-Za-z0-9_-]{1,100}")) {
            f.error(
                    f.at("template"),
                    "a template's name has letters, digits, '_' and '-' only, was '" + templateName + "'");
            return new TemplateFile("", Optional.empty());
        }
        Optional<TemplateFile> found = templates.apply(templateName);
        if (found.isEmpty()) {
            f.error(
                    f.at("template"),
                    "there is no template '" + templateName + "': write " + templateName
                            + ".txt beside this file or in its folder 'templates'");
            return new TemplateFile("", Optional.empty());
        }
        checkFile(templateName + ".txt", found.get().text());
        found.get().html().ifPresent(html -> checkFile(templateName + ".html", html));
        return found.get();
    }

    private void checkTemplate(YamlFields f, String field, String source) {
        try {
            Template.of(source);
        } catch (IllegalArgumentException e) {
            f.error(f.at(field), "in '" + field + "' at " + e.getMessage());
        }
    }

    private void checkFile(String name, String source) {
        try {
            Template.of(source);
        } catch (IllegalArgumentException e) {
            String[] parts = String.valueOf(e.getMessage()).split(":", 3);
            Problem problem =
                    new Problem(name, Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), parts[2].strip());
            if (!errors.contains(problem)) {
                errors.add(problem);
            }
        }
    }

    private static boolean isTemplate(String source) {
        try {
            Template.of(source);
            return true;
        } catch (IllegalArgumentException e) {
            return false; // reported already, with its place
        }
    }

    private Delay delay(YamlFields f, int[] lastDay) {
        if (f.has("delay")) {
            if (f.has("day")) {
                f.error(f.at("day"), "give 'day' or 'delay', not both");
            }
            String text = f.text("delay").orElse("");
            Matcher matcher = DELAY.matcher(text.strip());
            if (!matcher.matches() || Integer.parseInt(matcher.group(1)) > 3650) {
                f.error(f.at("delay"), "'delay' must be like '3 days' or '2 business days', was '" + text + "'");
                return Delay.NONE;
            }
            int days = Integer.parseInt(matcher.group(1));
            lastDay[0] += days;
            return new Delay(days, matcher.group(2) != null);
        }
        int day = f.number("day").orElse(lastDay[0]);
        if (day < lastDay[0] || day - lastDay[0] > 3650) {
            f.error(f.at("day"), "'day' must not go back: " + day + " comes after " + lastDay[0]);
            return Delay.NONE;
        }
        Delay delay = Delay.days(day - lastDay[0]);
        lastDay[0] = day;
        return delay;
    }

    private static Optional<Condition> condition(YamlFields f, String words) {
        try {
            Optional<Condition> found = Condition.of(words);
            if (found.isEmpty()) {
                f.error(
                        f.at("condition"),
                        "unknown condition '" + words + "'; known are " + String.join(", ", Condition.words())
                                + ", and 'within 3 days' after opened, not_opened and clicked");
            }
            return found;
        } catch (IllegalArgumentException e) {
            f.error(f.at("condition"), "in 'condition': " + e.getMessage());
            return Optional.empty();
        }
    }

    private void checkTargets(List<Step> steps) {
        for (int i = 0; i < steps.size(); i++) {
            for (Optional<String> target :
                    List.of(steps.get(i).orElse(), steps.get(i).goTo())) {
                int from = i;
                target.ifPresent(id -> {
                    int at = steps.stream().map(Step::id).toList().indexOf(id);
                    if (at < 0) {
                        errors.add(YamlFields.problem(
                                file, stepNodes.get(from), "there is no step '" + id + "' to go to"));
                    } else if (at <= from) {
                        errors.add(YamlFields.problem(
                                file,
                                stepNodes.get(from),
                                "step '" + id + "' is not a later step; a sequence only goes forward"));
                    }
                });
            }
        }
    }

    private static <E extends Enum<E>> Optional<E> oneOf(YamlFields f, String field, String word, E[] values) {
        for (E value : values) {
            if (value.name().toLowerCase(Locale.ROOT).equals(word)) {
                return Optional.of(value);
            }
        }
        String known =
                Stream.of(values).map(v -> v.name().toLowerCase(Locale.ROOT)).collect(Collectors.joining(", "));
        f.error(f.at(field), "unknown " + field + " '" + word + "'; known are " + known);
        return Optional.empty();
    }

    private String required(YamlFields f, String name) {
        Optional<String> value = f.text(name).map(String::strip).filter(v -> !v.isEmpty() && v.length() <= 200);
        if (value.isEmpty()) {
            f.error(f.at(name), "'" + name + "' is missing, blank or longer than 200 characters");
        }
        return value.orElse("missing");
    }

    private void warn(Node where, String message) {
        warnings.add(YamlFields.problem(file, where, message));
    }
}
