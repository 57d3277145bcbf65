package dev.sdr.compose;

import static java.util.Objects.requireNonNull;

import dev.sdr.internal.text.HtmlEdit;
import dev.sdr.mail.FooterWords;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Template;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What stands under every email: who writes, from where, and how to say no (CAN-SPAM Act section 5(a)(5); the like in other
 * countries).
 *
 * @param sender who writes
 * @param unsubscribe the address of the page that unsubscribes the person, if there is one
 * @param firstContact whether it says where the address came from and names the privacy notice (GDPR article 14)
 * @param source where the address came from, as far as known
 */
public record Footer(Sender sender, Optional<String> unsubscribe, boolean firstContact, Optional<String> source) {

    private static final Pattern LINK = Pattern.compile(":?\\s*[<(\\[]?https?://\\S+");
    private static final String STYLE = "<p style=\"color:#666;font-size:12px\">";

    /** Checks. */
    public Footer {
        requireNonNull(sender, "sender");
        requireNonNull(unsubscribe, "unsubscribe");
        requireNonNull(source, "source");
    }

    /**
     * A footer that names the sender and how to say no by a reply.
     *
     * @param sender the sender
     * @return the footer
     */
    public static Footer of(Sender sender) {
        return new Footer(sender, Optional.empty(), false, Optional.empty());
    }

    /**
     * This footer with an unsubscribe link.
     *
     * @param url the address of the page
     * @return a changed copy
     */
    public Footer withUnsubscribe(String url) {
        return new Footer(sender, Optional.of(url), firstContact, source);
    }

    /**
     * This footer for the first mail to a person.
     *
     * @param from where the address came from, if known
     * @return a changed copy
     */
    public Footer forFirstContact(Optional<String> from) {
        return new Footer(sender, unsubscribe, true, from);
    }

    /** The plain text, from the line that divides it from the mail on. */
    String text() {
        FooterWords words = sender.words();
        StringBuilder text = new StringBuilder("-- \n").append(who(sender)).append('\n');
        firstContactLines(false).forEach(line -> text.append(line).append('\n'));
        text.append(words.optOut()).append('\n');
        unsubscribe.ifPresent(
                url -> text.append(words.unsubscribe()).append(": ").append(url).append('\n'));
        return text.toString();
    }

    /** The HTML. */
    String html() {
        FooterWords words = sender.words();
        List<String> lines = new ArrayList<>();
        who(sender).lines().map(Template::escapeHtml).forEach(lines::add);
        lines.addAll(firstContactLines(true));
        lines.add(Template.escapeHtml(words.optOut()));
        unsubscribe.ifPresent(url -> lines.add(link(url, words.unsubscribe())));
        return STYLE + String.join("<br>", lines) + "</p>";
    }

    private List<String> firstContactLines(boolean html) {
        List<String> lines = new ArrayList<>();
        if (firstContact) {
            FooterWords words = sender.words();
            source.map(s -> words.source() + ": " + s.strip().replaceAll("\\s+", " "))
                    .map(line -> html ? Template.escapeHtml(line) : line)
                    .ifPresent(lines::add);
            sender.privacyNotice()
                    .map(url -> html ? link(url.toString(), words.privacyNotice()) : words.privacyNotice() + ": " + url)
                    .ifPresent(lines::add);
        }
        return lines;
    }

    private static String link(String url, String words) {
        return "<a href=\"" + Template.escapeHtml(url) + "\" data-no-track>" + Template.escapeHtml(words) + "</a>";
    }

    private static String who(Sender sender) {
        return sender.legalName() + "\n" + sender.postalAddress().strip().replace("\r\n", "\n");
    }

    /**
     * Whether a text carries the footer of a sender.
     *
     * @param text an email's plain text
     * @param sender the sender
     * @return true if it names the sender, its postal address and how to say no
     */
    public static boolean isIn(String text, Sender sender) {
        String lines = text.replace("\r\n", "\n");
        return lines.contains(who(sender)) && optOuts(sender).anyMatch(lines::contains);
    }

    /**
     * Whether HTML shows the footer of a sender: not within a comment, a script or a style.
     *
     * @param html an email's HTML
     * @param sender the sender
     * @return true if it shows the sender, its postal address and how to say no
     */
    public static boolean isShownIn(String html, Sender sender) {
        String shown = HtmlEdit.words(html);
        return shown.contains(shown(who(sender)))
                && optOuts(sender).map(Footer::shown).anyMatch(shown::contains);
    }

    /** Mails drafted before the host chose its own words say it in ours. */
    private static Stream<String> optOuts(Sender sender) {
        return Stream.of(sender.words().optOut(), FooterWords.english().optOut());
    }

    /** A text as HTML shows it. */
    private static String shown(String text) {
        return HtmlEdit.words(Template.escapeHtml(text));
    }

    /**
     * A text without the footer of a sender at its end.
     *
     * @param text an email's plain text, with its footer or without
     * @param sender the sender
     * @return the text before the footer
     */
    public static String cutOff(String text, Sender sender) {
        int footer = text.lastIndexOf("\n-- \n" + sender.legalName() + "\n");
        return footer >= 0 && isIn(text, sender) ? text.substring(0, footer).stripTrailing() : text;
    }

    /**
     * Somebody's text without the lines of our footer that a quote without marks left in it: they are ours, and nobody's
     * wish to be left alone.
     *
     * @param text what somebody wrote
     * @param sender our sender
     * @return the text without the opt-out sentence and without the line of the unsubscribe link
     */
    public static String cutOut(String text, Sender sender) {
        FooterWords words = sender.words();
        if (!text.contains(words.optOut()) && !text.contains(words.unsubscribe())) {
            return text;
        }
        List<String> kept = new ArrayList<>();
        boolean below = false; // the opt-out sentence
        for (String line : text.lines().toList()) {
            String bare = line.strip();
            boolean sentence = bare.equals(words.optOut());
            boolean named = bare.startsWith(words.unsubscribe());
            String rest = named ? bare.substring(words.unsubscribe().length()) : "";
            boolean link = named && (LINK.matcher(rest).matches() || (below && rest.matches(":?")));
            if (!sentence && !link) {
                kept.add(line);
            }
            below = sentence;
        }
        return String.join("\n", kept).strip();
    }
}
