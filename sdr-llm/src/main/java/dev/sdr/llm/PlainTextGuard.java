package dev.sdr.llm;

import dev.sdr.sequence.Template;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Letters, figures, spaces and the signs of ordinary writing, and nothing else: so no HTML, no Markdown, no placeholder, no
 * pictures, no control, direction or invisible characters. No word mixes the letters of two scripts, and no letter carries marks
 * beyond its accents.
 */
final class PlainTextGuard implements Guard {

    private static final Pattern OTHER = Pattern.compile(
            "[^\\p{L}\\p{M}\\p{Nd} \\u00A0\\u202F\\u2009.,;:!?'\"()/%&+=@#§°€$£¥₹©®½¼¾²³µ·•"
                    + "\\u2010-\\u2014\\u2018-\\u201A\\u201C-\\u201E\\u00AB\\u00BB\\u2039\\u203A\\u2026\\u00A1\\u00BF\\u00AA\\u00BA\\u2122-]");
    private static final Pattern HEADING = Pattern.compile("(?:^|\\s)#");
    private static final Pattern STRUCK = Pattern.compile("[\\p{IsLatin}\\p{IsGreek}\\p{IsCyrillic}\\p{Nd}]\\p{M}");
    private static final Pattern ENTITY = Pattern.compile("&#?\\w{1,10};");

    @Override
    public List<String> objections(Passage passage) {
        String text = Normalizer.normalize(passage.text(), Normalizer.Form.NFC);
        boolean plain = !OTHER.matcher(text).find()
                && !Plain.INVISIBLE.matcher(text).find()
                && !HEADING.matcher(text).find()
                && !STRUCK.matcher(text).find()
                && !ENTITY.matcher(text).find()
                && Template.unresolved(text).isEmpty();
        if (!plain) {
            return List.of(
                    "is not plain text: it has markup, a placeholder or characters that do not belong in a mail");
        }
        return Plain.words(text).stream().anyMatch(PlainTextGuard::mixes)
                ? List.of("has a word of letters from two alphabets")
                : List.of();
    }

    private static boolean mixes(String word) {
        Set<UnicodeScript> scripts = EnumSet.noneOf(UnicodeScript.class);
        word.codePoints()
                .filter(Character::isLetter)
                .mapToObj(UnicodeScript::of)
                .forEach(scripts::add);
        scripts.removeAll(EnumSet.of(UnicodeScript.COMMON, UnicodeScript.INHERITED));
        scripts.removeAll(EnumSet.of(UnicodeScript.HIRAGANA, UnicodeScript.KATAKANA)); // they mix with Han
        return scripts.size() > 1;
    }
}
