package dev.sdr.llm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Makes a text of a model's sentences, if every one of them rests on what it cites. A sentence is one of the host's approved
 * phrases, word for word, or cites facts by their ids and passes all guards with them; so does the whole, with all that is cited.
 * Links and times are put in at the end. If anything speaks against it there is no text, only reasons.
 *
 * <p>It compares words, and understands nothing. A text that passes has no link, address, number, amount or date, no visible name
 * and no promise but those of the facts it cites; it may still put the facts' words together into something they do not say.
 */
final class Grounded {

    private static final Pattern TOKEN = Pattern.compile("\\[\\[((?:link|time):[^\\[\\]]{1,80})]]");

    /** A token with something that would become a part of it: of "https://acme.com" and "munity/x" an address of another's. */
    private static final Pattern TOUCHED = Pattern.compile("[^\\s(\"'„“«]\\[\\[|]](?![.,;:!?)\"'”“»]{0,3}(?:\\s|$))");

    private static final Pattern ENDLESS = Pattern.compile("\\S{101}");
    private static final Pattern FALSE_REPLY =
            Pattern.compile("(?i)^\\s*(?:re|aw|wg|fwd?|sv|tr|rv|r)\\s*(?:\\[\\d+])?\\s*:");

    /** What must hold of every sentence by itself. */
    private static final List<Guard> SENTENCE = List.of(
            new PlainTextGuard(),
            new LinkGuard(),
            new AddressGuard(),
            new PhoneGuard(),
            new AmountGuard(),
            new NumberGuard(),
            new DateGuard(),
            new NameGuard(),
            new PromiseGuard(),
            new HumanClaimGuard(),
            new LanguageGuard(),
            new SharedWordsGuard());

    private final Supply supply;
    private final Limits limits;
    private final List<Guard> whole;

    /**
     * A text, or why there is none.
     *
     * @param subject the subject, if one was wanted
     * @param text the text without greeting and sign-off; empty if there are reasons
     * @param reasons why there is none, each a sentence without any of its words
     */
    record Result(String subject, String text, List<String> reasons) {

        /** Does not show the text. */
        @Override
        public String toString() {
            return "Result[" + text.length() + " characters, " + reasons + "]";
        }
    }

    /**
     * @param supply what the text may be made of
     * @param limits how long it may be
     * @param leak the guard of what the model was told
     */
    Grounded(Supply supply, Limits limits, LeakGuard leak) {
        this.supply = supply;
        this.limits = limits;
        this.whole = new ArrayList<>(
                SENTENCE.stream().filter(g -> !(g instanceof SharedWordsGuard)).toList());
        whole.add(leak);
    }

    /** One sentence that was looked at. */
    private record Checked(
            String text, String bare, Basis basis, List<String> tokens, boolean phrase, List<String> reasons) {}

    /**
     * What a sentence rests on.
     *
     * @param texts all that it cites
     * @param offers of these, what is about the host
     */
    private record Basis(List<String> texts, List<String> offers) {}

    Result check(JsonNode answer) {
        List<Sentence> sentences = Sentence.sentences(answer);
        Optional<Sentence> subject = Sentence.subject(answer);
        int length = sentences.stream().mapToInt(s -> s.text().length() + 1).sum();
        List<String> reasons = new ArrayList<>();
        if (sentences.isEmpty()) {
            reasons.add("the model wrote nothing");
        }
        if (sentences.size() > limits.sentences()) {
            reasons.add("the text has more than " + limits.sentences() + " sentences");
        }
        if (length > limits.characters()) {
            reasons.add("the text is longer than " + limits.characters() + " characters");
        }
        if (subject.filter(s -> s.text().length() > Limits.SUBJECT).isPresent()) {
            reasons.add("the subject is longer than " + Limits.SUBJECT + " characters");
        }
        String language = answer.path("language").asText();
        if (!language.isEmpty() && !language.toLowerCase(Locale.ROOT).startsWith(supply.language())) {
            reasons.add("the model says that it wrote in another language than the reader's");
        }
        if (!reasons.isEmpty()) { // before anything is read that may be long
            return new Result("", "", reasons);
        }
        List<Checked> checked = new ArrayList<>();
        for (int i = 0; i < sentences.size(); i++) {
            Checked one = check(sentences.get(i));
            String name = "sentence " + (i + 1) + " ";
            one.reasons().forEach(r -> reasons.add(name + r));
            checked.add(one);
        }
        Optional<Checked> title = subject.map(this::check);
        title.ifPresent(t -> title(subject.get(), t, reasons));
        if (reasons.isEmpty()) {
            whole(checked, reasons);
        }
        return reasons.isEmpty()
                ? new Result(title.map(Checked::text).orElse(""), joined(sentences, checked), List.of())
                : new Result("", "", reasons.stream().distinct().toList());
    }

    private static void title(Sentence said, Checked subject, List<String> reasons) {
        subject.reasons().forEach(r -> reasons.add("the subject " + r));
        if (!subject.tokens().isEmpty()) {
            reasons.add("the subject has a link or a time in it");
        }
        if (FALSE_REPLY.matcher(said.text()).find()) {
            reasons.add("the subject looks like that of a reply");
        }
    }

