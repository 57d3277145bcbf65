package dev.sdr.internal.words;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Cuts a text into {@link Sentence}s, in time linear in its size. Only the first 20,000 characters are read. */
public final class Sentences {

    private static final int LONGEST = 20_000;
    /** A line this long was broken by a mail program, not by its author. */
    private static final int WRAPPED = 55;

    private static final int LONGEST_CHUNK = 200;

    /** A full stop after these ends no sentence. */
    private static final Set<String> SHORT_FORMS = Set.of(
            "mr", "mrs", "ms", "dr", "prof", "ing", "sr", "sra", "hr", "fr", "frl", "dott", "sig", "st", "nr", "ca",
            "vs", "dipl", "dhr", "mevr", "bzw", "evtl", "ggf", "inkl", "eng", "mme", "mlle", "approx", "tel");

    private static final Pattern MAIL = Pattern.compile("[^@\\s<>()]{1,64}@[\\p{L}\\d.-]{1,100}\\.\\p{L}{2,20}");
    private static final Pattern URL = Pattern.compile("(?:https?://|www\\.)\\S{1,150}");
    private static final Pattern TIME =
            Pattern.compile("\\d{1,2}(?:[:.h]\\d{2}(?:am|pm|h|u|uhr)?|[hu]|am|pm|uhr)(?:[-–]\\d{1,2}\\S{0,6})?");
    private static final Pattern DATE = Pattern.compile("\\d{1,4}[./-]\\d{1,2}(?:[./-](?:\\d{2,4})?)?");
    private static final Pattern PERCENT = Pattern.compile("[-+]?\\d[\\d.,]{0,10}%");
    private static final Pattern MONEY =
            Pattern.compile("[€$£]\\d[\\d.,]{0,12}[km]?|\\d[\\d.,]{0,12}(?:[€$£]|k|eur|usd|gbp|chf)");
    private static final Pattern PHONE = Pattern.compile("\\+?\\(?\\d[\\d()/.-]{6,20}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}(?:[.,]\\d{1,6}|st|nd|rd|th|er|e|o)?");

    private final List<Sentence> done = new ArrayList<>();
    private List<String> words = new ArrayList<>();
    private BitSet clauses = new BitSet();
    private BitSet quoted = new BitSet();
    private boolean quoting;
    private int line;

    private Sentences() {
        clauses.set(0);
    }

