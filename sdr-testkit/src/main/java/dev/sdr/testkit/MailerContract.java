package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link Mailer} must do. Extend it, and hand in a mailer and what reached its provider; override {@link
 * #next} if the provider can misbehave on demand.
 */
@Timeout(60)
public abstract class MailerContract {

    private static final Instant DATE = Instant.parse("2026-03-02T09:00:00Z");

    /** For subclasses. */
    protected MailerContract() {}

    /**
     * The mailer under test.
     *
     * @return the same one at each call within a test
     */
    protected abstract Mailer mailer();

    /**
     * What the provider took since the test began.
     *
     * @return the messages as MIME, in any order
     */
    protected abstract List<byte[]> received();

    /**
     * Makes the provider misbehave at the next mail.
     *
     * @param fault how
     * @return false if this provider cannot; then that test is skipped
     */
    protected boolean next(MailFault fault) {
        return false;
    }

    /**
     * A mail to send.
     *
     * @param number distinguishes it from others
     * @return the mail
     */
    protected Email email(int number) {
        return new Email(
                "Zoë Ångström",
                EmailAddress.of("zoe@sender.example"),
                EmailAddress.of("lead" + number + "@company.example"),
                "Grüße an “Company” – " + number,
                "Hi,\n\neine Zeile mit Ümläuten\n.\nand a line that is only a dot above; secret-words.\n",
                Optional.of("<p>Hi,<br>mit Ümläuten &amp; more</p>"),
                "mail-" + number + "@sender.example",
                List.of("first@sender.example", "second@sender.example"),
                Map.of("X-Test", "yes"),
                DATE);
    }

    private List<InboundMail> read() {
        return received().stream()
                .map(bytes -> MimeReader.read(RawMessage.of("1", bytes, DATE)))
                .toList();
    }

    @Test
    void aMailArrivesOnceAndAsItWas() {
        assertThat(mailer().send(email(1), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(read()).hasSize(1).first().satisfies(mail -> {
            assertThat(mail.messageId()).contains("mail-1@sender.example");
            assertThat(mail.inReplyTo()).containsExactly("second@sender.example");
            assertThat(mail.references()).containsExactly("first@sender.example", "second@sender.example");
            assertThat(mail.subject()).isEqualTo("Grüße an “Company” – 1");
            assertThat(mail.from()).contains(EmailAddress.of("zoe@sender.example"));
            assertThat(mail.fromName()).isEqualTo("Zoë Ångström");
            assertThat(mail.to()).contains(EmailAddress.of("lead1@company.example"));
            assertThat(mail.text().strip()).isEqualTo(email(1).text().strip());
            assertThat(mail.html()).hasValueSatisfying(html -> assertThat(html).contains("mit Ümläuten &amp; more"));
            assertThat(mail.header("x-test")).contains("yes");
            assertThat(mail.date()).contains(DATE);
        });
    }

    @Test
    void nothingLeavesAfterTheDeadline() {
        Delivery late = mailer().send(email(2), () -> true);
        assertThat(late.kind()).isEqualTo(Delivery.Kind.DEFERRED);
        assertThat(received()).isEmpty();
        assertThat(mailer().send(email(3), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(received()).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(MailFault.class)
    void aFaultIsToldAsItIsAfterOneAttempt(MailFault fault) {
        Mailer mailer = mailer();
        Assumptions.assumeTrue(next(fault), "this provider cannot do " + fault);
        Delivery outcome = mailer.send(email(4), Deadline.NEVER);
        assertThat(fault.allowed()).contains(outcome.kind());
        assertThat(outcome.toString()).doesNotContain("secret-words").doesNotContain("\n");
        assertThat(outcome.detail().length()).isLessThanOrEqualTo(300);
        assertThat(received()).hasSize(fault == MailFault.TAKEN_ANSWER_LOST ? 1 : 0);
        assertThat(mailer.send(email(5), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
    }

    @Test
    void severalThreadsSendAtOnce() throws Exception {
        Mailer mailer = mailer();
        ExecutorService pool = Executors.newFixedThreadPool(4);
        try {
            List<Callable<Delivery>> sends = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Email email = email(100 + i);
                sends.add(() -> mailer.send(email, Deadline.NEVER));
            }
            for (Future<Delivery> sent : pool.invokeAll(sends, 50, TimeUnit.SECONDS)) {
                assertThat(sent.get().kind()).isEqualTo(Delivery.Kind.ACCEPTED);
            }
        } finally {
            pool.shutdownNow();
        }
        assertThat(read().stream().map(m -> m.messageId().orElse("")).toList())
                .hasSize(20)
                .doesNotHaveDuplicates();
    }
}
