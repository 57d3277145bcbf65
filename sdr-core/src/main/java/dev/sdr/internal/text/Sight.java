package dev.sdr.internal.text;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/**
 * Whether a person sees text at some place of a page, by what elements inherit: the size of letters, their colour and what is
 * behind them. By styles and attributes of the elements themselves.
 *
 * @param size of letters, in pixels
 * @param color of letters, as red, green and blue in one number, or one of the negative constants
 * @param behind the colour behind them
 * @param hidden whether they are hidden though they take their place
 */
record Sight(double size, int color, int behind, boolean hidden) {

    /** A page as it begins. */
    static final Sight PAGE = new Sight(16, 0x000000, 0xffffff, false);

    private static final int LINK = 0x0000ee;
    private static final int CLEAR = -1;
    /** A colour or a picture of which nothing is said here. */
    private static final int OTHER = -2;
    /** No colour was given. */
    private static final int NONE = -3;

    private static final int LONGEST = 200;

    /** Letters this small are not seen. */
    private static final double TINY = 1.5;
    /** So little in each of red, green and blue is no difference. */
    private static final int NEAR = 10;

    private static final Pattern HEX = Pattern.compile("#?([0-9a-f]{8}|[0-9a-f]{6}|[0-9a-f]{4}|[0-9a-f]{3})");
    private static final Pattern RGB = Pattern.compile(
            "rgba?\\( ?(\\d{1,3})(?:\\.\\d+)?(%?)[, ]+(\\d{1,3})(?:\\.\\d+)?%?[, ]+(\\d{1,3})(?:\\.\\d+)?%?(?:[, /]+([\\d.]{1,8})(%?))? ?\\)");
    private static final Pattern HSL = Pattern.compile("hsla?\\([^,/ ]+[, ]+[\\d.]+%[, ]+(\\d{1,3})(?:\\.\\d+)?%.*\\)");
    private static final Pattern COLORED =
            Pattern.compile("(?:rgba?|hsla?)\\([^)]{1,60}\\)|#[0-9a-f]{3,8}|[a-z]{3,20}");

    private static final Map<String, Integer> NAMES = Map.ofEntries(
            Map.entry("white", 0xffffff),
            Map.entry("black", 0x000000),
            Map.entry("snow", 0xfffafa),
            Map.entry("ivory", 0xfffff0),
            Map.entry("ghostwhite", 0xf8f8ff),
            Map.entry("floralwhite", 0xfffaf0),
            Map.entry("whitesmoke", 0xf5f5f5),
            Map.entry("mintcream", 0xf5fffa),
            Map.entry("azure", 0xf0ffff),
            Map.entry("aliceblue", 0xf0f8ff),
            Map.entry("seashell", 0xfff5ee),
            Map.entry("gainsboro", 0xdcdcdc),
            Map.entry("lightgray", 0xd3d3d3),
            Map.entry("lightgrey", 0xd3d3d3),
            Map.entry("silver", 0xc0c0c0),
            Map.entry("gray", 0x808080),
            Map.entry("grey", 0x808080),
            Map.entry("red", 0xff0000),
            Map.entry("green", 0x008000),
            Map.entry("blue", 0x0000ff),
            Map.entry("navy", 0x000080),
            Map.entry("yellow", 0xffff00),
            Map.entry("orange", 0xffa500),
            Map.entry("transparent", CLEAR));

    /** Whether text here is seen. */
    boolean sees() {
        return !hidden && size > TINY && color != CLEAR && !near(color, behind);
    }

    /** What it is within an element. */
    Sight in(Element element) {
        if (element.attributesSize() == 0) {
            return this;
        }
        Css css = Css.of(element.attr("style"));
        String own = Stream.of(css.get("color"), attribute(element, "color"), attribute(element, "text"))
                .filter(value -> !value.isEmpty())
                .findFirst()
                .orElse("");
        int newColor = color(own);
        boolean link = element.normalName().equals("a") && element.hasAttr("href");
        return new Sight(
                size(css),
                newColor != NONE ? newColor : link ? LINK : color,
                behind(css, attribute(element, "bgcolor")),
                switch (css.get("visibility")) {
                    case "hidden", "collapse" -> true;
                    case "visible" -> false;
                    default -> hidden;
                });
    }

