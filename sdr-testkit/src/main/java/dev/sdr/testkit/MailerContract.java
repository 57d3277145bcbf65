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
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link Mailer} must do. Extend it, and hand in a mailer and what reached its provider; override {@link
 * #faults} and {@link #next} if the provider can misbehave on demand. A fault that it cannot do is no test.
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
     * How the provider can misbehave on demand. Each is a test. Default: in no way.
     *
     * @return the faults {@link #next} can make
     */
    protected Set<MailFault> faults() {
        return Set.of();
    }

    /**
     * Makes the provider misbehave at the next mail, and at no further one.
     *
     * @param fault how, one of {@link #faults}
     */
    protected void next(MailFault fault) {
        throw new UnsupportedOperationException("faults() names " + fault + ", and next(fault) does not do it");
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

    @TestFactory
    Stream<DynamicTest> aFaultIsToldAsItIsAfterOneAttempt() {
        return new TreeSet<>(faults())
                .stream().map(fault -> DynamicTest.dynamicTest(fault.name(), () -> isTold(fault)));
    }

    private void isTold(MailFault fault) {
        Mailer mailer = mailer();
        int before = received().size();
        next(fault);
        Delivery outcome = mailer.send(email(10 + 2 * before), Deadline.NEVER);
        assertThat(fault.allowed()).contains(outcome.kind());
        assertThat(outcome.toString()).doesNotContain("secret-words").doesNotContain("\n");
        assertThat(outcome.detail().length()).isLessThanOrEqualTo(300);
        assertThat(received()).hasSize(fault == MailFault.TAKEN_ANSWER_LOST ? before + 1 : before);
        assertThat(mailer.send(email(11 + 2 * before), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
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
