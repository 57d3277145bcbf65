package dev.sdr.internal.text;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Range;
import org.jsoup.parser.Parser;

/** Changes parts of HTML and leaves every other character as it is. */
public final class HtmlEdit {

    private static final String NO_TRACK = "data-no-track";

    private HtmlEdit() {}

    /**
     * A link of a page.
     *
     * @param url its target, as a browser reads it
     * @param words the words it shows
     * @param marked whether its author wants it left alone, by the attribute {@code data-no-track}
     */
    public record Link(String url, String words, boolean marked) {}

    /**
     * Changes where links lead: the {@code href} of {@code a}, wherever a browser would see one.
     *
     * @param html the HTML
     * @param target gives the new target of a link, of letters, digits and {@code -._~:/[]} only; empty leaves it. Asked
     *     once for each link, in their order
     * @return the HTML with nothing else changed
     */
    public static String links(String html, Function<Link, Optional<String>> target) {
        Map<Integer, Element> byPlace = new TreeMap<>(); // a link that the parser had to repeat stands once in the text
        for (Element a :
                Parser.htmlParser().setTrackPosition(true).parseInput(html, "").getElementsByTag("a")) {
            Range value = a.attributes().sourceRange("href").valueRange();
            if (value.isTracked() && value.endPos() > value.startPos()) {
                byPlace.putIfAbsent(value.startPos(), a);
            }
        }
        StringBuilder changed = new StringBuilder();
        int done = 0;
        for (Map.Entry<Integer, Element> place : byPlace.entrySet()) {
            Element a = place.getValue();
            Optional<String> to = target.apply(new Link(a.attr("href").strip(), a.text(), a.hasAttr(NO_TRACK)));
            if (to.isPresent()) {
                changed.append(html, done, place.getKey()).append(to.get());
                done = a.attributes().sourceRange("href").valueRange().endPos();
            }
        }
        return changed.append(html, done, html.length()).toString();
    }

    /**
     * Adds something at the end of what a page shows.
     *
     * @param html the HTML, with or without a {@code body}
     * @param more what to add
     * @return the HTML with it, before the last {@code </body>} or else the last {@code </html>} if there is one
     */
    public static String atEnd(String html, String more) {
        int body = lastIndexOf(html, "</body");
        int end = body >= 0 ? body : lastIndexOf(html, "</html");
        return end < 0 ? html + more : html.substring(0, end) + more + html.substring(end);
    }

    /**
     * Adds something before all that a page shows.
     *
     * @param html the HTML, with or without a {@code body}
     * @param more what to add
     * @return the HTML with it, just within its {@code body} if there is one, else before the first thing it shows
     */
    public static String atStart(String html, String more) {
        Element body =
                Parser.htmlParser().setTrackPosition(true).parseInput(html, "").body();
        Range tag = body.sourceRange();
        boolean written = tag.isTracked() && !tag.isImplicit();
        int start = written
                ? tag.endPos()
                : body.childNodeSize() == 0
                        ? html.length()
                        : Math.max(0, body.childNode(0).sourceRange().startPos());
        return html.substring(0, start) + more + html.substring(start);
    }

    private static int lastIndexOf(String html, String tag) {
        for (int i = html.length() - tag.length(); i >= 0; i--) {
            if (html.regionMatches(true, i, tag, 0, tag.length())) {
                return i;
            }
        }
        return -1;
    }

    /**
     * The words that a page shows, with single spaces between them: nothing of comments, scripts and styles.
     *
     * @param html the HTML
     * @return its words
     */
    public static String words(String html) {
        return Jsoup.parse(html).text();
    }
}
