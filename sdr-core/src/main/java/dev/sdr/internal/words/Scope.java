package dev.sdr.internal.words;

import java.util.Set;

/** What the words around a phrase make of it. */
public final class Scope {

    private static final int REACH = 3;

    private static final Set<String> NEGATORS = Set.of(
            "not", "never", "without", "nicht", "nie", "pas", "jamais", "no", "nunca", "nao", "non", "mai", "niet",
            "kein", "keine", "keinen", "geen", "neither", "nor", "sin", "sem", "senza", "sans", "ohne", "zonder",
            "hardly");

    private Scope() {}

    /**
     * Whether a word just before a phrase, in its clause, turns it round.
     *
     * @param match the phrase
     * @param sentence the sentence it stands in
     * @return whether it is negated; never if it begins with a negation itself
     */
    public static boolean negated(Match match, Sentence sentence) {
        if (NEGATORS.contains(sentence.words().get(match.start()))) {
            return false;
        }
        int from = Math.max(sentence.clauseStart(match.start()), match.start() - REACH);
        return sentence.words().subList(from, match.start()).stream().anyMatch(NEGATORS::contains);
    }

    /**
     * Whether a phrase stands in quotation marks within a sentence of the author's own: what others say.
     *
     * @param match the phrase
     * @param sentence the sentence it stands in
     * @return whether it is cited
     */
    public static boolean cited(Match match, Sentence sentence) {
        return sentence.quoted().get(match.start()) && sentence.quoted().cardinality() < sentence.size();
    }
}
