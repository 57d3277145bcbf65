package dev.sdr.llm;

import static java.util.regex.Pattern.CASE_INSENSITIVE;
import static java.util.regex.Pattern.UNICODE_CASE;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * No link. The host's links are tokens that our code replaces, so a text of a model has none of its own. The one exception is
 * a bare domain that a cited fact holds in the same letters, because some companies are named like one.
 *
 * <p>It sees addresses with and without scheme, defanged ones, bare domains in any script, numeric hosts, and domains that
 * are spelled ("example dot com") with the common endings. It does not see a host without a dot.
 */
final class LinkGuard implements Guard {

    private static final String ENDING =
            "(?:com|net|org|info|biz|io|eu|uk|us|de|at|ch|fr|be|es|it|pt|br|nl|ru|cn|co|me|ly|gl|ai|app|dev|xyz|top|site|online|shop"
                    + "|store|club|link|page|cloud|example|test)";

    private static final Pattern MARKED = pattern(
            "[a-z][a-z0-9+.-]{1,20} ?: ?/ ?/" // a scheme
                    + "|\\b(?:mailto|tel|sms|callto|skype|whatsapp|javascript) ?:"
                    + "|\\bdata:[a-z]+/"
                    + "|\\bhxxps?\\b|\\bhttps?\\b"
                    + "|\\bwww\\d?\\b"
                    + "|\\blocalhost\\b"
                    + "|(?<!\\d)\\d{1,3}(?:\\.\\d{1,3}){3}(?!\\d)" // a numeric host
                    + "|\\[[^\\]]*] ?\\(" // a markdown link
                    + "|\\bxn--");

    private static final String CLEAR_ENDING =
            "(?:com|net|org|biz|xyz)"; // not a word, nor a beginning of one, anywhere

    /** A domain whose dot is written in another way, or set apart. */
    private static final Pattern SPELLED = pattern("\\bdot ?" + ENDING + "\\b"
            + "|\\b(?:punkt|punto|ponto|point|punt) ?" + CLEAR_ENDING + "\\b"
            + "|[(\\[{<] ?(?:dot|punkt|punto|ponto|point|punt|\\.) ?[)\\]}>]"
            + "|[\\p{L}\\d] \\. ?\\p{L}{2,}"
            + "|[\\p{L}\\d]\\. " + CLEAR_ENDING + "\\b"
            + "|[\\p{L}\\d]," + CLEAR_ENDING + "\\b"
            + "|\\b(?:dot|punkt|punto|ponto|point|punt)\\b[^.]{1,12}\\b(?:com|net|org)\\b");

    private static final Pattern DOMAIN =
            pattern("(?<![\\p{L}\\p{N}@.-])(?:[\\p{L}\\p{N}](?:[\\p{L}\\p{N}-]*[\\p{L}\\p{N}])?\\.)+"
                    + "\\p{L}[\\p{L}\\p{N}-]*\\p{L}(?::\\d+)?(?:[/?#]\\S*)?");

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, CASE_INSENSITIVE | UNICODE_CASE);
    }

    @Override
    public List<String> objections(Passage passage) {
        String text = Plain.lower(passage.text());
        if (MARKED.matcher(text).find() || SPELLED.matcher(text).find()) {
            return List.of("has a link of the model's own");
        }
        Set<String> found = domains(text);
        found.removeAll(domains(Plain.lower(passage.basisText())));
        boolean leads =
                found.isEmpty() && domains(text).stream().anyMatch(d -> d.indexOf('/') >= 0 || d.indexOf(':') >= 0);
        return found.isEmpty() && !leads ? List.of() : List.of("has a link of the model's own");
    }

    private static Set<String> domains(String text) {
        Set<String> found = new HashSet<>();
        Matcher matcher = DOMAIN.matcher(text);
        while (matcher.find()) {
            found.add(matcher.group());
        }
        return found;
    }
}
