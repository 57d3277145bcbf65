package dev.sdr.internal.words;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A phrase to look for in a {@link Sentence}. Its language, in the order of what one writes most:
 *
 * <ul>
 *   <li>{@code remove} a word, {@code unsub*} the beginning of one, {@code ~unsubscribe} a word with a slip or two;
 *   <li>{@code mail|mails} one of these words, {@code (from|out of)} one of these phrases, {@code [please]} maybe;
 *   <li>{@code ..} up to three words within the clause, {@code ...} up to six within the sentence;
 *   <li>{@code ^} and {@code $} the sentence's ends, {@code <} and {@code >} a clause's ends.
 * </ul>
 *
 * <p>Matching takes time bounded by the phrase's length: the positions reached are bits of one number.
 */
final class Phrase {

    private static final int LONGEST = 63;

    /** One step on from the positions reached so far; bit n is the position n words after the start. */
    private interface Step {
        long from(Sentence sentence, int start, long reached);

        /** Adds the words a match can begin with; true if it can also begin with what follows. */
        default boolean firstWords(Set<Word> words) {
            return true;
        }
    }

    /** A word as the list has it. */
    record Word(String text, Form form) implements Step {

        enum Form {
            EXACT,
            PREFIX,
            FUZZY
        }

        static Word of(String atom) {
            if (atom.endsWith("*")) {
                return new Word(atom.substring(0, atom.length() - 1), Form.PREFIX);
            }
            return atom.startsWith("~") ? new Word(atom.substring(1), Form.FUZZY) : new Word(atom, Form.EXACT);
        }

        boolean is(String word) {
            return switch (form) {
                case EXACT -> word.equals(text);
                case PREFIX -> word.startsWith(text);
                case FUZZY -> Slips.isNear(text, word);
            };
        }

        @Override
        public long from(Sentence sentence, int start, long reached) {
            long next = 0;
            for (long left = reached; left != 0; left &= left - 1) {
                int offset = Long.numberOfTrailingZeros(left);
                int at = start + offset;
                if (offset < LONGEST
                        && at < sentence.size()
                        && is(sentence.words().get(at))) {
                    next |= 1L << (offset + 1);
                }
            }
            return next;
        }

        @Override
        public boolean firstWords(Set<Word> words) {
            words.add(this);
            return false;
        }
    }

    private record InOrder(List<Step> steps) implements Step {
        @Override
        public long from(Sentence sentence, int start, long reached) {
            long now = reached;
            for (Step step : steps) {
                now = now == 0 ? 0 : step.from(sentence, start, now);
            }
            return now;
        }

        @Override
        public boolean firstWords(Set<Word> words) {
            for (Step step : steps) {
                if (!step.firstWords(words)) {
                    return false;
                }
            }
            return true;
        }
    }

    private record OneOf(List<Step> choices) implements Step {
        @Override
        public long from(Sentence sentence, int start, long reached) {
            long any = 0;
            for (Step choice : choices) {
                any |= choice.from(sentence, start, reached);
            }
            return any;
        }

        @Override
        public boolean firstWords(Set<Word> words) {
            boolean open = false;
            for (Step choice : choices) {
                open |= choice.firstWords(words);
            }
            return open;
        }
    }

    private record Gap(int most, boolean withinClause) implements Step {
        @Override
        public long from(Sentence sentence, int start, long reached) {
            long all = reached;
            long edge = reached;
            for (int i = 0; i < most; i++) {
                long next = 0;
                for (long left = edge; left != 0; left &= left - 1) {
                    int offset = Long.numberOfTrailingZeros(left);
                    int over = start + offset;
                    boolean may = offset < LONGEST && over < sentence.size();
                    if (may && !(withinClause && offset > 0 && sentence.clauseAt(over))) {
                        next |= 1L << (offset + 1);
                    }
                }
                all |= next;
                edge = next;
            }
            return all;
        }
    }

