package dev.sdr.internal.words;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** English short forms in full, with and without their apostrophe: don't and dont are do not. */
final class Contractions {

    private static final Map<String, String> ENDINGS =
            Map.of("m", "am", "re", "are", "ll", "will", "ve", "have", "d", "would");
    private static final Set<String> BEFORE_IS =
            Set.of("it", "that", "what", "who", "how", "there", "here", "he", "she", "where", "when", "why", "this");
    private static final Map<String, List<String>> WHOLE = whole();

    private Contractions() {}

    /** Whether what follows an apostrophe is an English ending. */
    static boolean isEnding(String afterApostrophe) {
        return ENDINGS.containsKey(afterApostrophe) || afterApostrophe.equals("t") || afterApostrophe.equals("s");
    }

    /** A word written without apostrophe. */
    static List<String> full(String word) {
        return WHOLE.getOrDefault(word, List.of(word));
    }

    /** A word and the ending behind its apostrophe. */
    static List<String> full(String word, String ending) {
        if (WHOLE.containsKey(word + ending)) {
            return full(word + ending);
        }
        if (ending.equals("t")) {
            return word.endsWith("n") ? List.of(word.substring(0, word.length() - 1), "not") : List.of(word, "t");
        }
        if (ending.equals("s")) {
            return BEFORE_IS.contains(word) ? List.of(word, "is") : List.of(word + "s");
        }
        return List.of(word, ENDINGS.getOrDefault(ending, ending));
    }

    private static Map<String, List<String>> whole() {
        Map<String, List<String>> whole = new HashMap<>();
        for (String verb : List.of("do", "does", "did", "is", "are", "was", "have", "has", "had", "could", "would")) {
            whole.put(verb + "nt", List.of(verb, "not"));
        }
        whole.put("shouldnt", List.of("should", "not"));
        whole.put("wont", List.of("will", "not"));
        whole.put("cant", List.of("can", "not"));
        whole.put("cannot", List.of("can", "not"));
        whole.put("lets", List.of("let", "us"));
        whole.put("ive", List.of("i", "have"));
        whole.put("weve", List.of("we", "have"));
        whole.put("youve", List.of("you", "have"));
        whole.put("youre", List.of("you", "are"));
        whole.put("thats", List.of("that", "is"));
        whole.put("whats", List.of("what", "is"));
        whole.put("pls", List.of("please"));
        whole.put("plz", List.of("please"));
        whole.put("thx", List.of("thanks"));
        whole.put("u", List.of("you"));
        whole.put("ur", List.of("your"));
        return Map.copyOf(whole);
    }
}
