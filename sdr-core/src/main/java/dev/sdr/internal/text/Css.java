package dev.sdr.internal.text;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The declarations of a {@code style} attribute, of which what hides something is asked. Reading is linear in its length. */
final class Css {

    private static final Css NONE = new Css(Map.of());

    private static final Pattern ESCAPE = Pattern.compile("\\\\([0-9a-f]{1,6})\\s?|\\\\(.)");
    private static final Pattern LENGTH =
            Pattern.compile("([-+]?\\d{0,9}\\.?\\d{1,9})(px|pt|em|rem|%|pc|cm|mm|in|vw|vh|ex|ch)?");
    /** No value that hides something needs more; pictures may be within one. */
    private static final int LONGEST = 200;

    private static final String IMPORTANT = "!important";

    /** So far from its place nothing is on the screen. */
    private static final double FAR = -400;
    /** What is paler than this is not seen. */
    private static final double FAINT = 0.05;
    /** A box as small as this shows nothing. */
    private static final double NO_BOX = 1;

    private final Map<String, String> declarations;

    private Css(Map<String, String> declarations) {
        this.declarations = declarations;
    }

    /** Reads a style attribute: of declarations of one name the last counts, or the last that is important. */
    static Css of(String style) {
        if (style.isEmpty()) {
            return NONE;
        }
        String small = withoutEscapes(withoutComments(style.toLowerCase(Locale.ROOT)));
        Map<String, String> declarations = new HashMap<>();
        Set<String> important = new HashSet<>();
        for (String part : small.split(";", -1)) {
            int colon = part.indexOf(':');
            if (colon < 0) {
                continue;
            }
            String name = part.substring(0, colon).strip();
            String value = part.substring(colon + 1).strip().replaceAll("\\s+", " ");
            boolean strong = value.replace(" ", "").endsWith(IMPORTANT);
            if (strong) {
                value = value.substring(0, value.lastIndexOf('!')).strip();
                important.add(name);
            }
            if (strong || !important.contains(name)) {
                declarations.put(name, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
            }
        }
        return new Css(declarations);
    }

    /** A style or style sheet without its comments. */
    static String withoutComments(String style) {
        int open = style.indexOf("/*");
        if (open < 0) {
            return style;
        }
        StringBuilder kept = new StringBuilder();
        int from = 0;
        while (open >= 0) {
            kept.append(style, from, open);
            int close = style.indexOf("*/", open + 2);
            from = close < 0 ? style.length() : close + 2;
            open = style.indexOf("/*", from);
        }
        return kept.append(style, from, style.length()).toString();
    }

    private static String withoutEscapes(String style) {
        return style.indexOf('\\') < 0
                ? style
                : ESCAPE.matcher(style)
                        .replaceAll(m -> Matcher.quoteReplacement(
                                m.group(1) == null ? m.group(2) : letter(Integer.parseInt(m.group(1), 16))));
    }

    private static String letter(int code) {
        return Character.isValidCodePoint(code) ? Character.toString(code) : "";
    }

    /** A declaration's value, or an empty text. */
    String get(String name) {
        return declarations.getOrDefault(name, "");
    }

    /** Whether the element and all in it is not shown, whatever its parts say. */
    boolean hides() {
        return !declarations.isEmpty()
                && (get("display").equals("none")
                        || get("mso-hide").equals("all")
                        || isFaint()
                        || hasNoBox()
                        || isClipped()
                        || isElsewhere());
    }

    private boolean isFaint() {
        String opacity = get("opacity");
        OptionalDouble value = number(opacity);
        boolean faint = value.isPresent() && value.getAsDouble() / (opacity.endsWith("%") ? 100 : 1) <= FAINT;
        String filter = get("filter").replace(" ", "");
        return faint || filter.startsWith("alpha(opacity=0)") || filter.matches("opacity\\(0(?:\\.0+)?%?\\).*");
    }

    private boolean hasNoBox() {
        String overflow = get("overflow") + " " + get("overflow-x") + " " + get("overflow-y");
        boolean cut = overflow.contains("hidden") || overflow.contains("clip") || overflow.contains("scroll");
        return cut && (isNothing("height") || isNothing("max-height") || isNothing("width") || isNothing("max-width"));
    }

    private boolean isNothing(String name) {
        OptionalDouble value = pixels(get(name), 100);
        return value.isPresent() && value.getAsDouble() <= NO_BOX;
    }

    private boolean isClipped() {
        String clip = get("clip").replaceAll("[, ]+", " ");
        String path = get("clip-path").replace(" ", "");
        return clip.matches("rect\\( ?(?:[01](?:px)?(?: |\\))){4}")
                || path.matches("inset\\((?:50|100)%.*")
                || path.startsWith("circle(0");
    }

    private boolean isElsewhere() {
        boolean placed = get("position").equals("absolute") || get("position").equals("fixed");
        boolean far = placed && (isFar("left") || isFar("top") || isFar("right") || isFar("bottom"));
        String transform = get("transform").replace(" ", "");
        boolean moved = transform.matches(".*\\bscale[xy]?\\(0(?:\\.0+)?[,)].*")
                || transform.matches(".*\\btranslate(?:[xy]|3d)?\\((?:[^,)]{1,20},)?-\\d{3,}.*");
        return far || isFar("text-indent") || isFar("margin-left") || isFar("margin-top") || moved;
    }

    private boolean isFar(String name) {
        OptionalDouble value = pixels(get(name), 16);
        return value.isPresent() && value.getAsDouble() <= FAR;
    }

    /**
     * A length in pixels, if it is one.
     *
     * @param length such as {@code 12pt}
     * @param em how many pixels an em is; percents are of it too
     */
    static OptionalDouble pixels(String length, double em) {
        Matcher m = LENGTH.matcher(length);
        if (!m.matches()) {
            return OptionalDouble.empty();
        }
        double value = Double.parseDouble(m.group(1));
        String unit = m.group(2) == null ? "px" : m.group(2);
        return OptionalDouble.of(
                switch (unit) {
                    case "pt" -> value * 4 / 3;
                    case "em", "ex", "ch" -> value * Math.max(em, 1);
                    case "rem", "pc" -> value * 16;
                    case "%" -> value / 100 * Math.max(em, 1);
                    case "cm" -> value * 37.8;
                    case "mm" -> value * 3.78;
                    case "in" -> value * 96;
                    case "vw", "vh" -> value * 8;
                    default -> value;
                });
    }

    private static OptionalDouble number(String text) {
        Matcher m = LENGTH.matcher(text);
        return m.matches() ? OptionalDouble.of(Double.parseDouble(m.group(1))) : OptionalDouble.empty();
    }
}
