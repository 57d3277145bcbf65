package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A text with placeholders: {@code {{name}}} and {@code {{name|fallback}}}, and nothing else. A value that is blank
 * counts as missing. A value is put in as it is: placeholders inside it are not filled in. Immutable.
 */
public final class Template {

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\s*([a-z][a-z0-9_]*)\\s*(?:\\|([^{}|]*))?}}");

    /** What looks like a placeholder that nobody filled in, in this library's form or another tool's. */
    private static final Pattern UNRESOLVED = Pattern.compile(
            "\\{\\{|}}" // ours, or what is left of one
                    + "|\\{[a-z]+_[a-z_]+}" // {first_name}
                    + "|\\$\\{[A-Za-z][A-Za-z0-9_.]*}" // ${firstName}
                    + "|%[A-Z]+_[A-Z_]+%" // %FIRST_NAME%
                    + "|\\*\\|[A-Z_]+\\|\\*" // *|FNAME|*
                    + "|<<[a-z]+_?[a-z_]*>>" // <<first_name>>
                    + "|\\[(?i:first|last|company)[ _]?(?i:name)]"); // [First Name]

    /** One of these is in whatever {@link #UNRESOLVED} matches. */
    private static final List<String> MARKS = List.of("{", "}", "%", "*", "<", "[");

    /** A greeting whose name is missing, at the beginning of a line. */
    private static final Pattern EMPTY_GREETING = Pattern.compile(
            "(?m)^(?:Hi|Hello|Hey|Dear|Hallo|Bonjour|Hola|Ciao|Olá)\\s*(?: ,|\\b(?:null|undefined|None|NaN)\\b)");

    /** One of these is in whatever {@link #EMPTY_GREETING} matches. */
    private static final List<String> NOBODY = List.of(" ,", "null", "undefined", "None", "NaN");

    private final String source;
    private final List<Object> parts;

    private record Placeholder(String name, Optional<String> fallback) {}

    private Template(String source, List<Object> parts) {
        this.source = source;
        this.parts = parts;
    }

    /**
     * Reads a template.
     *
     * @param source the text
     * @return the template
     * @throws IllegalArgumentException if it has a <code>{{</code> or <code>}}</code> that is not part of a
     *     placeholder; the message begins with {@code line:column}
     */
    public static Template of(String source) {
        requireNonNull(source, "source");
        List<Object> parts = new ArrayList<>();
        Matcher matcher = PLACEHOLDER.matcher(source);
        int at = 0;
        while (matcher.find()) {
            parts.add(literal(source, at, matcher.start()));
            parts.add(new Placeholder(
                    matcher.group(1), Optional.ofNullable(matcher.group(2)).map(String::strip)));
            at = matcher.end();
        }
        parts.add(literal(source, at, source.length()));
        return new Template(source, parts);
    }

    private static String literal(String source, int from, int to) {
        String text = source.substring(from, to);
        int opens = text.indexOf("{{");
        int closes = text.indexOf("}}");
        int bad = opens < 0 || closes < 0 ? Math.max(opens, closes) : Math.min(opens, closes);
        if (bad >= 0) {
            int offset = from + bad;
            int line = 1
                    + (int) source.substring(0, offset)
                            .chars()
                            .filter(c -> c == '\n')
                            .count();
            int column = offset - source.lastIndexOf('\n', offset - 1);
            throw new IllegalArgumentException(line + ":" + column
                    + ": this is not a placeholder; the forms are {{name}} and {{name|fallback}}, with lower-case"
                    + " names of letters, digits and underscores");
        }
        return text;
    }

    /**
     * Fills in plain text.
     *
     * @param values the values by name
     * @return the text, and what was missing
     */
    public Rendered render(Map<String, String> values) {
        return render(values, UnaryOperator.identity());
    }

    /**
     * Fills in HTML: values and fallbacks are escaped.
     *
     * @param values the values by name, as plain text
     * @return the HTML, and what was missing
     */
    public Rendered renderHtml(Map<String, String> values) {
        return render(values, Template::escapeHtml);
    }

    private Rendered render(Map<String, String> values, UnaryOperator<String> escape) {
        StringBuilder text = new StringBuilder();
        Set<String> missing = new LinkedHashSet<>();
        for (Object part : parts) {
            if (part instanceof Placeholder p) {
                String value = values.getOrDefault(p.name(), "");
                if (!value.isBlank()) {
                    text.append(escape.apply(value));
                } else if (p.fallback().isPresent()) {
                    text.append(escape.apply(p.fallback().get()));
                } else {
                    missing.add(p.name());
                }
            } else {
                text.append(part);
            }
        }
        return new Rendered(text.toString(), List.copyOf(missing));
    }

    /**
     * The names it uses.
     *
     * @return each name once, with whether every use of it has a fallback
     */
    public Map<String, Boolean> names() {
        Map<String, Boolean> names = new LinkedHashMap<>();
        for (Object part : parts) {
            if (part instanceof Placeholder p) {
                names.merge(p.name(), p.fallback().isPresent(), Boolean::logicalAnd);
            }
        }
        return names;
    }

    /**
     * Finds what looks like a placeholder nobody filled in, whoever wrote the text: {@code {{x}}} or a part of it,
     * {@code {first_name}}, {@code ${firstName}}, {@code %FIRST_NAME%}, {@code *|FNAME|*}, {@code <<first_name>>},
     * {@code [First Name]}, and a greeting without a name ("Hi ," or "Hi null").
     *
     * @param text a finished text
     * @return what was found, at most 10 pieces; empty if the text is clean
     */
    public static List<String> unresolved(String text) {
        Set<String> found = new LinkedHashSet<>();
        List<Pattern> patterns = new ArrayList<>(); // to look for a few characters is much quicker than to match
        if (hasOneOf(MARKS, text)) {
            patterns.add(UNRESOLVED);
        }
        if (hasOneOf(NOBODY, text)) {
            patterns.add(EMPTY_GREETING);
        }
        for (Pattern pattern : patterns) {
            Matcher matcher = pattern.matcher(text);
            while (found.size() < 10 && matcher.find()) {
                int end = Math.min(text.length(), matcher.end() + 20);
                found.add(
                        matcher.group().equals("{{")
                                ? text.substring(matcher.start(), end)
                                        .lines()
                                        .findFirst()
                                        .orElse("{{")
                                : matcher.group());
            }
        }
        return List.copyOf(found);
    }

    private static boolean hasOneOf(List<String> pieces, String text) {
        for (String piece : pieces) {
            if (text.contains(piece)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Escapes text for HTML.
     *
     * @param text any text
     * @return the text with {@code & < > " '} as entities
     */
    public static String escapeHtml(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    @Override
    public String toString() {
        return source;
    }

    /**
     * A filled-in template.
     *
     * @param text the text, with nothing in the place of what was missing
     * @param missing the names without a value and without a fallback
     */
    public record Rendered(String text, List<String> missing) {

        /** Copies the list. */
        public Rendered {
            requireNonNull(text, "text");
            missing = List.copyOf(missing);
        }

        /**
         * Why it must not leave.
         *
         * @return a sentence for each missing name
         */
        public List<String> problems() {
            return missing.stream()
                    .map(name -> "the lead has no " + name + " and the template gives no fallback for it")
                    .toList();
        }
    }
}
