package dev.sdr.internal.engine;

import java.util.regex.Pattern;

/** Subjects without what mail programs put before them. */
final class Subjects {

    private static final int LONGEST = 500;

    /** From public classifiers; facts about Outlook's, Gmail's and Apple's local forms. */
    private static final Pattern PREFIX = Pattern.compile(
            "(?iu)(?:re|aw|wg|sv|vs|vb|vl|antw|tr|rv|rif|ref|r|i|odp|ynt|pd|fwd?|enc|回复|答复|转发|返信)(?:\\[\\d{1,3}])?\\s?[:：]\\s*");

    private Subjects() {}

    /** The subject without its prefixes, such as "Re: AW: ". */
    static String bare(String subject) {
        String left = subject.length() > LONGEST ? subject.substring(0, LONGEST) : subject;
        var matcher = PREFIX.matcher(left);
        int from = 0;
        while (matcher.region(from, left.length()).lookingAt()) {
            from = matcher.end();
        }
        return left.substring(from).strip();
    }

    /** The form in which two subjects of one thread are equal. */
    static String normal(String subject) {
        return bare(subject).replaceAll("\\s+", " ").toLowerCase(java.util.Locale.ROOT);
    }
}
