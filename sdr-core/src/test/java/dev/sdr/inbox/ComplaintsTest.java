package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.Verdict.Complaint;
import dev.sdr.inbox.Verdict.Kind;
import org.junit.jupiter.api.Test;

class ComplaintsTest {

    private static String feedback(String fields) {
        return """
                From: fbl@provider.example
                To: abuse@sender.example
                Subject: Email Feedback Report for IP 192.0.2.1
                Message-ID: <report@provider.example>
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary=b

                --b
                Content-Type: text/plain

                This is an email abuse report.
                --b
                Content-Type: message/feedback-report

                """ + fields + """

                --b
                Content-Type: message/rfc822

                From: rep@sender.example
                To: ada@company.example
                Message-ID: <ours@sender.example>
                Subject: Hello

                Message-ID: <quoted@elsewhere.example>
                --b--
                """;
    }

    private static Complaint complaint(Verdict verdict) {
        return verdict.complaint().orElseThrow();
    }

    @Test
    void aComplaintNamesItsRecipientsAndTheMail() {
        Verdict verdict =
                Mails.judge(feedback("Feedback-Type: abuse\nVersion: 1\nOriginal-Rcpt-To: <bob@company.example>\n"
                        + "Original-Rcpt-To: cy@company.example\nRemoval-Recipient: bob@company.example\n"));
        assertThat(verdict.kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(verdict.recipients()).containsExactly("bob@company.example", "cy@company.example");
        assertThat(verdict.originalMessageId()).contains("ours@sender.example");
        assertThat(complaint(verdict).byPerson()).isTrue();
    }

    @Test
    void aHiddenRecipientIsTakenFromTheReturnedMail() {
        Verdict verdict = Mails.judge(feedback("Feedback-Type: fraud\nRedacted-Address: redacted@\n"));
        assertThat(verdict.kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(verdict.recipients()).containsExactly("ada@company.example");
    }

    @Test
    void notSpamIsNoComplaint() {
        assertThat(Mails.judge(feedback("Feedback-Type: not-spam\n")).kind()).isEqualTo(Kind.AUTOMATIC);
    }

    @Test
    void anOptOutReportIsARequest() {
        Verdict verdict = Mails.judge(feedback("Feedback-Type: opt-out\n"));
        assertThat(verdict.kind()).isEqualTo(Kind.OPT_OUT);
        assertThat(verdict.recipients()).containsExactly("ada@company.example");
    }

    @Test
    void failedAuthenticationIsNoPersonsWish() {
        Verdict verdict = Mails.judge(feedback("Feedback-Type: auth-failure\nAuth-Failure: dmarc\n"));
        assertThat(verdict.kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(complaint(verdict).byPerson()).isFalse();
    }

    @Test
    void junkReportsNameTheRecipientInTheReturnedMailOnly() {
        Verdict verdict = Mails.judge("""
                From: staff@hotmail.com
                Subject: complaint about message from 192.0.2.1
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary=b

                --b
                Content-Type: message/rfc822

                X-HmXmrOriginalRecipient: ada@company.example
                From: rep@sender.example
                To: undisclosed
                Message-ID: <ours@sender.example>

                Hi
                --b--
                """);
        assertThat(verdict.kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(verdict.recipients()).containsExactly("ada@company.example");
        assertThat(verdict.originalMessageId()).contains("ours@sender.example");
    }

    @Test
    void aComplaintToldAsJsonIsRead() {
        Verdict verdict = Mails.judge(Mails.mail("From: no-reply@sns.example\nSubject: AWS Notification Message", """
                {"notificationType":"Complaint","complaint":{"complainedRecipients":[{"emailAddress":"ada@company.example"}],\
                "complaintFeedbackType":"abuse"},"mail":{"commonHeaders":{"messageId":"<ours@sender.example>"}}}
                """));
        assertThat(verdict.kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(verdict.recipients()).containsExactly("ada@company.example");
        assertThat(verdict.originalMessageId()).contains("ours@sender.example");
    }

    @Test
    void aReportWithoutItsPartIsReadFromTheText() {
        Verdict verdict = Mails.judge("""
                From: fbl@provider.example
                Subject: Abuse
                Content-Type: multipart/report; report-type=feedback-report

                Feedback-Type: abuse
                Original-Rcpt-To: ada@company.example
                """);
        assertThat(verdict.kind()).isEqualTo(Kind.COMPLAINT);
        assertThat(verdict.recipients()).containsExactly("ada@company.example");
    }

    @Test
    void aPersonWhoComplainsIsAPerson() {
        assertThat(Mails.judge(Mails.mail(
                                "From: ada@company.example\nSubject: complaint about your message",
                                "The figure in your last mail is wrong."))
                        .kind())
                .isEqualTo(Kind.PERSON);
    }
}
