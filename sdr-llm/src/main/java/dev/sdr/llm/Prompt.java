package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import dev.sdr.error.ConfigurationException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a model is told to do: a text with places <code>{{name}}</code> that are filled by the library, a version for people
 * and a hash for certainty. Both are kept with every answer.
 *
 * @param name which task it is for, such as {@code classify}
 * @param version the version its author gave it, without blanks
 * @param text the text
 * @param hash the first 12 digits of the text's SHA-256
 */
public record Prompt(String name, String version, String text, String hash) {

    private static final Pattern PLACE = Pattern.compile("\\{\\{([^{}\\n]*)}}");
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Pattern WORD = Pattern.compile("\\S{1,40}");
    private static final int HASH = 12;
    private static final int LONGEST = 40_000;

    /** Checks. */
    public Prompt {
        requireNonNull(name, "name");
        requireNonNull(version, "version");
        requireNonNull(text, "text");
        requireNonNull(hash, "hash");
    }

    /**
     * Reads one, or says what is wrong with it and where.
     *
     * @param source the file or the caller it came from
     * @param known the places that something fills; empty for whatever it has
     */
    static Prompt of(String name, String version, String text, String source, Optional<Set<String>> known) {
        String what = "prompt '" + name + "' of " + source;
        if (!WORD.matcher(version).matches()) {
            throw new ConfigurationException(what + ": its version must be 1 to 40 characters without blanks");
        }
        String raw = text.replace("\r\n", "\n");
        if (raw.isBlank() || raw.length() > LONGEST) {
            throw new ConfigurationException(what + ": it must have 1 to " + LONGEST + " characters");
        }
        String rest = PLACE.matcher(raw).replaceAll(m -> {
            String place = m.group(1);
            if (!NAME.matcher(place).matches()) {
                throw new ConfigurationException(what + line(raw, m.start()) + ": {{" + place + "}} is no name");
            }
            if (known.isPresent() && !known.get().contains(place)) {
                throw new ConfigurationException(
                        what + line(raw, m.start()) + ": nothing fills {{" + place + "}}; there is " + known.get());
            }
            return " ".repeat(m.end() - m.start());
        });
        int open = Math.max(rest.indexOf("{{"), rest.indexOf("}}"));
        if (open >= 0) {
            throw new ConfigurationException(what + line(raw, open) + ": {{ or }} without the other");
        }
        String body = raw.strip();
        return new Prompt(name, version, body, Hashes.sha256(body).substring(0, HASH));
    }

    private static String line(String text, int at) {
        return ", line "
                + (1 + text.substring(0, at).chars().filter(c -> c == '\n').count());
    }

    /** The names of its places. */
    Set<String> places() {
        Set<String> names = new TreeSet<>();
        Matcher m = PLACE.matcher(text);
        while (m.find()) {
            names.add(m.group(1));
        }
        return names;
    }

    /** The text with its places filled, once: values are not looked at again. */
    String filled(Map<String, String> values) {
        return PLACE.matcher(text).replaceAll(m -> {
            String value = values.get(m.group(1));
            if (value == null) {
                throw new IllegalArgumentException("nothing was given for {{" + m.group(1) + "}} of prompt " + name);
            }
            return Matcher.quoteReplacement(value);
        });
    }

    /**
     * Its name, version and hash in one word.
     *
     * @return such as {@code classify-1@0123456789ab}
     */
    public String id() {
        return name + "-" + version + "@" + hash;
    }
}
