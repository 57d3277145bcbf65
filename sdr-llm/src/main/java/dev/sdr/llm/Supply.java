package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a text may be made of.
 *
 * @param facts by their id
 * @param offers the ids of those facts that are about the host, which may be held to them
 * @param phrases sentences of the host's that may be used as they are, by their id
 * @param slots links and times, by their id
 * @param values the host's values that may be named anywhere
 * @param language the reader's language
 */
record Supply(
        Map<String, Fact> facts,
        Set<String> offers,
        Map<String, String> phrases,
        Map<String, Slot> slots,
        List<String> values,
        String language) {

    private static final int MOST_FACTS = 200;

    Supply {
        facts = new LinkedHashMap<>(facts);
        offers = Set.copyOf(offers);
        phrases = new LinkedHashMap<>(phrases);
        slots = new LinkedHashMap<>(slots);
        values = List.copyOf(values);
        requireNonNull(language, "language");
    }

    /** Facts by their id, of more than 200 the first. Two of one id are a mistake. */
    static Map<String, Fact> index(Collection<Fact> facts) {
        Map<String, Fact> index = new LinkedHashMap<>();
        for (Fact fact : facts) {
            if (index.size() < MOST_FACTS && index.put(fact.id(), fact) != null) {
                throw new IllegalArgumentException("two facts have the id " + fact.id());
            }
        }
        return index;
    }

    /** What a model is shown of it, each as data: it was found somewhere, or written by others. */
    List<Data> data() {
        List<Data> data = new ArrayList<>();
        add(
                data,
                "facts",
                facts.values().stream()
                        .map(f -> f.id() + ": " + Plain.of(f.text()))
                        .toList());
        add(
                data,
                "approved phrases",
                phrases.entrySet().stream()
                        .map(p -> p.getKey() + ": " + p.getValue())
                        .toList());
        add(
                data,
                "links and times",
                slots.values().stream().map(s -> s.token() + ": " + s.about()).toList());
        return data;
    }

    private static void add(List<Data> data, String label, List<String> lines) {
        if (!lines.isEmpty()) {
            data.add(new Data(label, lines.stream().collect(Collectors.joining("\n")), 3 * Data.USUAL));
        }
    }
}
