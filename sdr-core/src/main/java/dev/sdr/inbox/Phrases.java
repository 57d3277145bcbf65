package dev.sdr.inbox;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Phrases kept as data beside the classes. One phrase a line, in lower case; {@code *} stands for up to 80 characters,
 * {@code |} for the edge of a word, {@code ^} at the beginning for the beginning of the text. {@code [name]} begins a
 * section, {@code #} a comment. The order of the file counts: the first phrase that is found decides.
 */
final class Phrases {

    private static final int WIDEST_GAP = 80;

    /** A phrase that was found: its section and what it is. */
    record Found(String section, String phrase) {}

    private record Phrase(String section, String line, boolean atStart, List<Piece> pieces) {}

    /** What stands between two gaps: words, and whether they begin and end at the edge of a word. */
    private record Piece(String words, boolean left, boolean right) {

        static Piece of(String piece) {
            boolean left = piece.startsWith("|");
            boolean right = piece.endsWith("|");
            return new Piece(piece.substring(left ? 1 : 0, piece.length() - (right ? 1 : 0)), left, right);
        }

        /** Where it stands first, not before a place; -1 if nowhere. */
        int next(String text, int from) {
            int at = text.indexOf(words, from);
            while (at >= 0 && !isBounded(text, at)) {
                at = text.indexOf(words, at + 1);
            }
            return at;
        }

        boolean isAtStart(String text) {
            return text.startsWith(words) && isBounded(text, 0);
        }

        private boolean isBounded(String text, int at) {
            return (!left || isEdge(text, at)) && (!right || isEdge(text, at + words.length()));
        }
    }

    private final List<Phrase> phrases;
    private final Map<String, List<Phrase>> bySection;

    private Phrases(List<Phrase> phrases) {
        this.phrases = phrases;
        this.bySection = phrases.stream().collect(Collectors.groupingBy(Phrase::section));
    }

    /** Reads a list from the resources of this package. */
    static Phrases load(String resource) {
        List<Phrase> phrases = new ArrayList<>();
        try (InputStream in = Objects.requireNonNull(Phrases.class.getResourceAsStream(resource), resource);
                BufferedReader reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            String section = "";
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                String content = line.strip();
                if (content.startsWith("[") && content.endsWith("]")) {
                    section = content.substring(1, content.length() - 1);
                } else if (!content.isEmpty() && !content.startsWith("#")) {
                    phrases.add(phrase(section, content));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Phrases(List.copyOf(phrases));
    }

    private static Phrase phrase(String section, String line) {
        boolean atStart = line.startsWith("^");
        String rest = atStart ? line.substring(1) : line;
        List<Piece> pieces = new ArrayList<>();
        for (String piece : rest.split("\\*", -1)) {
            if (!piece.isBlank()) {
                pieces.add(Piece.of(piece.strip()));
            }
        }
        return new Phrase(section, line, atStart, List.copyOf(pieces));
    }

    /** The form phrases are compared with: lower case, one space for any white space, straight quotes. */
    static String normal(String text, int longest) {
        String cut = text.length() > longest ? text.substring(0, longest) : text;
        StringBuilder normal = new StringBuilder(cut.length());
        boolean space = true;
        for (int i = 0; i < cut.length(); i++) {
            char c = cut.charAt(i);
            if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                if (!space) {
                    normal.append(' ');
                }
                space = true;
            } else {
                normal.append(c == '\u2019' || c == '\u2018' || c == '`' || c == '\u00b4' ? '\'' : c);
                space = false;
            }
        }
        return normal.toString().strip().toLowerCase(Locale.ROOT);
    }

    /** The first phrase of the list that a normal text has. */
    Optional<Found> find(String normal) {
        return first(phrases, normal).map(p -> new Found(p.section(), p.line()));
    }

    /** The first phrase of a section that a normal text has. */
    Optional<String> find(String section, String normal) {
        return first(bySection.getOrDefault(section, List.of()), normal).map(Phrase::line);
    }

    private static Optional<Phrase> first(List<Phrase> some, String text) {
        for (Phrase phrase : some) {
            if (isIn(phrase, text)) {
                return Optional.of(phrase);
            }
        }
        return Optional.empty();
    }

    private static boolean isIn(Phrase phrase, String text) {
        Piece first = phrase.pieces().get(0);
        int length = first.words().length();
        if (phrase.atStart()) {
            return first.isAtStart(text) && restFollows(phrase.pieces(), text, length);
        }
        for (int at = first.next(text, 0); at >= 0; at = first.next(text, at + 1)) {
            if (restFollows(phrase.pieces(), text, at + length)) {
                return true;
            }
        }
        return false;
    }

    /** Whether the other pieces follow, each in a window as wide as a gap may be, so that a gap costs no more than that. */
    private static boolean restFollows(List<Piece> pieces, String text, int from) {
        int end = from;
        for (Piece piece : pieces.subList(1, pieces.size())) {
            int length = piece.words().length();
            int reach = Math.min(text.length(), end + WIDEST_GAP + length + 1);
            int at = piece.next(text.substring(end, reach), 0);
            if (at < 0) {
                return false;
            }
            end += at + length;
        }
        return true;
    }

    private static boolean isEdge(String text, int at) {
        return at <= 0
                || at >= text.length()
                || !Character.isLetterOrDigit(text.charAt(at - 1))
                || !Character.isLetterOrDigit(text.charAt(at));
    }
}
