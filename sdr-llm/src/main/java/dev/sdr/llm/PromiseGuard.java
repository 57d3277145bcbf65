package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * No word that binds the host or costs it money unless a cited fact about the host has a word of the same kind: discounts, what is free,
 * refunds, guarantees, contracts, promises, cancelling, and asking for money or secrets; nor one about the law unless any cited
 * fact has one. The words of seven languages are
 * in {@code promises.txt}; they count in every mail, whatever its language. It does not see promises in other words ("you will
 * not regret it").
 */
final class PromiseGuard implements Guard {

    private static final String LAW = "legal";

    private static final Map<String, String> SAYS = Map.of(
            "discount",
            "offers a lower price",
            "free",
            "says that something is free",
            "refund",
            "offers a refund or compensation",
            "guarantee",
            "guarantees something",
            "contract",
            "speaks of a contract",
            LAW,
            "makes a legal statement",
            "promise",
            "promises or agrees to something",
            "cancel",
            "gives terms",
            "money",
            "asks for money or secrets");

    private static final Map<String, Pattern> KINDS = read();

    @Override
    public List<String> objections(Passage passage) {
        String text = Plain.lower(passage.text());
        String offers = Plain.lower(passage.offersText());
        String basis = Plain.lower(passage.basisText());
        List<String> objections = new ArrayList<>();
        KINDS.forEach((kind, words) -> {
            String allowed = kind.equals(LAW) ? basis : offers;
            if (words.matcher(text).find() && !words.matcher(allowed).find()) {
                objections.add(SAYS.get(kind) + ", which no cited fact about the host does");
            }
        });
        return objections;
    }

    private static Map<String, Pattern> read() {
        try (InputStream in =
                requireNonNull(PromiseGuard.class.getResourceAsStream("words/promises.txt"), "promises.txt")) {
            Map<String, List<String>> words = new LinkedHashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> {
                        int tab = line.indexOf('\t');
                        words.computeIfAbsent(line.substring(0, tab), k -> new ArrayList<>())
                                .add(line.substring(tab + 1));
                    });
            Map<String, Pattern> kinds = new LinkedHashMap<>();
            words.forEach((kind, lines) ->
                    kinds.put(kind, Pattern.compile("(?<![\\p{L}])(?:" + String.join("|", lines) + ")")));
            return kinds;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
