package dev.sdr.reply;

import dev.sdr.internal.words.Languages;
import dev.sdr.internal.words.Match;
import dev.sdr.internal.words.PhraseList;
import dev.sdr.internal.words.Scope;
import dev.sdr.internal.words.Sentence;
import dev.sdr.internal.words.Sentences;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What stands in a reply, phrase by phrase, after negations and look-alikes were taken out. */
final class Signals {

    private static final Map<String, PhraseList> INTENTS = lists("signals-");
    /** Apart, because within one list a longer phrase hides a shorter one. */
    private static final Map<String, PhraseList> NEEDS = lists("needs-");

    /** These mean the opposite behind a negation. The others are negative, or negate within their phrases. */
    private static final Set<Signal> TURNED_BY_NOT = EnumSet.of(
            Signal.YES, Signal.PRAISE, Signal.LATER, Signal.NEXT, Signal.MEET, Signal.HAVE, Signal.REFER, Signal.LEGAL);

    private static final Set<Signal> REFUSALS = EnumSet.of(Signal.NO, Signal.HAVE, Signal.NOTNOW);

    private static final Set<String> CONDITIONS =
            Set.of("if", "unless", "falls", "sofern", "wenn", "si", "se", "als", "mits", "sauf");

    private static final int ASKED_AT_LENGTH = 4;

    /** A phrase and what it speaks for. */
    record Found(Signal signal, Match match) {
        int at() {
            return match.sentence() * 10_000 + match.start();
        }
    }

    private final List<Sentence> sentences;
    private final List<Found> found;

    private Signals(List<Sentence> sentences, List<Found> found) {
        this.sentences = sentences;
        this.found = found;
    }

    /** Reads a text in the languages it may be in. */
    static Signals of(String text) {
        List<Sentence> sentences = Sentences.of(text);
        List<Match> matches = new ArrayList<>();
        Set<String> languages = Languages.of(sentences);
        Stream.of(INTENTS, NEEDS)
                .flatMap(lists -> lists.entrySet().stream())
                .filter(list -> languages.contains(list.getKey()))
                .forEach(list -> matches.addAll(list.getValue().in(sentences)));
        List<Found> all = matches.stream()
                .map(m -> new Found(Signal.of(m.section()), m))
                .filter(f -> !Scope.cited(f.match(), sentences.get(f.match().sentence())))
                .toList();
        int steered = all.stream()
                .filter(f -> f.signal() == Signal.INJECT)
                .mapToInt(f -> f.match().sentence())
                .min()
                .orElse(sentences.size());
        List<Found> shields = of(all, EnumSet.of(Signal.SHIELD));
        List<Found> wishes = of(all, EnumSet.of(Signal.INFO, Signal.NEXT));
        List<Found> kept = all.stream()
                .filter(f -> f.signal() != Signal.SHIELD)
                .filter(f -> f.signal() == Signal.INJECT || f.match().sentence() < steered)
                .filter(f -> shields.stream().noneMatch(s -> shields(s, f)))
                .filter(f -> f.signal() != Signal.ASK || wishes.stream().noneMatch(w -> wantsOnlyToRead(w, f)))
                .filter(f -> !turned(f, sentences.get(f.match().sentence())))
                .toList();
        return new Signals(sentences, kept);
    }

    private static Map<String, PhraseList> lists(String prefix) {
        return Stream.of("en", "de", "fr", "es", "pt", "it", "nl")
                .collect(Collectors.toUnmodifiableMap(
                        Function.identity(), code -> PhraseList.of(Signals.class, prefix + code + ".txt")));
    }

    private static List<Found> of(List<Found> all, Set<Signal> wanted) {
        return all.stream().filter(f -> wanted.contains(f.signal())).toList();
    }

    private static boolean shields(Found shield, Found other) {
        Match s = shield.match();
        Match o = other.match();
        return s.sentence() == o.sentence() && s.start() <= o.start() && o.start() < s.end();
    }

    /** "Could you send me more details?" is no question about the product. */
    private static boolean wantsOnlyToRead(Found other, Found ask) {
        return other.match().sentence() == ask.match().sentence()
                && ask.match().start() <= other.match().start() + 2;
    }

    private static boolean turned(Found found, Sentence sentence) {
        boolean negated = TURNED_BY_NOT.contains(found.signal()) && Scope.negated(found.match(), sentence);
        String first = sentence.words().get(sentence.clauseStart(found.match().start()));
        boolean supposed = REFUSALS.contains(found.signal())
                && (CONDITIONS.contains(first)
                        || CONDITIONS.contains(sentence.words().get(0)));
        return negated || supposed || (found.signal() == Signal.ASK && !asks(found.match(), sentence));
    }

    /** A phrase of questions in a sentence that is one, opens as one, or says as much in several words. */
    private static boolean asks(Match match, Sentence sentence) {
        boolean opens = sentence.clauseStart(match.start()) == match.start();
        return sentence.question() || opens || match.length() >= ASKED_AT_LENGTH;
    }

    boolean has(Signal... any) {
        return last(any) >= 0;
    }

    int count(Signal signal) {
        return (int) found.stream().filter(f -> f.signal() == signal).count();
    }

    /** Where the last of some signals stands, or -1. */
    int last(Signal... any) {
        Set<Signal> wanted = Set.of(any);
        return found.stream()
                .filter(f -> wanted.contains(f.signal()))
                .mapToInt(Found::at)
                .max()
                .orElse(-1);
    }

    /** Where the first of some signals stands, or beyond the end. */
    int first(Signal... any) {
        Set<Signal> wanted = Set.of(any);
        return found.stream()
                .filter(f -> wanted.contains(f.signal()))
                .mapToInt(Found::at)
                .min()
                .orElse(Integer.MAX_VALUE);
    }

    /** The words of the first of some signals. */
    Optional<String> words(Signal... any) {
        int first = first(any);
        return found.stream()
                .filter(f -> f.at() == first && Set.of(any).contains(f.signal()))
                .map(f -> f.match().text())
                .findFirst();
    }

    /** The sentences in which one of some signals stands. */
    List<Sentence> around(Signal... any) {
        Set<Signal> wanted = Set.of(any);
        return found.stream()
                .filter(f -> wanted.contains(f.signal()))
                .map(f -> f.match().sentence())
                .distinct()
                .map(sentences::get)
                .toList();
    }

    List<Sentence> sentences() {
        return sentences;
    }

    List<Found> found() {
        return found;
    }

    /** Whether a question mark ends one of the sentences. */
    boolean asks() {
        return sentences.stream().anyMatch(Sentence::question);
    }

    int size() {
        return sentences.stream().mapToInt(Sentence::size).sum();
    }
}
