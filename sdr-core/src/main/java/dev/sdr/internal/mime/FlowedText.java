package dev.sdr.internal.mime;

/** format=flowed (RFC 3676): lines that end with a blank go on in the next one of the same quote depth. */
public final class FlowedText {

    private FlowedText() {}

    /**
     * The text with its paragraphs on one line each.
     *
     * @param text a flowed text
     * @param delSp whether the blank at which a line was broken goes (RFC 3676 section 4.6)
     * @return the text with line ends as {@code \n}
     */
    public static String joined(String text, boolean delSp) {
        StringBuilder out = new StringBuilder(text.length());
        int open = -1; // the quote depth of the paragraph that goes on, or -1
        int at = 0;
        while (at < text.length()) {
            int end = lineEnd(text, at);
            int depth = 0;
            while (at + depth < end && text.charAt(at + depth) == '>') {
                depth++;
            }
            int start = at + depth;
            if (start < end && text.charAt(start) == ' ') {
                start++; // space-stuffed
            }
            boolean signature = end - start == 3 && text.startsWith("-- ", start);
            if (open >= 0 && (open != depth || signature)) {
                out.append('\n');
                open = -1;
            }
            if (open < 0 && depth > 0) {
                out.append(">".repeat(Math.min(depth, 100))).append(' ');
            }
            boolean goesOn = end > start && text.charAt(end - 1) == ' ' && !signature;
            out.append(text, start, goesOn && delSp ? end - 1 : end);
            open = goesOn ? depth : -1;
            if (!goesOn) {
                out.append('\n');
            }
            at = afterLineEnd(text, end);
        }
        return out.toString();
    }

    private static int lineEnd(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) != '\n' && text.charAt(i) != '\r') {
            i++;
        }
        return i;
    }

    private static int afterLineEnd(String text, int end) {
        return text.startsWith("\r\n", end) ? end + 2 : end + 1;
    }
}
