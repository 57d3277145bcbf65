package dev.sdr.llm;

import dev.sdr.sequence.Template;
import java.util.LinkedHashMap;
import java.util.Map;

/** The sentences of a step's own template, which the host has approved by writing it. */
final class TemplatePhrases {

    private static final int FEWEST_WORDS = 3;

    private TemplatePhrases() {}

    /** The whole sentences by an id, but for those that need a value which is not among these. */
    static Map<String, String> of(String template, Map<String, String> visible) {
        Map<String, String> phrases = new LinkedHashMap<>();
        for (String line : template.split("\n", -1)) {
            for (String piece : Pieces.of(line.strip())) {
                Template sentence = Template.of(piece);
                String text = sentence.render(visible).text().strip();
                boolean shown = visible.keySet().containsAll(sentence.names().keySet());
                if (shown && text.matches(".*[.!?]") && Plain.words(text).size() >= FEWEST_WORDS) {
                    phrases.put("template-" + (phrases.size() + 1), text);
                }
            }
        }
        return phrases;
    }
}
