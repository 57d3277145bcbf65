package dev.sdr.compose;

import static java.util.Objects.requireNonNull;

import dev.sdr.internal.text.HtmlEdit;
import dev.sdr.sequence.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message ready to leave, or the problems that keep it from leaving (promise P7). Every composer's output comes
 * through here.
 *
 * @param subject one line; empty only for channels without subjects
 * @param text the plain text, with the identity footer if it is an email
 * @param html the HTML form, with the footer, if any
 * @param problems why it must not leave; empty if it may
 */
public record Outgoing(String subject, String text, Optional<String> html, List<String> problems) {

    private static final int MAX_SUBJECT = 500;
    private static final int MAX_BODY = 500_000;

    /** Checks and copies. */
    public Outgoing {
        requireNonNull(subject, "subject");
        requireNonNull(text, "text");
        requireNonNull(html, "html");
        problems = List.copyOf(problems);
    }

    /**
     * An email with its footer.
     *
     * @param written what the composer wrote
     * @param threadSubject the subject of the thread it continues, if it does; then a subject of its own is not used
     * @param footer who writes and how to say no
     * @return the message
     */
    public static Outgoing email(Composition written, Optional<String> threadSubject, Footer footer) {
        String subject =
                threadSubject.map(Outgoing::reply).orElse(written.subject()).strip();
        List<String> problems = problems(written, subject);
        if (subject.isEmpty()) {
            problems.add("the mail has no subject");
        }
        String text = written.text().stripTrailing() + "\n\n" + footer.text();
        Optional<String> html = written.html().map(h -> HtmlEdit.atEnd(h, footer.html()));
        return new Outgoing(subject, text, html, problems);
    }

    /**
     * A message on another channel: checked in the same way, without a footer.
     *
     * @param written what the composer wrote
     * @return the message
     */
    public static Outgoing other(Composition written) {
        String subject = written.subject().strip();
        return new Outgoing(subject, written.text(), written.html(), problems(written, subject));
    }

    private static List<String> problems(Composition written, String subject) {
        List<String> problems = new ArrayList<>(written.problems());
        for (String part : List.of(subject, written.text(), written.html().orElse(""))) {
            for (String left : Template.unresolved(part)) {
                problems.add("an unfilled placeholder is left: " + left);
            }
        }
        if (subject.chars().anyMatch(c -> c < ' ' || c == 127 || c == 0x85 || c == 0x2028 || c == 0x2029)) {
            problems.add("the subject has a line break or control character");
        }
        if (subject.length() > MAX_SUBJECT || written.text().length() > MAX_BODY) {
            problems.add("the message is too long (subject 500, text 500,000 characters at most)");
        }
        if (written.text().isBlank()) {
            problems.add("the message has no text");
        }
        return problems;
    }

    private static String reply(String subject) {
        return subject.regionMatches(true, 0, "Re:", 0, 3) ? subject : "Re: " + subject;
    }
}
