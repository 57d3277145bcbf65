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

    /** A lead reads a mail: a step, or an answer of ours. */
    void receive(Email email, Instant at, Consumer<WorldMail.Arrived> inbox) {
        String lead = email.to().value();
        Instant soon = at.plusSeconds(60L * (1 + chaos.below(3000)));
        double what = chaos.chance();
        if (what < 0.07) {
            inbox.accept(reply(email, lead, soon, "Thanks, tell me more.\n\n> " + quote(email), true, true));
        } else if (what < 0.10) {
            inbox.accept(reply(email, lead, soon, "Sounds good " + number + ", we are interested.", true, true));
        } else if (what < 0.13) {
            inbox.accept(reply(email, lead, soon, "We are not interested.", true, false));
        } else if (what < 0.16) {
            inbox.accept(reply(email, lead, soon, "stop", true, true));
        } else if (what < 0.18) {
            String colleague = "colleague" + chaos.below(3) + lead.substring(lead.indexOf('@'));
            inbox.accept(reply(email, colleague, soon, "I answer for the other, sounds good.", true, true)
                    .inPlaceOf(lead));
        } else if (what < 0.22) {
            String back = "I am out of the office and back on "
                    + at.plusSeconds(86_400L * (2 + chaos.below(5)))
                            .atZone(ZoneOffset.UTC)
                            .toLocalDate() + ".";
            inbox.accept(automatic(email, lead, at.plusSeconds(5), "Automatic reply: " + email.subject(), back));
        } else if (what < 0.24) {
            inbox.accept(
                    automatic(email, lead, at.plusSeconds(5), "[#12345] Your request was received", "Ticket opened."));
        } else if (what < 0.25) {
            String left = "Lee is no longer with the company. Please write to Kim at kim@company0.example.";
            inbox.accept(automatic(email, lead, at.plusSeconds(5), "Automatic reply: " + email.subject(), left));
        } else if (what < 0.27) {
            inbox.accept(report(email, lead, at.plusSeconds(30), "failed", "5.1.1", "550 5.1.1 user unknown"));
        } else if (what < 0.29) {
            inbox.accept(report(email, lead, at.plusSeconds(30), "failed", "4.2.2", "452 4.2.2 mailbox full")
                    .undelivered(email.messageId()));
        } else if (what < 0.30) {
            inbox.accept(report(email, lead, at.plusSeconds(30), "delayed", "4.4.1", "connection timed out"));
        } else if (what < 0.31) {
            inbox.accept(
                    report(email, lead, at.plusSeconds(30), "failed", "5.7.1", "550 5.7.1 blocked for its reputation"));
        } else if (what < 0.32) {
            inbox.accept(complaint(email, lead, soon));
        } else if (what < 0.33) {
            inbox.accept(calendar(email, lead, soon));
        }
    }

    /** A human of ours answers a lead from the mailbox itself; a copy lies in Sent. */
    WorldMail.Arrived humanAnswer(WorldMail.Arrived reply, String from, Instant at) {
        String headers =
                "In-Reply-To: <" + reply.id() + ">\r\nReferences: <" + reply.answers() + "> <" + reply.id() + ">\r\n";
        return mail(
                from, reply.from(), at, "Re: your mail", "Hello, this is Ann herself, " + number + ".", headers, false);
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
        return mail(lead, email.from().value(), at, "Re: " + email.subject(), text, headers, person)
                .answering(email.messageId());
    }

    private WorldMail.Arrived automatic(Email email, String lead, Instant at, String subject, String text) {
        String headers = "Auto-Submitted: auto-replied\r\nIn-Reply-To: <" + email.messageId() + ">\r\n";
        return mail(lead, email.from().value(), at, subject, text, headers, false);
    }

    private WorldMail.Arrived report(
            Email email, String lead, Instant at, String action, String status, String diagnostic) {
        String part = "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\n\r\n"
                + "Final-Recipient: rfc822; " + lead + "\r\nAction: " + action + "\r\nStatus: " + status
                + "\r\nDiagnostic-Code: smtp; " + diagnostic + "\r\n";
        String subject =
                action.equals("failed") ? "Undelivered Mail Returned to Sender" : "Delayed Mail (still being retried)";
        return multipart(
                email, lead, at, "Mail Delivery System <mailer-daemon@mx.example>", subject, "delivery-status", part);
    }

    private WorldMail.Arrived complaint(Email email, String lead, Instant at) {
        String part = "Content-Type: message/feedback-report\r\n\r\nFeedback-Type: abuse\r\nUser-Agent: FBL/1.0\r\n"
                + "Version: 1\r\nOriginal-Rcpt-To: " + lead + "\r\n";
        return multipart(email, lead, at, "fbl@provider.example", "FW: " + email.subject(), "feedback-report", part);
    }

    private WorldMail.Arrived multipart(
            Email email, String lead, Instant at, String from, String subject, String type, String part) {
        String boundary = "b" + number++;
        String message = "From: " + from + "\r\nTo: " + email.from().value() + "\r\nSubject: " + subject
                + "\r\nDate: " + DATE.format(at) + "\r\nMessage-ID: <report" + number
                + "@mx.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=" + type + "; boundary=\"" + boundary + "\"\r\n\r\n"
                + "--" + boundary + "\r\nContent-Type: text/plain\r\n\r\nA report about a mail.\r\n"
                + "--" + boundary + "\r\n" + part
                + "\r\n--" + boundary + "\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + email.messageId()
                + ">\r\nSubject: " + email.subject() + "\r\n\r\n--" + boundary + "--\r\n";
        return new WorldMail.Arrived(at, message, lead, false).named("report" + number + "@mx.example");
    }

    private WorldMail.Arrived calendar(Email email, String lead, Instant at) {
        String boundary = "c" + number++;
        String message = "From: " + lead + "\r\nTo: " + email.from().value() + "\r\nSubject: Accepted: a call\r\nDate: "
                + DATE.format(at) + "\r\nMessage-ID: <cal" + number + "@company.example>\r\nIn-Reply-To: <"
                + email.messageId() + ">\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary=\""
                + boundary + "\"\r\n\r\n--" + boundary + "\r\nContent-Type: text/plain\r\n\r\n\r\n--" + boundary
                + "\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n--"
                + boundary + "--\r\n";
        return new WorldMail.Arrived(at, message, lead, false).named("cal" + number + "@company.example");
    }

    private WorldMail.Arrived mail(
            String from, String to, Instant at, String subject, String text, String headers, boolean person) {
        String id = "m" + number++ + "@" + from.substring(from.indexOf('@') + 1);
        String message = "From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\nDate: " + DATE.format(at)
                + "\r\nMessage-ID: <" + id + ">\r\n" + headers
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text.replace("\n", "\r\n")
                + "\r\n";
        return new WorldMail.Arrived(at, message, from, person).named(id);
    }

    private static String quote(Email email) {
        return email.text().lines().findFirst().orElse("");
    }
}
