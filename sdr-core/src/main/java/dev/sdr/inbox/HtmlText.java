package dev.sdr.inbox;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** HTML to plain text: blocks become lines, quotes become "> " lines, scripts and styles go. */
final class HtmlText {

    private static final int LONGEST = 1_000_000;
    private static final int DEEPEST_QUOTE = 20;

    private HtmlText() {}

    static String of(String html) {
        String cut = html.length() > LONGEST ? html.substring(0, LONGEST) : html;
        Writer writer = new Writer();
        NodeTraversor.traverse(writer, Jsoup.parse(cut).body());
        return writer.text();
    }

    private static final class Writer implements NodeVisitor {

        private final StringBuilder out = new StringBuilder();
        private int quotes;
        private int hidden;
        private boolean lineStart = true;

        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode text && hidden == 0) {
                write(text.getWholeText().replaceAll("[\\s\u00A0]+", " "));
            } else if (node instanceof Element element) {
                switch (element.normalName()) {
                    case "script", "style", "head", "title", "template" -> hidden++;
                    case "blockquote" -> {
                        newLine();
                        quotes++;
                    }
                    case "br" -> hardLine();
                    default -> {
                        if (element.isBlock()) {
                            newLine();
                        }
                    }
                }
            }
        }

        @Override
        public void tail(Node node, int depth) {
            if (node instanceof Element element) {
                switch (element.normalName()) {
                    case "script", "style", "head", "title", "template" -> hidden--;
                    case "blockquote" -> {
                        newLine();
                        quotes--;
                    }
                    case "p" -> {
                        newLine();
                        hardLine();
                    }
                    default -> {
                        if (element.isBlock()) {
                            newLine();
                        }
                    }
                }
            }
        }

        private void write(String text) {
            String left = lineStart ? text.stripLeading() : text;
            if (left.isEmpty()) {
                return;
            }
            if (lineStart) {
                out.append("> ".repeat(Math.min(quotes, DEEPEST_QUOTE)));
            }
            out.append(left);
            lineStart = false;
        }

        private void newLine() {
            if (!lineStart) {
                hardLine();
            }
        }

        private void hardLine() {
            out.append('\n');
            lineStart = true;
        }

        String text() {
            return out.toString()
                    .replaceAll("[ \t]+\n", "\n")
                    .replaceAll("\n{3,}", "\n\n")
                    .strip();
        }
    }
}
