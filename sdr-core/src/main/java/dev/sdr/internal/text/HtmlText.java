package dev.sdr.internal.text;

import dev.sdr.internal.text.HtmlMarks.Role;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.Collectors;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/**
 * HTML to lines of text: blocks become lines, quotes keep their depth, scripts, styles and what a person would not see go, as
 * far as attributes, inline styles and simple rules of the page's style sheets tell. The parser keeps at most 512 elements open, so deep nesting costs no stack and no time.
 */
public final class HtmlText {

    private static final int LONGEST = 1_000_000;
    private static final int LONGEST_EMOJI = 8;

    private HtmlText() {}

    /**
     * The text of HTML.
     *
     * @param html the HTML of a mail
     * @return its text with quotes as "> " lines
     */
    public static String of(String html) {
        return lines(html).stream()
                .filter(l -> l.mark() != Line.Mark.HISTORY)
                .map(Line::marked)
                .collect(Collectors.joining("\n"))
                .replaceAll("\n{3,}", "\n\n")
                .strip();
    }

    /**
     * Text as HTML that shows it.
     *
     * @param text any text
     * @return the HTML
     */
    public static String escaped(String text) {
        return "<pre>" + text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;") + "</pre>";
    }

    /**
     * The lines of HTML.
     *
     * @param html the HTML of a mail
     * @return its lines, with what its markup says of them
     */
    public static List<Line> lines(String html) {
        String cut = html.length() > LONGEST ? html.substring(0, LONGEST) : html;
        Document page = Jsoup.parse(cut);
        StyleSheets.apply(page);
        Writer writer = new Writer(Sight.PAGE.in(page.child(0)));
        NodeTraversor.traverse(writer, page.body());
        writer.endLine();
        return writer.lines;
    }

    private static final class Writer implements NodeVisitor {

        private final List<Line> lines = new ArrayList<>();
        private final StringBuilder line = new StringBuilder();
        private int quotes;
        private int hidden;
        private int signatures;
        private int preformatted;
        private final Deque<Sight> sights = new ArrayDeque<>();

        Writer(Sight page) {
            sights.push(page);
        }

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text) {
                if (isSeen()) {
                    write(text.getWholeText());
                }
                return;
            }
            if (!(node instanceof Element element)) {
                return;
            }
            Role role = HtmlMarks.role(element);
            if (role != Role.PLAIN || isBlock(element)) {
                endLine();
            }
            sights.push(sights.element().in(element));
            count(role, 1);
            if (role == Role.HISTORY) {
                lines.add(Line.of("", quotes, Line.Mark.HISTORY));
            }
            switch (element.normalName()) {
                case "br" -> hardLine();
                case "pre" -> preformatted++;
                case "img" -> emoji(element.attr("alt"));
                default -> {}
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (!(node instanceof Element element)) {
                return;
            }
            String name = element.normalName();
            Role role = HtmlMarks.role(element);
            if (role != Role.PLAIN || isBlock(element)) {
                endLine();
            } else if (name.equals("td") || name.equals("th")) {
                line.append(' ');
            }
            if (name.equals("p")) {
                hardLine();
            }
            preformatted -= name.equals("pre") ? 1 : 0;
            sights.pop();
            count(role, -1);
        }

        private boolean isSeen() {
            return hidden == 0 && sights.element().sees();
        }

        private void count(Role role, int by) {
            switch (role) {
                case QUOTE -> quotes += by;
                case HIDDEN -> hidden += by;
                case SIGNATURE -> signatures += by;
                default -> {}
            }
        }

        private static boolean isBlock(Element element) {
            return switch (element.normalName()) {
                case "td", "th" -> false;
                default -> element.isBlock();
            };
        }

        /** A reply may be nothing but a picture of a thumb. */
        private void emoji(String alt) {
            if (isSeen()
                    && !alt.isEmpty()
                    && alt.length() <= LONGEST_EMOJI
                    && alt.chars().allMatch(c -> c > 0x2000)) {
                line.append(alt);
            }
        }

        private void write(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (preformatted > 0 && (c == '\n' || c == '\r')) {
                    if (c == '\n' || i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                        hardLine();
                    }
                } else if (c == '\n' || c == '\r' || c == '\t' || c == ' ' || c == '\u00A0' || c == '\f') {
                    if (preformatted > 0 || (!line.isEmpty() && line.charAt(line.length() - 1) != ' ')) {
                        line.append(' ');
                    }
                } else {
                    line.append(c);
                }
            }
        }

        private void endLine() {
            if (!line.toString().isBlank()) {
                hardLine();
            } else {
                line.setLength(0);
            }
        }

        private void hardLine() {
            String text = line.toString();
            line.setLength(0);
            lines.add(Line.of(Line.visible(text), quotes, signatures > 0 ? Line.Mark.SIGNATURE : Line.Mark.NONE));
        }
    }
}
