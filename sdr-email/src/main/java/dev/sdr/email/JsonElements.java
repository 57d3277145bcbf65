package dev.sdr.email;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Cuts a JSON array into the texts of its elements by brackets and quotes alone, so that an element that is not valid does
 * not take the others with it.
 */
final class JsonElements {

    private final String text;
    private final List<String> elements = new ArrayList<>();

    private JsonElements(String text) {
        this.text = text;
    }

    /** The elements, or empty if the text does not begin an array. What follows the array, or breaks off, is left out. */
    static Optional<List<String>> of(String text) {
        int start = 0;
        while (start < text.length() && (text.charAt(start) <= ' ' || text.charAt(start) == '\ufeff')) {
            start++;
        }
        if (start == text.length() || text.charAt(start) != '[') {
            return Optional.empty();
        }
        JsonElements cut = new JsonElements(text);
        cut.from(start + 1);
        return Optional.of(cut.elements);
    }

    private void from(int start) {
        int depth = 0;
        int from = start;
        for (int i = start; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(i);
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ',' && depth == 0) {
                add(from, i);
                from = i + 1;
            } else if (c == ']' || c == '}') {
                if (depth == 0) {
                    add(from, i);
                    return;
                }
                depth--;
            }
        }
        add(from, text.length()); // it broke off
    }

    private int endOfString(int start) {
        int i = start + 1;
        while (i < text.length() && text.charAt(i) != '"') {
            i += text.charAt(i) == '\\' ? 2 : 1;
        }
        return i;
    }

    private void add(int from, int to) {
        String element = text.substring(Math.min(from, to), to).strip();
        if (!element.isEmpty()) {
            elements.add(element);
        }
    }
}
