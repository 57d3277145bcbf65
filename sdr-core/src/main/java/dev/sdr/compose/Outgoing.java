package dev.sdr.compose;

import static java.util.Objects.requireNonNull;

import dev.sdr.mail.Sender;
import dev.sdr.sequence.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

    private static final String OPT_OUT = "Not for you? Reply \"stop\" and we will not write again.";
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
     * An email with its footer: who writes, from where, and how to say no (CAN-SPAM Act section 5(a)(5); the like in
     * other countries).
     *
     * @param written what the composer wrote
     * @param threadSubject the subject of the thread it continues, if it does; then a subject of its own is not used
     * @param sender who writes
     * @return the message
     */
    public static Outgoing email(Composition written, Optional<String> threadSubject, Sender sender) {
        String subject =
                threadSubject.map(Outgoing::reply).orElse(written.subject()).strip();
        List<String> problems = problems(written, subject);
        if (subject.isEmpty()) {
            problems.add("the mail has no subject");
        }
        String who = sender.legalName() + "\n" + sender.postalAddress().strip();
        String text = written.text().stripTrailing() + "\n\n-- \n" + who + "\n" + OPT_OUT + "\n";
        Optional<String> html = written.html().map(h -> withFooter(h, who));
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

    /**
     * Whether a text carries the footer of a sender.
     *
     * @param text an email's plain text
     * @param sender the sender
     * @return true if it names the sender, its postal address and how to say no
     */
    public static boolean hasFooter(String text, Sender sender) {
        String lines = text.replace("\r\n", "\n");
        return lines.contains(sender.legalName() + "\n" + sender.postalAddress().strip()) && lines.contains(OPT_OUT);
    }

    /**
     * A text without the footer of a sender, which {@link #email} adds.
     *
     * @param text an email's plain text, with its footer or without
     * @param sender the sender
     * @return the text before the footer
     */
    public static String withoutFooter(String text, Sender sender) {
        int footer = text.lastIndexOf("\n-- \n" + sender.legalName() + "\n");
        return footer >= 0 && hasFooter(text, sender)
                ? text.substring(0, footer).stripTrailing()
                : text;
    }

    private static List<String> problems(Composition written, String subject) {
        List<String> problems = new ArrayList<>();
        for (String name : written.missing()) {
            problems.add("the lead has no " + name + " and the template gives no fallback for it");
        }
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

    private static String withFooter(String html, String who) {
        StringBuilder footer = new StringBuilder("<p style=\"color:#666;font-size:12px\">");
        for (String line : (who + "\n" + OPT_OUT).lines().toList()) {
            footer.append(Template.escapeHtml(line)).append("<br>");
        }
        footer.append("</p>");
        int end = html.toLowerCase(Locale.ROOT).lastIndexOf("</body>");
        return end < 0 ? html + footer : html.substring(0, end) + footer + html.substring(end);
    }
}
