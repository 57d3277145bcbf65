package dev.sdr.llm;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The sentences in what a model says is one. Each of them must rest on what it cites. */
final class Pieces {

    private static final Pattern END = Pattern.compile("(\\S*?)[.!?;]+[\"')»”]*\\s+");
    private static final Set<String> ABBREVIATIONS = Set.of(
            "e.g", "i.e", "z.b", "d.h", "u.a", "bzw", "ca", "approx", "dr", "mr", "mrs", "ms", "prof", "inc", "ltd",
            "co", "no", "nr", "st", "vs", "etc", "usw", "p.ej", "sr", "sra", "mio", "mrd", "tsd", "ggf", "evtl", "bspw",
            "p.ex", "ex", "es", "dott", "sig", "o.ä", "inkl", "max", "min", "str");

    private Pieces() {}

    static List<String> of(String text) {
        List<String> pieces = new ArrayList<>();
        Matcher matcher = END.matcher(text);
        int from = 0;
        while (matcher.find()) {
            String word = matcher.group(1).toLowerCase(Locale.ROOT).replaceAll("^[(\"'„“«]+", "");
            boolean numbered =
                    word.matches("\\d{1,2}") && matcher.group().strip().endsWith(".");
            if (word.length() > 1 && !ABBREVIATIONS.contains(word) && !numbered) {
                pieces.add(text.substring(from, matcher.end()).strip());
                from = matcher.end();
            }
        }
        if (from < text.length()) {
            pieces.add(text.substring(from).strip());
        }
        return pieces;
    }
}
