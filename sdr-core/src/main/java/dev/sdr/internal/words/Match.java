package dev.sdr.internal.words;

/**
 * A phrase found.
 *
 * @param section the name of the section of the list it stands in
 * @param weight the section's weight, from 0.0 to 1.0
 * @param sentence the number of the sentence, from 0
 * @param start the position of its first word
 * @param end the position after its last word
 * @param text its words
 */
public record Match(String section, double weight, int sentence, int start, int end, String text) {

    /** How many words it has. */
    public int length() {
        return end - start;
    }
}
