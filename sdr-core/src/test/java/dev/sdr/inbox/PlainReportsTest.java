package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.Verdict.Bounce;
import dev.sdr.inbox.Verdict.Bounce.Severity;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.lead.EmailAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Reports in the words of servers that use no standard form; the forms are theirs, people and companies are not. */
class PlainReportsTest {

    private static final String BELOW = "Received: from sender.example by mx.example\nFrom: rep@sender.example\n"
            + "To: ada@company.example\nMessage-ID: <ours@sender.example>\nSubject: Hello\n\nHi\n";

    private record Sample(String system, String headers, String body, Severity severity, List<String> recipients) {
        @Override
        public String toString() {
            return system;
        }
    }

    private static Sample sample(String system, String headers, String body, Severity severity) {
        return new Sample(system, headers, body, severity, List.of("ada@company.example"));
    }

    private static final String DAEMON = "From: MAILER-DAEMON@mx.example\nTo: rep@sender.example\nReturn-Path: <>\n";
    private static final String POSTMASTER = "From: postmaster@mx.example\nTo: rep@sender.example\n";

    static Stream<Sample> samples() {
        return Stream.of(
                sample("qmail", DAEMON + "Subject: failure notice", """
                        Hi. This is the qmail-send program at mx.example.
                        I'm afraid I wasn't able to deliver your message to the following addresses.
                        This is a permanent error; I've given up. Sorry it didn't work out.

                        <ada@company.example>:
                        192.0.2.9 does not like recipient.
                        Remote host said: 550 5.1.1 No such person here
                        Giving up on 192.0.2.9.

                        --- Below this line is a copy of the message.

                        """ + BELOW, Severity.HARD),
                sample(
                        "Exim",
                        DAEMON
                                + "X-Failed-Recipients: ada@company.example\nSubject: Mail delivery failed: returning message to sender",
                        """
                        This message was created automatically by mail delivery software.

                        A message that you sent could not be delivered to one or more of its
                        recipients. This is a permanent error. The following address(es) failed:

                          ada@company.example
                            host mx.company.example [192.0.2.9]
                            SMTP error from remote mail server after RCPT TO:<ada@company.example>:
                            550 relay not permitted

                        ------ This is a copy of the message, including all the headers. ------

                        """ + BELOW,
                        Severity.BLOCK),
                sample("Exim delay", DAEMON + "Subject: Warning: message 1aB delayed 24 hours", """
                        This message was created automatically by mail delivery software.
                        A message that you sent has not been delivered to one or more of its
                        recipients after more than 24 hours on the queue on mx.example.

                          ada@company.example

                        No action is required on your part. Delivery attempts will continue for
                        some time, and this warning may be repeated.
                        """, Severity.DELAYED),
                sample(
                        "Postfix in words",
                        DAEMON + "Subject: Undelivered Mail Returned to Sender",
                        """
                        This is the mail system at host mx.example.

                        I'm sorry to have to inform you that your message could not
                        be delivered to one or more recipients.

                        <ada@company.example>: host mx.company.example[192.0.2.9] said: 452 4.2.2
                            Mailbox full (in reply to RCPT TO command)

                        """ + BELOW,
                        Severity.SOFT),
                sample(
                        "Sendmail in words",
                        DAEMON + "Subject: Returned mail: User unknown",
                        """
                        The original message was received at Tue, 10 Mar 2026 09:00:00 GMT
                        from sender.example [192.0.2.1]

                           ----- The following addresses had permanent fatal errors -----
                        <ada@company.example>

                           ----- Transcript of session follows -----
                        ... while talking to mx.company.example.:
                        >>> RCPT To:<ada@company.example>
                        <<< 550 5.1.1 <ada@company.example>... User unknown

                           ----- Original message follows -----

                        """ + BELOW,
                        Severity.HARD),
                sample(
                        "Exchange in words",
                        "From: System Administrator <postmaster@mx.example>\nTo: rep@sender.example\nSubject: Undeliverable: Hello",
                        """
                        Your message

                          To:      rep@sender.example
                          Subject: Hello
                          Sent:    Tue, 10 Mar 2026 09:00:00 -0000

                        did not reach the following recipient(s):

                        ada@company.example on Tue, 10 Mar 2026 09:00:01 -0000
                            The recipient name is not recognized
                            MSEXCH:IMS:COMPANY:SITE:SERVER 0 (000C05A6) Unknown Recipient
                        """,
                        Severity.HARD),
                sample("Gmail delay", DAEMON + "Subject: Delivery Status Notification (Delay)", """
                        THIS IS A WARNING MESSAGE ONLY.
                        YOU DO NOT NEED TO RESEND YOUR MESSAGE.
                        Delivery to the following recipient has been delayed:
                             ada@company.example
                        Message will be retried for 2 more day(s)
                        """, Severity.DELAYED),
                sample(
                        "Domino",
                        POSTMASTER
                                + "Subject: DELIVERY FAILURE: User ada (ada@company.example) not listed in Domino Directory",
                        """
                        Your message

                          Subject: Hello

                        was not delivered to:

                          ada@company.example

                        because:

                          User ada (ada@company.example) not listed in Domino Directory
                        """,
                        Severity.HARD),
                sample(
                        "Apache James",
                        "From: postmaster@mx.example\nTo: rep@sender.example\nSubject: [BOUNCE]",
                        """
                        Hi. This is the James mail server at mx.example.
                        I'm afraid I wasn't able to deliver your message to the following addresses.
                        Error message below:
                        550 - Requested action not taken: no such user here

                        Message details:
                          Subject: Hello
                          MAIL FROM: rep@sender.example
                          RCPT TO: ada@company.example
                          From: Rep <rep@sender.example>
                        """,
                        Severity.HARD),
                sample(
                        "1&1",
                        DAEMON + "Subject: Mail delivery failed: returning message to sender",
                        """
                        This message was created automatically by mail delivery software.
                        The following address failed:

                        ada@company.example

                        For the following reason:

                        Mail size limit exceeded. For explanation visit

                        --- The header of the original message is following. ---

                        """ + BELOW,
                        Severity.SOFT),
                sample(
                        "IMail",
                        POSTMASTER + "Subject: Undeliverable Mail\nX-Mailer: <SMTP32 v8.22>",
                        """
                        Unknown user: ada@company.example

                        Original message follows.

                        """ + BELOW,
                        Severity.HARD),
                sample("MailMarshal", POSTMASTER + "Subject: Undeliverable Mail: \"Hello\"", """
                        Your message:
                           From:    rep@sender.example
                           Subject: Hello

                        Could not be delivered because of

                        550 5.1.1 User unknown

                        The following recipients were affected:
                            ada@company.example
                        """, Severity.HARD),
                sample(
                        "Smail of a telecom",
                        "From: Mail Delivery System <Mailer-Daemon@mx.example>\nTo: rep@sender.example\nSubject: mail failed, returning to sender",
                        """
                        |------------------------- Failed addresses follow: ---------------------|
                         <ada@company.example>
                           552 5.2.2 <ada@company.example> Quota exceeded (mailbox for user is full)

                        |------------------------- Message header follows: ----------------------|
                        """ + BELOW,
                        Severity.SOFT),
                sample(
                        "A mobile carrier",
                        "From: no-reply@carrier.example\nTo: rep@sender.example\nReturn-Path: <>\nSubject: Mail",
                        """
                        Your mail sent on: Tue, 10 Mar 2026 09:00:00 +0900
                             Could not be delivered to: <ada@company.example>
                             As the remote domain doesnt exist.

                        """ + BELOW,
                        Severity.HARD),
                sample(
                        "An unknown server",
                        "From: postmaster@mx.example\nTo: rep@sender.example\nSubject: There was an error sending your mail",
                        """
                        1 error(s):

                        SMTP Server <mx.company.example> rejected recipient <ada@company.example>
                          (Error following RCPT command). It responded as follows: [550 5.1.1 User unknown]
                        """,
                        Severity.HARD),
                sample("A virus filter", POSTMASTER + "Subject: メッセージを配信できません。", """
                        Sent <<< RCPT TO:<ada@company.example>
                        Received >>> 550 5.7.1 rejected by spam filter
                        """, Severity.BLOCK),
                sample(
                        "German",
                        "From: Mail Delivery System <mailer-daemon@mx.example>\nTo: rep@sender.example\nSubject: Unzustellbar: Hallo",
                        """
                        Ihre Nachricht konnte nicht zugestellt werden:

                        ada@company.example
                        Empfänger unbekannt
                        """,
                        Severity.HARD),
                new Sample(
                        "OpenSMTPD with two fates",
                        DAEMON + "Subject: Delivery status notification: error",
                        """
                            Hi!

                            An error has occurred while attempting to deliver a message for
                            the following list of recipients:

                        gone@company.example: 550 5.1.1 User Unknown
                        full@company.example: 550 5.2.2 Mailbox Full

                            Below is a copy of the original message:

                        """ + BELOW,
                        Severity.SOFT,
                        List.of("gone@company.example", "full@company.example")));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void isRead(Sample sample) {
        Verdict verdict = Mails.judge(Mails.mail(sample.headers(), sample.body()));
        assertThat(verdict.kind()).as(verdict.reason()).isEqualTo(Kind.DELIVERY_REPORT);
        Bounce bounce = verdict.bounce().orElseThrow();
        assertThat(bounce.recipients()).isEqualTo(sample.recipients());
        assertThat(bounce.severity()).isEqualTo(sample.severity());
        if (sample.body().endsWith(BELOW)) {
            assertThat(bounce.originalMessageId()).contains("ours@sender.example");
        }
    }

    @Test
    void eachRecipientKeepsItsOwnFate() {
        Sample two =
                samples().filter(s -> s.recipients().size() == 2).findFirst().orElseThrow();
        Bounce bounce =
                Mails.judge(Mails.mail(two.headers(), two.body())).bounce().orElseThrow();
        assertThat(bounce.severityFor(EmailAddress.of("gone@company.example"))).isEqualTo(Severity.HARD);
        assertThat(bounce.severityFor(EmailAddress.of("full@company.example"))).isEqualTo(Severity.SOFT);
    }
}
