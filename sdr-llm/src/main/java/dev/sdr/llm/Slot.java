package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Something of the host's that a model may put into a text but never writes itself: it writes {@code [[link:pricing]]}, and our
 * code puts the address there.
 *
 * @param id such as {@code link:pricing} or {@code time:1}
 * @param about what it is, for the model; a sentence may cite it
 * @param text what a reader gets
 */
record Slot(String id, String about, String text) {

    Slot {
        requireNonNull(id, "id");
        requireNonNull(about, "about");
        requireNonNull(text, "text");
    }

    /** What a sentence may say because of it: of a time nothing, so that no two times get mixed. */
    List<String> basis() {
        return id.startsWith("time:") ? List.of() : List.of(about);
    }

    String token() {
        return "[[" + id + "]]";
    }
}
