package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import dev.sdr.error.ConfigurationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The prompts of the library, each of which a host may replace. They are text files beside this class in the jar: a first
 * line with the version, such as {@code version 1}, an empty line and the text. How the untrusted part of a question is set
 * apart is no prompt and cannot be replaced. Immutable.
 */
public final class Prompts {

    /** How every question is put together. */
    static final String FRAME = "frame";

    private static final String VERSION = "version ";

    private final Map<String, Prompt> replaced;

    private Prompts(Map<String, Prompt> replaced) {
        this.replaced = Map.copyOf(replaced);
    }

    /**
     * The built-in prompts.
     *
     * @return the prompts
     */
    public static Prompts standard() {
        return new Prompts(Map.of());
    }

    /**
     * A prompt by its name.
     *
     * @param name the name, such as {@code classify}
     * @return the host's, or the built-in one
     * @throws ConfigurationException if there is none of that name
     */
    public Prompt get(String name) {
        Prompt own = replaced.get(name);
        return own == null ? builtIn(name) : own;
    }

    /**
     * These prompts with another text for one.
     *
     * @param name which
     * @param version a version of the host's, without blanks, kept with every answer
     * @param text the text; it may leave out places <code>{{name}}</code> of the built-in one, and has no others
     * @return a changed copy
     * @throws ConfigurationException if there is no prompt of that name or something is wrong with the text; the message says
     *     where
     */
    public Prompts with(String name, String version, String text) {
        return with(Prompt.of(name, version, text, "the host", Optional.of(replaceable(name))));
    }

    /**
     * These prompts with one read from a file, which has the form of the built-in ones.
     *
     * @param name which
     * @param file the file, in UTF-8
     * @return a changed copy
     * @throws ConfigurationException if it cannot be read, there is no prompt of that name or something is wrong with it; the
     *     message says where
     */
    public Prompts with(String name, Path file) {
        String content;
        try {
            content = Files.readString(requireNonNull(file, "file"));
        } catch (IOException e) {
            throw new ConfigurationException("prompt '" + name + "' cannot be read from " + file + " as UTF-8", e);
        }
        return with(parsed(name, content, file.toString(), Optional.of(replaceable(name))));
    }

    private static Set<String> replaceable(String name) {
        if (name.equals(FRAME)) {
            throw new ConfigurationException("how a question is put together cannot be replaced");
        }
        return builtIn(name).places();
    }

    private Prompts with(Prompt prompt) {
        Map<String, Prompt> changed = new HashMap<>(replaced);
        changed.put(prompt.name(), prompt);
        return new Prompts(changed);
    }

    /** A prompt of the library's own. */
    static Prompt builtIn(String name) {
        String file = requireNonNull(name, "name") + ".txt";
        try (InputStream in = Prompts.class.getResourceAsStream(file)) {
            if (in == null || !name.matches("[a-z][a-z0-9-]*")) {
                throw new ConfigurationException("there is no prompt '" + name + "'");
            }
            return parsed(name, new String(in.readAllBytes(), StandardCharsets.UTF_8), file, Optional.empty());
        } catch (IOException e) {
            throw new UncheckedIOException("prompt '" + name + "' cannot be read from the jar", e);
        }
    }

    private static Prompt parsed(String name, String content, String source, Optional<Set<String>> known) {
        int end = content.indexOf('\n');
        String first = end < 0 ? content : content.substring(0, end);
        if (end < 0 || !first.startsWith(VERSION)) {
            throw new ConfigurationException("prompt '" + name + "' of " + source
                    + ", line 1: it must name its version, such as '" + VERSION + "1', before the text");
        }
        return Prompt.of(name, first.substring(VERSION.length()).strip(), content.substring(end), source, known);
    }
}