    /** No colour needs more; of hostile mail it may be as long as the mail. */
    private static String attribute(Element element, String name) {
        String value = element.attr(name);
        return value.length() > LONGEST ? value.substring(0, LONGEST) : value;
    }

    private double size(Css css) {
        String value = css.get("font-size");
        if (value.isEmpty()) { // the size is the part of the shorthand that may have a line height behind it
            value = css.get("font").replaceFirst("^(?:(?:normal|italic|bold|small-caps|[1-9]00) )*([^ /]*).*", "$1");
        }
        OptionalDouble pixels = Css.pixels(value, size);
        if (pixels.isPresent()) {
            return pixels.getAsDouble();
        }
        return value.contains("small") || value.contains("medium") || value.contains("large") ? PAGE.size : size;
    }

    private int behind(Css css, String attribute) {
        int found = behind;
        for (String value : new String[] {attribute, css.get("background"), css.get("background-color")}) {
            int said = background(value);
            found = said == NONE || said == CLEAR ? found : said;
        }
        return found;
    }

    private static int background(String value) {
        int whole = color(value);
        if (whole != NONE || value.isEmpty()) {
            return whole;
        }
        Matcher part = COLORED.matcher(value.replaceAll("url\\([^)]*\\)", " "));
        while (part.find()) {
            int color = color(part.group());
            if (color != NONE) {
                return color;
            }
        }
        return value.contains("url(") || value.contains("gradient") ? OTHER : NONE;
    }

    private static boolean near(int a, int b) {
        return a >= 0
                && b >= 0
                && Math.abs((a >> 16) - (b >> 16)) <= NEAR
                && Math.abs((a >> 8 & 0xff) - (b >> 8 & 0xff)) <= NEAR
                && Math.abs((a & 0xff) - (b & 0xff)) <= NEAR;
    }

    private static int color(String written) {
        String value = written.strip().toLowerCase(Locale.ROOT);
        Integer named = NAMES.get(value);
        if (named != null) {
            return named;
        }
        Matcher hex = HEX.matcher(value);
        if (hex.matches()) {
            return hex(hex.group(1));
        }
        Matcher rgb = RGB.matcher(value);
        if (rgb.matches()) {
            return rgb(rgb);
        }
        Matcher hsl = HSL.matcher(value);
        if (hsl.matches()) {
            int light = Integer.parseInt(hsl.group(1));
            return light >= 97 ? 0xffffff : light <= 3 ? 0x000000 : OTHER;
        }
        return NONE;
    }

    private static int hex(String digits) {
        boolean shortForm = digits.length() <= 4;
        int step = shortForm ? 1 : 2;
        int value = 0;
        for (int i = 0; i < 3; i++) {
            int part = Integer.parseInt(digits.substring(i * step, (i + 1) * step), 16);
            value = value << 8 | (shortForm ? part * 17 : part);
        }
        boolean faint = digits.length() > 3 * step
                && Integer.parseInt(digits.substring(3 * step), 16) * (shortForm ? 17 : 1) <= 12;
        return faint ? CLEAR : value;
    }

    private static int rgb(Matcher m) {
        boolean percent = !m.group(2).isEmpty();
        int value = 0;
        for (int group : new int[] {1, 3, 4}) {
            int part = Integer.parseInt(m.group(group));
            value = value << 8 | Math.min(255, percent ? part * 255 / 100 : part);
        }
        return isFaint(m.group(5), m.group(6)) ? CLEAR : value;
    }

    private static boolean isFaint(@Nullable String alpha, @Nullable String percent) {
        return alpha != null
                && alpha.matches("\\d{0,4}\\.?\\d{1,6}")
                && Double.parseDouble(alpha) / ("%".equals(percent) ? 100 : 1) <= 0.05;
    }
}
