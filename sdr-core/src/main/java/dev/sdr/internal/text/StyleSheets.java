package dev.sdr.internal.text;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

/**
 * The simple rules of a page's own style sheets, put into the {@code style} of the elements they are about: those for {@code
 * tag}, {@code .class}, {@code #id} and a tag with one of these. Rules for some media only, and longer selectors, are left out.
 * What is put into a page is at most {@value #MOST} characters; what comes after that gets none, so that long rules for many
 * elements cost no more than a long page.
 */
final class StyleSheets {

    private static final int LONGEST = 100_000;
    private static final int MOST = 1_000_000;
    private static final int MOST_RULES = 1_000;
    private static final int LONGEST_RULE = 2_000;
    private static final Pattern SIMPLE = Pattern.compile("[a-z][a-z0-9]{0,20}|[a-z0-9]{0,20}[.#][\\w-]{1,100}");

    /** Declarations by their selectors, in their order. */
    private final Map<String, String> rules = new HashMap<>();

    private int put;

    private StyleSheets() {}

    /** Puts the rules of a page into its elements, before what these say of themselves. */
    static void apply(Document page) {
        List<Element> sheets = page.getElementsByTag("style");
        if (sheets.isEmpty()) {
            return;
        }
        StyleSheets styles = new StyleSheets();
        sheets.forEach(sheet -> styles.read(sheet.data()));
        if (!styles.rules.isEmpty()) {
            page.getAllElements().forEach(styles::apply);
        }
    }

    private void apply(Element element) {
        if (put > MOST) {
            return;
        }
        String tag = element.normalName();
        List<String> names = new ArrayList<>(List.of(""));
        if (element.attributesSize() > 0) {
            for (String name : element.className().split("\\s+", 10)) {
                names.add("." + name.toLowerCase(Locale.ROOT));
            }
            names.add("#" + element.id().toLowerCase(Locale.ROOT));
        }
        StringBuilder style = new StringBuilder();
        for (String name : names) {
            style.append(name.isEmpty() ? "" : rules.getOrDefault(name, "")).append(rules.getOrDefault(tag + name, ""));
        }
        put += style.length();
        if (!style.isEmpty() && put <= MOST) {
            element.attr("style", style + element.attr("style"));
        }
    }

    private void read(String written) {
        String sheet = Css.withoutComments(written.length() > LONGEST ? written.substring(0, LONGEST) : written)
                .replace("<!--", " ")
                .replace("-->", " ")
                .toLowerCase(Locale.ROOT);
        int from = 0;
        for (int open = sheet.indexOf('{'); open >= 0 && rules.size() < MOST_RULES; open = sheet.indexOf('{', from)) {
            String selectors = sheet.substring(from, open);
            int statement = selectors.lastIndexOf(';'); // such as an import before the rule
            int close = end(sheet, open);
            add(selectors.substring(statement + 1), sheet.substring(open + 1, Math.max(open + 1, close - 1)));
            from = close;
        }
    }

    /** The position after the bracket that closes one; of a rule for some media, after all it holds. */
    private static int end(String sheet, int open) {
        int depth = 0;
        for (int i = open; i < sheet.length(); i++) {
            depth += sheet.charAt(i) == '{' ? 1 : sheet.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return i + 1;
            }
        }
        return sheet.length();
    }

    private void add(String selectors, String declarations) {
        if (declarations.length() > LONGEST_RULE || selectors.length() > LONGEST_RULE) {
            return;
        }
        for (String selector : selectors.split(",", -1)) {
            String simple = selector.strip();
            if (SIMPLE.matcher(simple).matches()) {
                rules.merge(simple, declarations.strip() + ";", (a, b) -> a.length() < LONGEST_RULE ? a + b : a);
            }
        }
    }
}
