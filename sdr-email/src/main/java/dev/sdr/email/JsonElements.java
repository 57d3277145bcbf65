package dev.sdr.email;

import java.util.ArrayList;
import java.util.List;

/**
 * Cuts a JSON array into the texts of its elements by brackets and quotes alone, so that an element that is not valid does
 * not take the others with it. A bracket too many belongs to its element; the array ends with the last one, after which
 * nothing follows.
 */
final class JsonElements {

    private final String text;
    private final List<String> elements = new ArrayList<>();
    private boolean whole;

    private JsonElements(String text) {
        this.text = text;
    }

    /** The elements; none if the text does not begin an array. */
    static JsonElements of(String text) {
        JsonElements cut = new JsonElements(text);
        int start = 0;
        while (start < text.length() && (text.charAt(start) <= ' ' || text.charAt(start) == '\ufeff')) {
            start++;
        }
        if (start < text.length() && text.charAt(start) == '[') {
            cut.from(start + 1, text.stripTrailing().length());
        }
        return cut;
    }

    List<String> texts() {
        return elements;
    }

    /** Whether the text is an array that ends outside of any element: what breaks off may have lost some. */
    boolean isWhole() {
        return whole;
    }

    private void from(int start, int end) {
        int depth = 0;
        int from = start;
        for (int i = start; i < end; i++) {
            char c = text.charAt(i);
            if (c == '"') {
                i = endOfString(i);
            } else if (c == '[' || c == '{') {
                depth++;
            } else if (c == ',' && depth == 0) {
                add(from, i);
                from = i + 1;
            } else if (depth > 0 && (c == ']' || c == '}')) {
                depth--;
            } else if (c == ']' && i == end - 1) {
                add(from, i);
                whole = true;
                return;
            }
        }
        add(from, end); // it broke off
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
