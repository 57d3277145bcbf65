package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

/**
 * A text of somebody else's, as a model is shown it: cleaned, capped, and set apart by {@link Frame}. It is hostile until
 * proven otherwise.
 *
 * @param label what it is, in words of our own: small letters, digits, blanks
 * @param text the text; cleaned as {@link Cleaning} does, also on the way in
 * @param maxBytes the most bytes of UTF-8, at least 200
 */
record Data(String label, String text, int maxBytes) {

    /** The most bytes of a text, unless said otherwise. */
    static final int USUAL = 8_192;

    private static final int LEAST = 200;

    Data {
        if (!requireNonNull(label, "label").matches("[a-z0-9][a-z0-9 ]{0,99}")) {
            throw new IllegalArgumentException("a label is of small letters, digits and blanks, was " + label);
        }
        if (maxBytes < LEAST) {
            throw new IllegalArgumentException("maxBytes must be at least " + LEAST + ", was " + maxBytes);
        }
        text = Cleaning.clean(text, maxBytes);
    }

    /** With the usual cap. */
    Data(String label, String text) {
        this(label, text, USUAL);
    }

    boolean isCut() {
        return text.endsWith(Cleaning.CUT);
    }

    /** Does not show the text. */
    @Override
    public String toString() {
        return "Data[" + label + ", " + text.length() + " characters]";
    }
}
