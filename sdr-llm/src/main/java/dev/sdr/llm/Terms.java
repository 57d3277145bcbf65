package dev.sdr.llm;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a host says of texts, whatever they are for. Not safe for use by several threads while it is changed. */
final class Terms {

    final Map<String, Slot> links = new LinkedHashMap<>();
    final Map<String, Map<String, String>> phrases = new LinkedHashMap<>();
    final Map<String, Manners> manners = new LinkedHashMap<>(Manners.standard());
    String tone = "friendly, plain and brief";
    String language = "en";
    Limits limits;

    Terms(Limits limits) {
        this.limits = limits;
    }

    Terms copy() {
        Terms copy = new Terms(limits);
        copy.links.putAll(links);
        phrases.forEach((l, p) -> copy.phrases.put(l, new LinkedHashMap<>(p)));
        copy.manners.putAll(manners);
        copy.tone = tone;
        copy.language = language;
        return copy;
    }

    void link(String id, String about, String url) {
        Slot slot = Attributes.link(id, about, url);
        links.put(slot.id(), slot);
    }

    /** The phrases of a language: some of the courtesies, and the host's in their place. */
    Map<String, String> phrases(String inLanguage, Map<String, String> courtesies) {
        Map<String, String> all = new LinkedHashMap<>(courtesies);
        all.putAll(phrases.getOrDefault(inLanguage, Map.of()));
        return all;
    }
}
