package dev.sdr.internal.words;

import java.util.BitSet;
import java.util.List;

/**
 * A sentence as words in their plain form: lower case, without accents, apostrophes and punctuation. What is no word has
 * a name: {@code #mail}, {@code #url}, {@code #time}, {@code #date}, {@code #percent}, {@code #money}, {@code #phone},
 * {@code #num}.
 *
 * @param line the number of the line it begins in, from 0
 * @param words the words
 * @param clauses the positions at which a clause begins, always including 0
 * @param quoted the positions of words that stand in quotation marks
 * @param question whether it ends with a question mark
 */
public record Sentence(int line, List<String> words, BitSet clauses, BitSet quoted, boolean question) {

    /** Checks and copies. */
    public Sentence {
        words = List.copyOf(words);
        clauses = (BitSet) clauses.clone();
        quoted = (BitSet) quoted.clone();
    }

    /** How many words it has. */
    public int size() {
        return words.size();
    }

    /** Whether a clause begins at a position; one also begins where the sentence ends. */
    boolean clauseAt(int position) {
        return position >= words.size() || clauses.get(position);
    }

    /** The position at which the clause of a word begins. */
    public int clauseStart(int position) {
        return Math.max(0, clauses.previousSetBit(position));
    }

    /** The position after the last word of the clause of a word. */
    public int clauseEnd(int position) {
        int next = clauses.nextSetBit(position + 1);
        return next < 0 ? words.size() : next;
    }
}
