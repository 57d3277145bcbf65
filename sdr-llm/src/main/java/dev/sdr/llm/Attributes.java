package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The host's values as a model may have them, checked where the host gives them. */
final class Attributes {

    private static final Pattern ID = Pattern.compile("[a-z0-9][a-z0-9-]{0,59}");
    private static final int LONGEST = 2_000;

    private Attributes() {}

    /** An attribute of a lead as a fact; one that is very long is cut. */
    static Fact fact(String name, String value) {
        return new Fact(
                "attribute:" + name, value.length() > LONGEST ? value.substring(0, LONGEST) : value, "the lead");
    }

    /** What the sender is called, which every text may name. */
    static Stream<String> ofSender(Map<String, String> values) {
        return Stream.of("sender_name", "sender_first_name", "sender_company")
                .flatMap(n -> Stream.ofNullable(values.get(n)));
    }

    static Slot link(String id, String about, String url) {
        requireId(id);
        try {
            URI uri = new URI(url);
            if (uri.getScheme() == null
                    || !List.of("https", "http").contains(uri.getScheme())
                    || uri.getHost() == null) {
                throw new IllegalArgumentException(
                        "link " + id + " must be an address that begins with https:// or http://");
            }
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("link " + id + " is no address", e);
        }
        if (about.isBlank()) {
            throw new IllegalArgumentException("link " + id + " must say what is to be found there");
        }
        return new Slot("link:" + id, about, url);
    }

    static String phrase(String id, String sentence) {
        requireId(id);
        if (sentence.isBlank()
                || sentence.length() > LONGEST
                || sentence.chars().anyMatch(c -> c < ' ')) {
            throw new IllegalArgumentException("phrase " + id + " must be one line and not blank");
        }
        return sentence.strip();
    }

    /** A language whose texts the guards can check. */
    static String known(String language) {
        if (!SmallWords.languages().contains(requireNonNull(language, "language"))) {
            throw new IllegalArgumentException(
                    "texts can be checked in " + SmallWords.languages() + ", not in " + language);
        }
        return language;
    }

    private static void requireId(String id) {
        if (!ID.matcher(requireNonNull(id, "id")).matches()) {
            throw new IllegalArgumentException("an id must be 1 to 60 of [a-z0-9-], was " + id);
        }
    }
}
