package dev.sdr.internal.mime;

import dev.sdr.internal.text.HtmlText;
import java.util.List;

/**
 * What a message or a part of it shows, as plain text and as HTML; either may be empty.
 *
 * @param text the text written as text
 * @param html the HTML
 */
public record BodyText(String text, String html) {

    private static final int LONGEST = 262_144;

    /** Nothing is shown. */
    public static final BodyText NONE = new BodyText("", "");

    boolean isEmpty() {
        return text.isBlank() && html.isBlank();
    }

    /**
     * One content in several forms.
     *
     * @param forms the forms in order
     * @return the first that has text, and the first that has HTML
     */
    public static BodyText alternative(List<BodyText> forms) {
        String text = "";
        String html = "";
        for (BodyText form : forms) {
            text = text.isBlank() ? form.text : text;
            html = html.isBlank() ? form.html : html;
        }
        return new BodyText(text, html);
    }

    /**
     * Contents that follow each other; where one lacks a form that another has, it is made from the other form.
     *
     * @param contents the contents in order
     * @return all of them as one
     */
    public static BodyText sequence(List<BodyText> contents) {
        List<BodyText> shown = contents.stream().filter(c -> !c.isEmpty()).toList();
        if (shown.size() < 2) {
            return shown.isEmpty() ? NONE : shown.get(0);
        }
        boolean anyText = shown.stream().anyMatch(c -> !c.text.isBlank());
        boolean anyHtml = shown.stream().anyMatch(c -> !c.html.isBlank());
        StringBuilder text = new StringBuilder();
        StringBuilder html = new StringBuilder();
        for (BodyText content : shown) {
            if (anyText) {
                append(text, content.text.isBlank() ? HtmlText.of(content.html) : content.text);
            }
            if (anyHtml) {
                append(html, content.html.isBlank() ? HtmlText.escaped(content.text) : content.html);
            }
        }
        return new BodyText(text.toString(), html.toString());
    }

    private static void append(StringBuilder to, String more) {
        if (!to.isEmpty()) {
            to.append('\n');
        }
        to.append(more, 0, Math.min(more.length(), Math.max(0, LONGEST - to.length())));
    }
}
