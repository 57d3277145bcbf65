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
import java.util.Objects;
import java.util.Optional;

/**
 * Phrases kept as data beside the classes. One phrase a line, in lower case; {@code *} stands for up to 80 characters,
 * {@code |} for the edge of a word, {@code ^} at the beginning for the beginning of the text. {@code [name]} begins a
 * section, {@code #} a comment. The order of the file counts: the first phrase that is found decides.
 */
final class Phrases {

    private static final int WIDEST_GAP = 80;

    /** A phrase that was found: its section and what it is. */
    record Found(String section, String phrase) {}

    private record Phrase(String section, String line, boolean atStart, List<String> pieces) {}

    private final List<Phrase> phrases;

    private Phrases(List<Phrase> phrases) {
        this.phrases = phrases;
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
        List<String> pieces = new ArrayList<>();
        for (String piece : rest.split("\\*", -1)) {
            if (!piece.isBlank()) {
                pieces.add(piece.strip());
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
        return phrases.stream().filter(p -> isIn(p, normal)).findFirst().map(p -> new Found(p.section(), p.line()));
    }

    /** The first phrase of a section that a normal text has. */
    Optional<String> find(String section, String normal) {
        return phrases.stream()
                .filter(p -> p.section().equals(section) && isIn(p, normal))
                .findFirst()
                .map(Phrase::line);
    }

    private static boolean isIn(Phrase phrase, String text) {
        String first = phrase.pieces().get(0);
        for (int at = next(first, text, 0, text.length()); at >= 0; at = next(first, text, at + 1, text.length())) {
            if (phrase.atStart() && at > 0) {
                return false;
            }
            if (restFollows(phrase.pieces(), text, at + bare(first).length())) {
                return true;
            }
        }
        return false;
    }

    private static boolean restFollows(List<String> pieces, String text, int from) {
        int end = from;
        for (String piece : pieces.subList(1, pieces.size())) {
            int length = bare(piece).length();
            int at = next(piece, text, end, Math.min(text.length(), end + WIDEST_GAP + length));
            if (at < 0) {
                return false;
            }
            end = at + length;
        }
        return true;
    }

    /** Where a piece stands next, looking no further than an end, so that a gap costs what it is wide. */
    private static int next(String piece, String text, int from, int until) {
        String words = bare(piece);
        int last = until - words.length();
        for (int at = from; at <= last; at++) {
            if (text.charAt(at) == words.charAt(0) && text.startsWith(words, at)) {
                boolean left = !piece.startsWith("|") || isEdge(text, at);
                boolean right = !piece.endsWith("|") || isEdge(text, at + words.length());
                if (left && right) {
                    return at;
                }
            }
        }
        return -1;
    }

    private static String bare(String piece) {
        return piece.substring(piece.startsWith("|") ? 1 : 0, piece.length() - (piece.endsWith("|") ? 1 : 0));
    }

    private static boolean isEdge(String text, int at) {
        return at <= 0
                || at >= text.length()
                || !Character.isLetterOrDigit(text.charAt(at - 1))
                || !Character.isLetterOrDigit(text.charAt(at));
    }
}
