package dev.sdr.llm.chat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the one JSON object in what a model wrote, under fences, thinking and politeness. */
final class AnswerText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern THINKING = Pattern.compile("^<(think|thinking|reasoning)>", Pattern.CASE_INSENSITIVE);
    private static final Pattern THOUGHT = Pattern.compile("</(?:think|thinking|reasoning)>", Pattern.CASE_INSENSITIVE);

    private AnswerText() {}

    /** The object, or what is left of the text if there is none. */
    static String of(String written) {
        String text = withoutThinking(written.strip());
        return object(text).orElse(text);
    }

    /**
     * Some models think aloud first, some servers swallow the tag with which that begins. Tags inside of the answer are the
     * answer's: a person's mail may hold them.
     */
    private static String withoutThinking(String text) {
        Matcher begin = THINKING.matcher(text);
        if (begin.find()) {
            String end = "</" + begin.group(1).toLowerCase(Locale.ROOT) + ">";
            int thought = text.toLowerCase(Locale.ROOT).indexOf(end);
            return thought < 0 ? "" : text.substring(thought + end.length()).strip();
        }
        if (text.startsWith("{") || text.startsWith("`")) {
            return text;
        }
        Matcher end = THOUGHT.matcher(text);
        return end.find() ? text.substring(end.end()).strip() : text;
    }

    /** Never one from inside another that is cut off or broken: that would be a part for the whole. */
    private static Optional<String> object(String text) {
        int from = text.indexOf('{');
        while (from >= 0) {
            int end = end(text, from);
            if (end < 0) {
                return Optional.empty();
            }
            String candidate = text.substring(from, end);
            if (isObject(candidate)) {
                return Optional.of(candidate);
            }
            from = text.indexOf('{', end);
        }
        return Optional.empty();
    }

    /** Behind the bracket that closes the one at {@code from}, or -1. */
    private static int end(String text, int from) {
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted) {
                if (c == '\\') {
                    i++;
                } else if (c == '"') {
                    quoted = false;
                }
            } else if (c == '"') {
                quoted = true;
            } else if (c == '{') {
                depth++;
            } else if (c == '}' && --depth == 0) {
                return i + 1;
            }
        }
        return -1;
    }

    private static boolean isObject(String candidate) {
        try {
            return JSON.readTree(candidate).isObject();
        } catch (JacksonException e) { // a bracket in the words around it
            return false;
        }
    }
}
