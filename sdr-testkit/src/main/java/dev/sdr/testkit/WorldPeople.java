package dev.sdr.testkit;

import dev.sdr.mail.Email;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.function.Consumer;

/** What the leads of the world do when mail reaches them: mostly nothing, sometimes an answer. */
final class WorldPeople {

    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private final Chaos chaos;
    private int number;

    WorldPeople(Chaos chaos) {
        this.chaos = chaos;
    }

    /** A lead reads a mail. */
    void receive(Email email, Instant at, Consumer<WorldMail.Arrived> inbox) {
        String lead = email.to().value();
        Instant soon = at.plusSeconds(60L * (1 + chaos.below(3000)));
        double what = chaos.chance();
        if (what < 0.10) {
            inbox.accept(reply(email, lead, soon, "Thanks, tell me more.\n\n> " + quote(email), true, true));
        } else if (what < 0.13) {
            inbox.accept(reply(email, lead, soon, "We are not interested.", true, false));
        } else if (what < 0.16) {
            inbox.accept(reply(email, lead, soon, "stop", true, true));
        } else if (what < 0.20) {
            String back = "I am out of the office and back on "
                    + at.plusSeconds(86_400L * (2 + chaos.below(5)))
                            .atZone(ZoneOffset.UTC)
                            .toLocalDate() + ".";
            inbox.accept(automatic(email, lead, at.plusSeconds(5), "Automatic reply: " + email.subject(), back));
        } else if (what < 0.22) {
            inbox.accept(
                    automatic(email, lead, at.plusSeconds(5), "[#12345] Your request was received", "Ticket opened."));
        } else if (what < 0.25) {
            inbox.accept(bounce(email, lead, at.plusSeconds(30)));
        }
    }

    /** Mail that has nothing to do with us. */
    WorldMail.Arrived privateMail(String to, Instant at) {
        String text = "Private: see you at the lake on Sunday. " + number;
        return mail("friend" + chaos.below(5) + "@elsewhere.example", to, at, "The lake", text, "", false);
    }

    private WorldMail.Arrived reply(
            Email email, String lead, Instant at, String text, boolean person, boolean threaded) {
        String headers = threaded
                ? "In-Reply-To: <" + email.messageId() + ">\r\nReferences: <" + email.messageId() + ">\r\n"
                : "";
        return mail(lead, email.from().value(), at, "Re: " + email.subject(), text, headers, person);
    }

    private WorldMail.Arrived automatic(Email email, String lead, Instant at, String subject, String text) {
        String headers = "Auto-Submitted: auto-replied\r\nIn-Reply-To: <" + email.messageId() + ">\r\n";
        return mail(lead, email.from().value(), at, subject, text, headers, false);
    }

    private WorldMail.Arrived bounce(Email email, String lead, Instant at) {
        String boundary = "b" + number++;
        String message = "From: Mail Delivery System <mailer-daemon@mx.example>\r\nTo: "
                + email.from().value()
                + "\r\nSubject: Undelivered Mail Returned to Sender\r\nDate: " + DATE.format(at)
                + "\r\nMessage-ID: <dsn" + number
                + "@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"" + boundary + "\"\r\n\r\n"
                + "--" + boundary + "\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n"
                + "--" + boundary
                + "\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                + "Final-Recipient: rfc822; " + lead + "\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                + "--" + boundary + "\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + email.messageId()
                + ">\r\nSubject: " + email.subject() + "\r\n--" + boundary + "--\r\n";
        return new WorldMail.Arrived(at, message, lead, false);
    }

    private WorldMail.Arrived mail(
            String from, String to, Instant at, String subject, String text, String headers, boolean person) {
        String message = "From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\nDate: " + DATE.format(at)
                + "\r\nMessage-ID: <m" + number++ + "@" + from.substring(from.indexOf('@') + 1) + ">\r\n" + headers
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.replace("\n", "\r\n")
                + "\r\n";
        return new WorldMail.Arrived(at, message, from, person);
    }

    private static String quote(Email email) {
        return email.text().lines().findFirst().orElse("");
    }
}
