package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.mail.MailerTerms;
import dev.sdr.mail.MailerTerms.ColdMail;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SMTP hosts are known for. */
class SmtpTermsTest {

    @ParameterizedTest
    @CsvSource({
        "smtp.sendgrid.net, FORBIDDEN",
        "SMTP.SendGrid.NET, FORBIDDEN",
        "smtp.eu.mailgun.org, FORBIDDEN",
        "in-v3.mailjet.com, FORBIDDEN",
        "smtp-relay.brevo.com, FORBIDDEN",
        "email-smtp.eu-west-1.amazonaws.com, FORBIDDEN",
        "smtp.resend.com, GREY",
        "smtp.gmail.com, GREY",
        "smtp-relay.gmail.com, GREY",
        "smtp.office365.com, GREY",
        "smtp.example.com, OWN_SERVER",
        "notsendgrid.net, OWN_SERVER",
        "sendgrid.net.example.com, OWN_SERVER",
        "email-smtp.example.amazonaws.com.example.com, OWN_SERVER",
        "127.0.0.1, OWN_SERVER"
    })
    void aKnownHostHasItsProvidersTerms(String host, ColdMail expected) {
        SmtpMailer mailer = SmtpMailer.to(host, 587);
        MailerTerms terms = mailer.terms();
        assertThat(terms.coldMail()).isEqualTo(expected);
        assertThat(terms.riskAccepted()).isFalse();
        assertThat(terms.sentence())
                .contains(expected == ColdMail.OWN_SERVER ? "your own server" : ", read 2026-11-27)");

        MailerTerms accepted = mailer.acceptingColdMailRisk()
                .implicitTls()
                .credentials("u", () -> "p")
                .terms();
        assertThat(accepted).isEqualTo(new MailerTerms(expected, terms.sentence(), true));
    }
}
