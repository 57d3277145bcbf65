package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.mail.Mailer;
import dev.sdr.testkit.MailFault;
import dev.sdr.testkit.MailerContract;
import dev.sdr.testkit.ScriptedSmtpServer;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SmtpMailerTest extends MailerContract {

    private final ScriptedSmtpServer server = ScriptedSmtpServer.start();
    private final SmtpMailer mailer = SmtpMailer.to("127.0.0.1", server.port())
            .plaintext()
            .timeouts(Duration.ofSeconds(5), Duration.ofSeconds(5));

    @AfterEach
    void stop() {
        mailer.close();
        server.close();
    }

    @Override
    protected Mailer mailer() {
        return mailer;
    }

    @Override
    protected List<byte[]> received() {
        return server.taken();
    }

    @Override
    protected Set<MailFault> faults() {
        return Set.of(MailFault.values());
    }

    @Override
    protected void next(MailFault fault) {
        server.next(fault);
    }

    @Test
    void eachCallIsOneAttemptAtTheServer() {
        for (MailFault fault : List.of(MailFault.MESSAGE_LATER, MailFault.TAKEN_ANSWER_LOST)) {
            int before = server.attempts();
            server.next(fault);
            mailer.send(email(1), Deadline.NEVER);
            assertThat(server.attempts() - before).isEqualTo(1);
        }
    }

    @Test
    void theDeadlineIsLookedAtRightBeforeTheFinalDot() {
        AtomicInteger looks = new AtomicInteger();
        Delivery late = mailer.send(email(1), () -> {
            looks.incrementAndGet();
            return server.attempts() == 1; // passes once the conversation has begun
        });
        assertThat(late).hasToString(Delivery.late().toString());
        assertThat(looks.get()).isPositive();
        assertThat(server.taken()).isEmpty();
        assertThat(server.attempts()).isEqualTo(1);
    }

    @Test
    void aRejectionSaysWhoseFaultItIs() {
        server.next(MailFault.RECIPIENT_UNKNOWN);
        Delivery unknown = mailer.send(email(1), Deadline.NEVER);
        assertThat(unknown.fault()).contains(Delivery.Fault.RECIPIENT);
        assertThat(unknown.code()).isEqualTo("5.1.1");
        server.next(MailFault.SENDER_BLOCKED);
        Delivery blocked = mailer.send(email(2), Deadline.NEVER);
        assertThat(blocked.fault()).contains(Delivery.Fault.SENDER);
        assertThat(blocked.code()).isEqualTo("5.7.1");
    }

    @Test
    void aServerWithoutStarttlsIsRefused() {
        try (SmtpMailer strict = SmtpMailer.to("127.0.0.1", server.port())) {
            Delivery outcome = strict.send(email(1), Deadline.NEVER);
            assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
            assertThat(outcome.scope()).isEqualTo(Delivery.Scope.MAILBOX);
            assertThat(outcome.detail()).isEqualTo("127.0.0.1:" + server.port() + " offers no STARTTLS");
            assertThat(server.attempts()).isZero();
        }
    }

    @Test
    void aClosedPortIsDeferredForTheWholeMailbox() {
        server.close();
        Delivery outcome = mailer.send(email(1), Deadline.NEVER);
        assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
        assertThat(outcome.scope()).isEqualTo(Delivery.Scope.MAILBOX);
        assertThat(outcome.detail()).isEqualTo("127.0.0.1:" + server.port() + " takes no connection");
    }

    @Test
    void whyNoConversationBeganIsSaid() {
        Duration shortly = Duration.ofMillis(300);
        try (LineServer silent = new LineServer("", line -> "");
                SmtpMailer waiting = SmtpMailer.to("127.0.0.1", silent.port()).timeouts(shortly, shortly);
                LineServer plain = new LineServer("220 plain", line -> "250 ok");
                SmtpMailer secure =
                        SmtpMailer.to("127.0.0.1", plain.port()).implicitTls().timeouts(shortly, shortly)) {
            assertThat(waiting.send(email(1), Deadline.NEVER).detail())
                    .isEqualTo("127.0.0.1:" + silent.port() + " does not answer in time");
            assertThat(secure.send(email(1), Deadline.NEVER).detail())
                    .startsWith("there is no TLS with 127.0.0.1:" + plain.port());
        }
    }
}
