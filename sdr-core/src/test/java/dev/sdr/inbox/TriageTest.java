package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.Verdict.Bounce.Severity;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.EmailAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TriageTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z"); // a Monday

    private static InboundMail read(String message) {
        return MimeReader.read(RawMessage.of("1", message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8), NOW));
    }

    private static Verdict judge(String message) {
        InboundMail mail = read(message);
        return Triage.judge(
                mail, ReplyText.of(mail), Set.of(EmailAddress.of("rep@sender.example")), NOW, ZoneOffset.UTC);
    }

    private static Verdict reply(String text) {
        return judge(
                "From: lead@company.example\nSubject: Re: Hello\nContent-Type: text/plain; charset=utf-8\n\n" + text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "stop",
                "Stop please.",
                "unsubscribe",
                "Please remove me from your list.",
                "Please stop emailing me",
                "Do not contact me again.",
                "I don't want any more emails from you",
                "Bitte keine weiteren E-Mails.",
                "Bitte löschen Sie mich aus Ihrem Verteiler",
                "Merci de me désinscrire de votre liste",
                "No quiero recibir más correos",
                "Não quero receber mais emails",
                "Non voglio più ricevere email",
                "Graag uitschrijven.\nSchrijf mij uit",
                "Stop\n\nSent from my iPhone"
            })
    void askingNotToBeWrittenToIsUnderstood(String text) {
        assertThat(reply(text).kind()).as(text).isEqualTo(Kind.OPT_OUT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sounds great, tell me more.",
                "Please don't stop sending these, they are useful.",
                "We had to stop the project last year, but call me.",
                "How do people unsubscribe from your tool?",
                "Yes.\n\nOn Mon, 2 Mar 2026, Rep wrote:\n> Not for you? Reply \"stop\" and we will not write again.",
                "I will be out of office next week, but yes, let us talk.",
                "Can you remove the second item from the offer?"
            })
    void aPersonIsAPerson(String text) {
        assertThat(reply(text).kind()).as(text).isEqualTo(Kind.PERSON);
    }

    @Test
    void ourOwnMailIsOurs() {
        assertThat(judge("From: Rep <REP@sender.example>\nSubject: x\n\nstop").kind())
                .isEqualTo(Kind.OWN);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "I am out of the office and back on 2026-03-09.|2026-03-09",
                "I will return on March 12.|2026-03-12",
                "I am away until 6 March 2026|2026-03-07",
                "Ich bin im Urlaub und ab dem 16.03.2026 wieder im Büro|2026-03-16",
                "Ich bin bis 13. März nicht im Büro|2026-03-14",
                "Je suis absent, de retour le 9 mars|2026-03-09",
                "Estoy fuera de la oficina hasta el 20 de marzo|2026-03-21",
                "Sono fuori ufficio fino al 10 marzo|2026-03-11",
                "Ik ben afwezig tot en met 11 maart|2026-03-12",
                "I'm on leave, back on Thursday|2026-03-05",
            })
    void anAutomaticAnswerSaysWhenItsAuthorIsBack(String text, LocalDate back) {
        Verdict verdict = judge("From: lead@company.example\nSubject: Away\nAuto-Submitted: auto-replied\n"
                + "Content-Type: text/plain; charset=utf-8\n\n" + text);
        assertThat(verdict.kind()).as(text).isEqualTo(Kind.OUT_OF_OFFICE);
        assertThat(verdict.returnDate()).as(text).contains(back);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Auto-Submitted: auto-generated",
                "Precedence: bulk",
                "List-Id: <news.example.com>",
                "X-Autoreply: yes"
            })
    void automaticMailIsToldByItsHeaders(String header) {
        assertThat(judge("From: x@company.example\nSubject: Ticket #123 received\n" + header + "\n\nThank you.")
                        .kind())
                .isEqualTo(Kind.AUTOMATIC);
    }

    @Test
    void autoSubmittedNoIsAPerson() { // RFC 3834 section 5
        assertThat(judge("From: x@company.example\nSubject: Re: x\nAuto-Submitted: no\n\nYes, gladly.")
                        .kind())
                .isEqualTo(Kind.PERSON);
    }

    private static Verdict report(String status, String action, String diagnostic) {
        return judge(
                "From: MAILER-DAEMON@mx.example\nSubject: Undelivered Mail\nAuto-Submitted: auto-replied\nMIME-Version: 1.0\n"
                        + "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\n"
                        + "It failed.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\n"
                        + "Final-Recipient: rfc822; lead@company.example\nAction: " + action + "\nStatus: " + status
                        + "\nDiagnostic-Code: smtp; " + diagnostic + "\n--b\nContent-Type: message/rfc822\n\n"
                        + "Message-ID: <ours@sender.example>\nSubject: Hello\n\nHi\n--b--\n");
    }

    @ParameterizedTest
    @CsvSource({
        "5.1.1,failed,550 5.1.1 user unknown,HARD",
        "5.1.10,failed,550 5.1.10 RESOLVER.ADR.RecipientNotFound,HARD",
        "5.4.4,failed,host not found,HARD",
        "5.2.2,failed,552 mailbox full,SOFT",
        "4.4.1,failed,connection timed out,SOFT",
        "5.7.1,failed,550 5.7.1 message rejected as spam,BLOCK",
        "5.0.0,failed,550 no such user here,HARD",
        "4.4.7,delayed,still trying,DELAYED",
        "2.0.0,delivered,250 ok,DELIVERED"
    })
    void aDeliveryReportIsReadForWhatItSays(String status, String action, String words, Severity severity) {
        Verdict verdict = report(status, action, words);
        assertThat(verdict.kind()).isEqualTo(Kind.DELIVERY_REPORT);
        Verdict.Bounce bounce = verdict.bounce().orElseThrow();
        assertThat(bounce.severity()).isEqualTo(severity);
        assertThat(bounce.recipients()).containsExactly("lead@company.example");
        assertThat(bounce.originalMessageId()).contains("ours@sender.example");
    }

    @Test
    void reportsWithoutTheStandardFormAreUnderstood() {
        Verdict qmail = judge("From: MAILER-DAEMON@mx.example\nSubject: failure notice\n\n"
                + "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message.\n\n"
                + "<lead@company.example>:\n550 sorry, no mailbox here by that name. (#5.1.1)\n\n"
                + "--- Below this line is a copy of the message.\n\nMessage-ID: <ours@sender.example>\n");
        assertThat(qmail.bounce().orElseThrow().severity()).isEqualTo(Severity.HARD);
        assertThat(qmail.bounce().orElseThrow().recipients()).containsExactly("lead@company.example");
        assertThat(qmail.bounce().orElseThrow().originalMessageId()).contains("ours@sender.example");
        Verdict exim = judge(
                "From: Mail Delivery System <Mailer-Daemon@mx.example>\nX-Failed-Recipients: lead@company.example\n"
                        + "Subject: Mail delivery failed: returning message to sender\n\nUnrouteable address\n");
        assertThat(exim.bounce().orElseThrow().severity()).isEqualTo(Severity.HARD);
    }

    @Test
    void aComplaintIsToldByItsReport() {
        Verdict verdict = judge("From: fbl@provider.example\nSubject: complaint\nMIME-Version: 1.0\n"
                + "Content-Type: multipart/report; report-type=feedback-report; boundary=b\n\n--b\nContent-Type: text/plain\n\nx\n"
                + "--b\nContent-Type: message/feedback-report\n\nFeedback-Type: abuse\nVersion: 1\n--b--\n");
        assertThat(verdict.kind()).isEqualTo(Kind.COMPLAINT);
    }

    @Test
    void theNewTextIsFoundAmongQuotesAndSignatures() {
        InboundMail mail = read(
                "From: a@b.example\nSubject: x\n\nYes, please.\n\nOn Mon, 2 Mar 2026 at 10:00, Rep\n"
                        + "<rep@sender.example> wrote:\n\n> Shall I send it?\nInline answer: the first.\n> Which one?\n\n-- \nJane\nCEO\n");
        assertThat(ReplyText.of(mail)).isEqualTo("Yes, please.\n\nInline answer: the first.");
        InboundMail outlook = read("From: a@b.example\nSubject: x\n\nNein danke.\n\nVon: Rep <rep@sender.example>\n"
                + "Gesendet: Montag, 2. März 2026\nAn: Jane\nBetreff: Hallo\n\nHallo Jane\n");
        assertThat(ReplyText.of(outlook)).isEqualTo("Nein danke.");
        InboundMail html = read("From: a@b.example\nSubject: x\nContent-Type: text/html\n\n<p>Sure &amp; thanks</p>"
                + "<blockquote><p>old words</p></blockquote><style>p{}</style>");
        assertThat(ReplyText.of(html)).isEqualTo("Sure & thanks");
    }

    @Test
    @Timeout(30)
    void hostileMailIsReadInTime() {
        String nested = "> ".repeat(100_000) + "x";
        assertThat(reply("y\n" + nested).kind()).isEqualTo(Kind.PERSON);
        assertThat(reply("a".repeat(1_000_000)).kind()).isEqualTo(Kind.PERSON);
        assertThat(reply("On ".repeat(200_000)).kind()).isEqualTo(Kind.PERSON);
        assertThat(judge("Subject: x\nContent-Type: text/html\n\n" + "<div>".repeat(20_000) + "hi")
                        .kind())
                .isEqualTo(Kind.PERSON);
        StringBuilder deep = new StringBuilder("Subject: x\n");
        for (int i = 0; i < 200; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("\n\n--b")
                    .append(i)
                    .append('\n');
        }
        assertThat(judge(deep + "Content-Type: text/plain\n\nhi\n")).isNotNull();
    }

    @Test
    void damagedMailIsNeverThrownAt() {
        String sample =
                "From: =?utf-8?B?WsO2w6s=?= <a@b.example>\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\nMIME-Version: 1.0\n"
                        + "Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain; charset=iso-8859-1\n"
                        + "Content-Transfer-Encoding: base64\n\nSGVsbG8=\n--b\nContent-Type: text/html\n\n<p>Hello</p>\n--b--\n";
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder broken = new StringBuilder(sample);
            for (int j = 0; j < 1 + random.nextInt(8); j++) {
                int at = random.nextInt(broken.length());
                if (random.nextBoolean()) {
                    broken.setCharAt(at, (char) random.nextInt(256));
                } else {
                    broken.delete(at, Math.min(broken.length(), at + random.nextInt(20)));
                }
                broken.append(' ');
            }
            assertThat(judge(broken.toString())).isNotNull();
        }
    }
}