    private void whole(List<Checked> checked, List<String> reasons) {
        List<Checked> own = checked.stream().filter(c -> !c.phrase()).toList();
        Set<String> texts = new LinkedHashSet<>();
        Set<String> offers = new LinkedHashSet<>();
        checked.forEach(c -> {
            texts.addAll(c.basis().texts());
            offers.addAll(c.basis().offers());
        });
        String run = own.stream().map(Checked::bare).collect(Collectors.joining(" "));
        String apart =
                own.stream().map(Checked::bare).collect(Collectors.joining(" . ")); // a sentence may end in a link
        for (Guard guard : whole) {
            Passage passage = new Passage(
                    guard instanceof NameGuard ? apart : run,
                    List.copyOf(texts),
                    List.copyOf(offers),
                    supply.values(),
                    0,
                    supply.language());
            guard.objections(passage).forEach(r -> reasons.add("the text " + r));
        }
        List<String> tokens = checked.stream().flatMap(c -> c.tokens().stream()).toList();
        if (Set.copyOf(tokens).size() < tokens.size()) {
            reasons.add("the text has a link or a time twice");
        }
    }

    private String joined(List<Sentence> sentences, List<Checked> checked) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < checked.size(); i++) {
            if (text.length() > 0) {
                text.append(sentences.get(i).paragraph() ? "\n\n" : " ");
            }
            text.append(checked.get(i).text());
        }
        return text.toString();
    }

    private Checked check(Sentence said) {
        Optional<String> phrase = phrase(said);
        if (phrase.isPresent()) {
            List<String> tokens = tokens(phrase.get());
            List<String> missing = supply.slots().keySet().containsAll(tokens)
                    ? List.of()
                    : List.of("is an approved phrase with a link or a time that was not given");
            return new Checked(
                    filled(phrase.get()), "", new Basis(List.of(phrase.get()), List.of()), tokens, true, missing);
        }
        List<String> reasons = new ArrayList<>();
        if (said.text().isBlank()) {
            reasons.add("is empty");
        }
        if (said.phrase().isPresent()) {
            reasons.add("is not the approved phrase that it says it is");
        }
        List<String> tokens = tokens(said.text());
        if (!supply.slots().keySet().containsAll(tokens)) {
            reasons.add("has a link or a time that was not given");
        }
        if (TOUCHED.matcher(said.text()).find()) {
            reasons.add("has a link or a time that something touches");
        }
        if (ENDLESS.matcher(said.text()).find()) { // what guards look for takes long in one
            reasons.add("has a word of more than 100 characters");
        }
        Basis basis = basis(said, tokens, reasons);
        String bare = TOKEN.matcher(said.text())
                .replaceAll(" ")
                .replaceAll("\\s+(?=[.,;:!?])", "")
                .replaceAll("\\s+", " ")
                .strip();
        if (reasons.isEmpty()) {
            guard(bare, basis, tokens.size(), reasons);
        }
        return new Checked(reasons.isEmpty() ? filled(said.text()) : "", bare, basis, tokens, false, reasons);
    }

    private Basis basis(Sentence said, List<String> tokens, List<String> reasons) {
        List<String> texts = new ArrayList<>();
        List<String> offers = new ArrayList<>();
        for (String id : said.facts()) {
            Fact fact = supply.facts().get(id);
            Slot slot = supply.slots().get(id.replaceAll("[\\[\\]]", ""));
            if (fact != null) {
                texts.add(fact.text());
                offers.addAll(supply.offers().contains(id) ? List.of(fact.text()) : List.of());
            } else if (slot != null) {
                texts.addAll(slot.basis());
                offers.addAll(slot.basis());
            } else {
                reasons.add("cites a fact that was not given");
            }
        }
        if (said.facts().isEmpty() && tokens.isEmpty()) {
            reasons.add("cites nothing and is no approved phrase");
        }
        return new Basis(texts, offers);
    }

    /** Each piece by itself with what the sentence cites, and with its share of the links and times. */
    private void guard(String bare, Basis basis, int tokens, List<String> reasons) {
        List<String> pieces = Pieces.of(bare);
        for (String piece : pieces) {
            int share = pieces.size() == 1 ? tokens : 0;
            Passage passage =
                    new Passage(piece, basis.texts(), basis.offers(), supply.values(), share, supply.language());
            SENTENCE.forEach(g -> reasons.addAll(g.objections(passage)));
        }
    }

    /** The host's own words, if the sentence is one of the approved phrases. */
    private Optional<String> phrase(Sentence said) {
        Function<String, String> normal = text -> Plain.lower(text).replaceAll("[.!]+$", "");
        Optional<String> named =
                said.phrase().flatMap(id -> Optional.ofNullable(supply.phrases().get(id)));
        List<String> candidates = named.map(List::of)
                .orElse(
                        said.phrase().isPresent()
                                ? List.of()
                                : List.copyOf(supply.phrases().values()));
        return candidates.stream()
                .filter(p -> normal.apply(p).equals(normal.apply(said.text())))
                .findFirst();
    }

    private static List<String> tokens(String text) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        while (matcher.find()) {
            tokens.add(matcher.group(1));
        }
        return tokens;
    }

    private String filled(String text) {
        Map<String, Slot> slots = supply.slots();
        return TOKEN.matcher(text).replaceAll(m -> {
            Slot slot = slots.get(m.group(1));
            return Matcher.quoteReplacement(slot == null ? m.group() : slot.text());
        });
    }
}
