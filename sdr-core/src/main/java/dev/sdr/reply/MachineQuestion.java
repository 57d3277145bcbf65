package dev.sdr.reply;

import static java.util.Objects.requireNonNull;

import dev.sdr.inbox.ReplyText;
import dev.sdr.internal.words.Match;
import dev.sdr.internal.words.PhraseList;
import dev.sdr.internal.words.Sentence;
import dev.sdr.internal.words.Sentences;
import java.util.List;
import java.util.Optional;

/**
 * Whether a reply asks if a machine writes to its author, in English, German, French, Spanish, Portuguese, Italian and Dutch:
 * "Are you a bot?", "Did a human write this?". No machine answers that; a person does. A company that builds bots does not
 * ask.
 */
public final class MachineQuestion {

    private static final String MACHINE = "machine";

    /** Of automatic mail, that says it of itself. */
    private static final String ASKED = "asked";

    private static final PhraseList PHRASES = PhraseList.of(MachineQuestion.class, "machine-questions.txt");

    private MachineQuestion() {}

    /**
     * Looks for the question in what somebody wrote. Lines marked as quoted are left out; of the rest the first 20,000
     * characters are read, in time linear in them.
     *
     * @param text any text
     * @return the words that ask, in lower case, if it asks
     */
    public static Optional<String> find(String text) {
        List<Sentence> sentences = Sentences.of(ReplyText.withoutQuotes(requireNonNull(text, "text")));
        return PHRASES.in(sentences).stream()
                .filter(match -> match.section().equals(MACHINE)
                        || (match.section().equals(ASKED)
                                && sentences.get(match.sentence()).question()))
                .map(Match::text)
                .findFirst();
    }
}