    private record Edge(char kind) implements Step {
        @Override
        public long from(Sentence sentence, int start, long reached) {
            long kept = 0;
            for (long left = reached; left != 0; left &= left - 1) {
                int offset = Long.numberOfTrailingZeros(left);
                int at = start + offset;
                boolean holds = kind == '^' ? at == 0 : kind == '$' ? at == sentence.size() : sentence.clauseAt(at);
                kept |= holds ? 1L << offset : 0;
            }
            return kept;
        }
    }

    private final Step step;
    private final Set<Word> firstWords = new HashSet<>();

    private Phrase(Step step, String source) {
        this.step = step;
        if (step.firstWords(firstWords)) {
            throw new IllegalArgumentException("a phrase must begin with a word: " + source);
        }
    }

    /**
     * Reads a phrase.
     *
     * @throws IllegalArgumentException if it is not well formed
     */
    static Phrase of(String source) {
        Parser parser = new Parser(source);
        Step step = parser.sequence(0);
        if (parser.at < parser.tokens.size()) {
            throw new IllegalArgumentException("a bracket too many: " + source);
        }
        return new Phrase(step, source);
    }

    /** The words a match can begin with. */
    Set<Word> firstWords() {
        return firstWords;
    }

    /** The end of the longest match that begins at a word, or -1. */
    int end(Sentence sentence, int start) {
        long reached = step.from(sentence, start, 1L);
        return reached == 0 ? -1 : start + 63 - Long.numberOfLeadingZeros(reached);
    }

    private static final class Parser {
        private final List<String> tokens;
        private final String source;
        private int at;

        Parser(String source) {
            this.source = source;
            this.tokens =
                    List.of(source.replaceAll("([()\\[\\]|])", " $1 ").strip().split("\\s+", -1));
        }

        /** Steps up to the end, or to the bracket or bar that ends them within brackets. */
        private Step sequence(int depth) {
            List<Step> steps = new ArrayList<>();
            while (at < tokens.size()) {
                String token = tokens.get(at);
                if (token.equals(")") || token.equals("]") || (token.equals("|") && depth > 0)) {
                    break;
                }
                at++;
                switch (token) {
                    case "|" -> steps.add(new OneOf(List.of(steps.remove(steps.size() - 1), atom(tokens.get(at++)))));
                    case "(" -> steps.add(choices(")", depth));
                    case "[" -> steps.add(new OneOf(List.of(choices("]", depth), new InOrder(List.of()))));
                    case ".." -> steps.add(new Gap(3, true));
                    case "..." -> steps.add(new Gap(6, false));
                    case "^", "$", "<", ">" -> steps.add(new Edge(token.charAt(0)));
                    default -> steps.add(atom(token));
                }
            }
            return steps.size() == 1 ? steps.get(0) : new InOrder(List.copyOf(steps));
        }

        private Step choices(String close, int depth) {
            List<Step> choices = new ArrayList<>();
            choices.add(sequence(depth + 1));
            while (at < tokens.size() && tokens.get(at).equals("|")) {
                at++;
                choices.add(sequence(depth + 1));
            }
            if (at >= tokens.size() || !tokens.get(at++).equals(close)) {
                throw new IllegalArgumentException("a bracket is not closed: " + source);
            }
            return new OneOf(List.copyOf(choices));
        }

        /** A word in plain form; one with an umlaut also as typed without: löschen, loschen, loeschen. */
        private static Step atom(String atom) {
            String spelled = atom.replace("ä", "ae").replace("ö", "oe").replace("ü", "ue");
            if (!spelled.equals(atom)) {
                return new OneOf(List.of(Word.of(Sentences.plain(atom)), Word.of(Sentences.plain(spelled))));
            }
            List<String> words = Contractions.full(Sentences.plain(atom));
            List<Step> steps = new ArrayList<>();
            words.forEach(w -> steps.add(Word.of(w)));
            return steps.size() == 1 ? steps.get(0) : new InOrder(steps);
        }
    }
}
