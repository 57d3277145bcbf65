package dev.sdr.inbox;

import dev.sdr.internal.words.Match;
import dev.sdr.internal.words.PhraseList;
import dev.sdr.internal.words.Scope;
import dev.sdr.internal.words.Sentence;
import dev.sdr.internal.words.Sentences;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds a person's wish, in words, not to be written to: in English, German, French, Spanish, Portuguese, Italian and
 * Dutch, with slips and without accents. Only for newly written text, never for our own quoted footer. The phrases are in
 * {@code opt-out.txt}.
 */
public final class OptOutWords {

    private static final PhraseList PHRASES = PhraseList.of(OptOutWords.class, "opt-out.txt");

    private static final String ALONE = "alone";

    /** A mail of so few words is taken as a whole. */
    private static final int FEW_WORDS = 5;
    /** A wish for later follows its verb this closely. */
    private static final int CLOSE = 3;

    private static final Pattern PREFIX =
            Pattern.compile("(?iu)^(?:(?:re|aw|sv|antw|rif|res|rv|tr|fw|fwd|wg)\\s?:\\s?)+");

    private static final Set<String> CONTRASTS =
            Set.of("but", "however", "though", "aber", "mais", "pero", "mas", "ma", "maar", "jedoch", "still", "yet");

    private OptOutWords() {}

    /**
     * Looks for the wish.
     *
     * @param subject the mail's subject; one that was replaced by "unsubscribe" counts
     * @param newText the newly written text
     * @return the words that say so, in plain form, or empty
     */
    public static Optional<String> find(String subject, String newText) {
        List<Sentence> sentences = Sentences.of(ReplyText.withoutQuotes(newText));
        List<Match> found = PHRASES.in(sentences, ALONE); // one that does not stand alone must not hide another
        for (Match match : found) {
            boolean asks = switch (match.section()) {
                case "stop" -> holds(match, sentences, found);
                case ALONE -> standsAlone(match, sentences);
                case "hint" -> holds(match, sentences, found) && !contrastAfter(match, sentences);
                default -> false;
            };
            if (asks) {
                return Optional.of(match.text());
            }
        }
        return subjectAlone(subject, sentences.isEmpty());
    }

    static Optional<Verdict> find(InboundMail mail, String newText) {
        return find(mail.subject(), newText)
                .map(words -> Verdict.of(Verdict.Kind.OPT_OUT, "the mail says \"" + words + "\""));
    }

    /** A subject of one's own that says only this; behind "Re:" only if nothing else was written. */
    private static Optional<String> subjectAlone(String subject, boolean nothingElse) {
        String bare = PREFIX.matcher(subject).replaceFirst("");
        if (bare.length() != subject.length() && !nothingElse) {
            return Optional.empty();
        }
        List<Sentence> sentences = Sentences.of(bare);
        return PHRASES.in(sentences).stream()
                .filter(m -> m.section().equals(ALONE) || (m.section().equals("stop") && nothingElse))
                .map(Match::text)
                .findFirst();
    }

    private static boolean holds(Match match, List<Sentence> sentences, List<Match> found) {
        Sentence sentence = sentences.get(match.sentence());
        for (Match other : found) {
            if (other.sentence() != match.sentence()) {
                continue;
            }
            boolean touches = other.start() < match.end() && other.end() > match.start();
            boolean wider = other.length() >= match.length() || other.start() < match.start();
            boolean later = other.section().equals("until")
                    && other.start() >= match.end() - 1
                    && other.start() - match.end() < CLOSE;
            if (other.section().equals("footer") || later || (other.section().equals("shield") && touches && wider)) {
                return false;
            }
        }
        return !Scope.negated(match, sentence) && !Scope.cited(match, sentence);
    }

    private static boolean contrastAfter(Match match, List<Sentence> sentences) {
        for (int s = match.sentence(); s < sentences.size(); s++) {
            List<String> words = sentences.get(s).words();
            for (int i = s == match.sentence() ? match.end() : 0; i < words.size(); i++) {
                if (CONTRASTS.contains(words.get(i))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** The only words of its line, in the first line that says something, or nearly the whole mail. */
    private static boolean standsAlone(Match match, List<Sentence> sentences) {
        int all = sentences.stream().mapToInt(Sentence::size).sum();
        if (all <= FEW_WORDS) {
            return true;
        }
        int line = sentences.get(match.sentence()).line();
        List<Sentence> sameLine = new ArrayList<>();
        Set<Integer> linesBefore = new HashSet<>();
        for (Sentence sentence : sentences) {
            if (sentence.line() == line) {
                sameLine.add(sentence);
            } else if (sentence.line() < line) {
                linesBefore.add(sentence.line());
            }
        }
        boolean greetingBefore = linesBefore.size() <= 1
                && sentences.stream()
                                .filter(s -> s.line() < line)
                                .mapToInt(Sentence::size)
                                .sum()
                        <= 3;
        return sameLine.size() == 1 && greetingBefore;
    }
}
