package dev.sdr.llm;

/**
 * How long a text may be.
 *
 * @param sentences the most sentences, at least 1
 * @param characters the most characters of text, at least 50
 */
record Limits(int sentences, int characters) {

    static final int SUBJECT = 100;

    Limits {
        if (sentences < 1 || sentences > 100 || characters < 50 || characters > 20_000) {
            throw new IllegalArgumentException("a text has 1 to 100 sentences and 50 to 20,000 characters, were "
                    + sentences + " and " + characters);
        }
    }
}
