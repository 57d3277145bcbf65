package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a host says of the texts that a model writes: greeting and sign-off, approved phrases, links, tone and length. Give one to
 * {@link LlmComposer} and {@link LlmResponder}, or one each. Immutable; the methods return changed copies.
 *
 * <p>Texts can be checked, and so written, in English, German, French, Spanish, Italian, Portuguese and Dutch.
 */
public final class Wording {

    private static final Wording STANDARD = new Wording(
            Map.of(), Map.of(), Manners.standard(), "friendly, plain and brief", "en", new Limits(10, 1_500));

    private final Map<String, Slot> links;
    private final Map<String, Map<String, String>> phrases;
    private final Map<String, Manners> manners;
    private final String tone;
    private final String language;
    private final Limits limits;

    private Wording(
            Map<String, Slot> links,
            Map<String, Map<String, String>> phrases,
            Map<String, Manners> manners,
            String tone,
            String language,
            Limits limits) {
        this.links = links;
        this.phrases = phrases;
        this.manners = manners;
        this.tone = tone;
        this.language = language;
        this.limits = limits;
    }

    /**
     * A plain greeting and sign-off in each language, no links, no phrases but a few courtesies; friendly, plain and brief; at most
     * 10 sentences and 1,500 characters.
     *
     * @return the wording
     */
    public static Wording standard() {
        return STANDARD;
    }

    /**
     * This wording with another link that texts may have, each at most once. There are no others.
     *
     * @param id its name, of small letters, digits and {@code -}; phrases may have it as {@code [[link:id]]}
     * @param about what is to be found there, for the model and in the readers' language, such as {@code the page to book a call}
     * @param url the address, beginning with {@code https://} or {@code http://}
     * @return a changed copy
     * @throws IllegalArgumentException if one of these is not so
     */
    public Wording link(String id, String about, String url) {
        Slot slot = Attributes.link(id, about, url);
        Map<String, Slot> changed = new LinkedHashMap<>(links);
        changed.put(slot.id(), slot);
        return new Wording(changed, phrases, manners, tone, language, limits);
    }

    /**
     * This wording with another sentence that texts may have as it is. A few courtesies are there already in each language:
     * {@code questions} and {@code interest}, and in answers {@code thanks}, {@code glad} and {@code understood}; one of the same
     * id takes its place. In a step's mail the sentences of its own template are approved too, but for those with a value that
     * the model may not see.
     *
     * @param inLanguage a code such as {@code en}
     * @param id its name, of small letters, digits and {@code -}
     * @param sentence the sentence; it may have links as {@code [[link:id]]}
     * @return a changed copy
     * @throws IllegalArgumentException if the language is not known here, the id is none or the sentence is blank
     */
    public Wording phrase(String inLanguage, String id, String sentence) {
        Map<String, String> ofLanguage =
                new LinkedHashMap<>(phrases.getOrDefault(Attributes.known(inLanguage), Map.of()));
        ofLanguage.put(id, Attributes.phrase(id, sentence));
        Map<String, Map<String, String>> changed = new HashMap<>(phrases);
        changed.put(inLanguage, ofLanguage);
        return new Wording(links, changed, manners, tone, language, limits);
    }

    /**
     * This wording with another greeting and sign-off in a language.
     *
     * @param inLanguage a code such as {@code en}
     * @param greeting its template, such as <code>Hi {{first_name|there}},</code>
     * @param signOff its template, such as <code>Best regards\n{{sender_name}}</code>
     * @return a changed copy
     * @throws IllegalArgumentException if the language is not known here or one is no template
     */
    public Wording frame(String inLanguage, String greeting, String signOff) {
        Manners before = requireNonNull(manners.get(Attributes.known(inLanguage)), inLanguage);
        Map<String, Manners> changed = new HashMap<>(manners);
        changed.put(inLanguage, before.with(greeting, signOff));
        return new Wording(links, phrases, changed, tone, language, limits);
    }

    /**
     * This wording in another tone.
     *
     * @param words the tone in a few words, for the model
     * @return a changed copy
     */
    public Wording tone(String words) {
        return new Wording(links, phrases, manners, requireNonNull(words, "words"), language, limits);
    }

    /**
     * This wording with another language where nobody can tell the reader's: the lead has no attribute {@code language}, and
     * neither the template nor the reply tells. Standard: {@code en}.
     *
     * @param code a code such as {@code en}
     * @return a changed copy
     * @throws IllegalArgumentException if it is not known here
     */
    public Wording language(String code) {
        return new Wording(links, phrases, manners, tone, Attributes.known(code), limits);
    }

    /**
     * This wording with another length, without greeting and sign-off.
     *
     * @param sentences 1 to 100
     * @param characters 50 to 20,000
     * @return a changed copy
     * @throws IllegalArgumentException if they are not in these ranges
     */
    public Wording atMost(int sentences, int characters) {
        return new Wording(links, phrases, manners, tone, language, new Limits(sentences, characters));
    }

    Map<String, Slot> links() {
        return links;
    }

    /** The phrases of a language: some of the courtesies, and the host's in their place. */
    Map<String, String> phrases(String inLanguage, Map<String, String> courtesies) {
        Map<String, String> all = new LinkedHashMap<>(courtesies);
        all.putAll(phrases.getOrDefault(inLanguage, Map.of()));
        return all;
    }

    Map<String, Manners> manners() {
        return manners;
    }

    String tone() {
        return tone;
    }

    String language() {
        return language;
    }

    Limits limits() {
        return limits;
    }
}