    /**
     * The sentences of a text.
     *
     * @param text any text
     * @return its sentences, without empty ones
     */
    public static List<Sentence> of(String text) {
        Sentences sentences = new Sentences();
        String plain = plain(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
        for (String line : plain.split("\n", -1)) {
            int before = sentences.words.size();
            for (String chunk : line.split("\\s+", -1)) {
                sentences.chunk(chunk);
            }
            if (line.length() < WRAPPED || sentences.words.size() == before) {
                sentences.end(false);
            }
            sentences.line++;
        }
        sentences.end(false);
        return List.copyOf(sentences.done);
    }

    /**
     * A text in lower case, without accents and without what nobody sees (zero widths, joiners, fillers, tags, marks of
     * direction), with one form of apostrophe and quotation mark. Line ends stay.
     *
     * @param text any text
     * @return its plain form
     */
    public static String plain(String text) {
        String decomposed = Normalizer.normalize(text.toLowerCase(Locale.ROOT), Normalizer.Form.NFKD);
        StringBuilder plain = new StringBuilder(decomposed.length());
        for (int i = 0; i < decomposed.length(); ) {
            int c = decomposed.codePointAt(i);
            i += Character.charCount(c);
            switch (c) {
                case '’', '‘', '`', '´', 'ʼ', '′' -> plain.append('\'');
                case '“', '”', '„', '«', '»', '‟' -> plain.append('"');
                case 'ß' -> plain.append("ss");
                case 'æ' -> plain.append("ae");
                case 'œ' -> plain.append("oe");
                case 'ø' -> plain.append('o');
                case '\r' -> {}
                default -> {
                    if (!isUnseen(c)) {
                        plain.appendCodePoint(c);
                    }
                }
            }
        }
        return plain.toString().replace("e-mail", "email");
    }

    /** Accents, which are apart from their letters here, characters of format, and letters and signs that show nothing. */
    private static boolean isUnseen(int c) {
        int type = Character.getType(c);
        return type == Character.NON_SPACING_MARK
                || type == Character.FORMAT
                || c == 0x115F
                || c == 0x1160
                || c == 0x2800
                || c == 0x3164
                || c == 0xFFA0;
    }

    /** What stands between two blanks: a word with its punctuation, several words, or a named thing. */
    private void chunk(String whole) {
        String chunk = whole.length() > LONGEST_CHUNK ? whole.substring(0, LONGEST_CHUNK) : whole;
        int from = 0;
        int to = chunk.length();
        while (from < to && !wordPart(chunk.charAt(from)) && "+#€$£".indexOf(chunk.charAt(from)) < 0) {
            punctuation(chunk, from++);
        }
        while (to > from && !wordPart(chunk.charAt(to - 1)) && "%€$£".indexOf(chunk.charAt(to - 1)) < 0) {
            to--;
        }
        String core = chunk.substring(from, to);
        if (!core.isEmpty()) {
            String named = named(core);
            if (named.isEmpty()) {
                split(core);
            } else {
                add(named);
            }
        }
        for (int i = to; i < chunk.length(); i++) {
            punctuation(chunk, i);
        }
    }

    private static String named(String core) {
        if (core.indexOf('@') > 0) {
            return MAIL.matcher(core).matches() ? "#mail" : "";
        }
        if (URL.matcher(core).matches()) {
            return "#url";
        }
        boolean digits = core.chars().anyMatch(c -> c >= '0' && c <= '9');
        if (!digits) {
            return "";
        }
        return TIME.matcher(core).matches()
                ? "#time"
                : NUMBER.matcher(core).matches()
                        ? "#num"
                        : DATE.matcher(core).matches()
                                ? "#date"
                                : PERCENT.matcher(core).matches()
                                        ? "#percent"
                                        : MONEY.matcher(core).matches()
                                                ? "#money"
                                                : PHONE.matcher(core).matches() ? "#phone" : "";
    }

    /** Splits at what is no letter: don't is do not, l'idée is l idee. */
    private void split(String core) {
        int i = 0;
        while (i < core.length()) {
            String word = rest(core, i);
            i += word.length();
            String ending = i < core.length() && core.charAt(i) == '\'' ? rest(core, i + 1) : "";
            if (!word.isEmpty() && Contractions.isEnding(ending)) {
                Contractions.full(word, ending).forEach(this::add);
                i += 1 + ending.length();
            } else if (!word.isEmpty()) {
                Contractions.full(word).forEach(this::add);
            }
            if (i < core.length() && !wordPart(core.charAt(i))) {
                punctuation(core, i++);
            }
        }
    }

    private static String rest(String core, int from) {
        int end = from;
        while (end < core.length() && wordPart(core.charAt(end))) {
            end++;
        }
        return core.substring(from, end);
    }

    private void punctuation(String chunk, int at) {
        char c = chunk.charAt(at);
        boolean last = at == chunk.length() - 1 || !wordPart(chunk.charAt(at + 1));
        switch (c) {
            case '?', '¿' -> {
                if (c == '?') {
                    end(true);
                }
            }
            case '!', '…' -> end(false);
            case '.' -> {
                if (last && !shortForm()) {
                    end(false);
                }
            }
            case ',', ';', ':', '(', ')', '–', '—' -> clauses.set(words.size());
            case '-' -> {
                if (chunk.length() <= 2) {
                    clauses.set(words.size());
                }
            }
            case '"' -> quoting = !quoting;
            default -> {}
        }
    }

    private boolean shortForm() {
        if (words.isEmpty()) {
            return false;
        }
        String last = words.get(words.size() - 1);
        return SHORT_FORMS.contains(last) || (last.length() == 1 && Character.isLetter(last.charAt(0)));
    }

    private void add(String word) {
        if (quoting) {
            quoted.set(words.size());
        }
        words.add(word);
    }

    private void end(boolean question) {
        if (words.isEmpty()) {
            clauses = new BitSet();
            clauses.set(0);
            return;
        }
        done.add(new Sentence(line, words, clauses, quoted, question));
        words = new ArrayList<>();
        clauses = new BitSet();
        clauses.set(0);
        quoted = new BitSet();
    }

    private static boolean wordPart(char c) {
        return Character.isLetterOrDigit(c) || Character.isSurrogate(c);
    }
}
