package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import dev.sdr.mail.MailerTerms;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMessage;
import dev.sdr.testkit.GmailMethod;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GmailMailerTest {

    private final Rep rep = new Rep();
    private final GmailMailer mailer = rep.mailer();

    @AfterEach
    void stop() {
        rep.close();
    }

    private static Email email(int number, String... references) {
        return new Email(
                "Rep",
                EmailAddress.of(Rep.ADDRESS),
                EmailAddress.of("lead@company.example"),
                references.length == 0 ? "About Company" : "Re: About Company",
                "Hello, secret-words\n",
                Optional.empty(),
                "mail-" + number + "@sender.example",
                List.of(references),
                Map.of(),
                Rep.NOW);
    }

    private Delivery send(int number, String... references) {
        return mailer.send(email(number, references), Deadline.NEVER);
    }

    private Delivery sendImpatiently(int number) {
        try (GmailAccount impatient = rep.impatient()) {
            return new GmailMailer(impatient).send(email(number), Deadline.NEVER);
        }
    }

    private List<GmailMessage> sent() {
        return rep.mailbox.sent();
    }

    private int calls(GmailMethod method) {
        return rep.server.meter().calls(Rep.ADDRESS, method);
    }

    @Test
    void theMessageIdThatGmailGaveIsReadBack() {
        Delivery outcome = send(1);

        assertThat(outcome.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(sent().get(0).messageId()).endsWith("@mail.gmail.com");
        assertThat(outcome.providerId()).contains(sent().get(0).messageId());
        assertThat(outcome.providerThread()).contains(sent().get(0).threadId());
        assertThat(sent().get(0).header("X-Sent-Message-ID")).contains("<mail-1@sender.example>");
        assertThat(rep.units()).isEqualTo(120);
    }

    @Test
    void aFollowUpLiesInTheThreadOfTheFirstMail() {
        Delivery first = send(1);
        Delivery second = send(2, first.providerId().orElseThrow());

        assertThat(second.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(second.providerThread()).isPresent().isEqualTo(first.providerThread());
        assertThat(sent().get(1).threadId()).isEqualTo(sent().get(0).threadId());
        assertThat(rep.units()).isEqualTo(120 + 125);
    }

    @Test
    void anAnswerLiesInTheThreadOfTheReplyEvenIfThatIsInSpam() {
        Delivery first = send(1);
        String reply =
                "From: lead@company.example\r\nTo: rep@sender.example\r\nSubject: Re: About Company\r\nMessage-ID:"
                        + " <r1@company.example>\r\nIn-Reply-To: <"
                        + first.providerId().orElseThrow() + ">\r\n\r\nYes\r\n";
        rep.mailbox.deliver(reply.getBytes(StandardCharsets.UTF_8), Set.of("SPAM"));

        Delivery answer = send(2, first.providerId().orElseThrow(), "r1@company.example");
        assertThat(answer.providerThread()).isPresent().isEqualTo(first.providerThread());
    }

    @Test
    void aMailWhoseReferencesTheMailboxDoesNotHaveIsSentOutsideAnyThread() {
        send(1);
        Delivery outcome = send(2, "unknown@elsewhere.example");
        assertThat(outcome.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(outcome.providerThread())
                .isNotEqualTo(Optional.of(sent().get(0).threadId()));
    }

    @Test
    void aReferenceIsNoSearchOfItsOwn() {
        send(1);
        Delivery outcome = send(2, "a b OR in:sent");
        assertThat(outcome.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(calls(GmailMethod.LIST)).isZero();
    }

    @Test
    void aThreadThatGmailRefusesIsNotAskedForAgain() {
        String first = send(1).providerId().orElseThrow();
        rep.server.faults().next(GmailMethod.SEND, GmailFault.NOT_FOUND);
        Delivery refused = send(2, first);
        assertThat(refused.kind()).isEqualTo(Delivery.Kind.DEFERRED);
        assertThat(refused.scope()).isEqualTo(Delivery.Scope.TOUCH);
        assertThat(sent()).hasSize(1);

        Delivery again = send(2, first);
        assertThat(again.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(sent().get(1).threadId()).isNotEqualTo(sent().get(0).threadId());
    }

    @Test
    void withoutTheReadBackItIsAcceptedUnderGmailsOwnId() {
        rep.server.faults().next(GmailMethod.GET, GmailFault.SERVER_ERROR);
        Delivery outcome = send(1);

        assertThat(outcome.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(outcome.providerId()).contains(sent().get(0).id());
        assertThat(outcome.providerId().orElseThrow()).doesNotContain("@");
        assertThat(outcome.providerThread()).contains(sent().get(0).threadId());
    }

    @ParameterizedTest
    @CsvSource({
        "USER_RATE_LIMIT,       DEFERRED,  MAILBOX,     60",
        "QUOTA,                 DEFERRED,  MAILBOX,     2",
        "TOO_MANY_REQUESTS,     DEFERRED,  MAILBOX,     2",
        "DAILY_LIMIT,           DEFERRED,  MAILBOX,     14400",
        "SENDING_LIMIT,         DEFERRED,  MAILBOX,     86400",
        "INSUFFICIENT_SCOPE,    DEFERRED,  CREDENTIALS, ",
        "NOT_CONFIGURED,        DEFERRED,  CREDENTIALS, ",
        "UNAUTHORIZED,          DEFERRED,  CREDENTIALS, ",
        "BAD_RECIPIENT,         REJECTED,  TOUCH,       ",
        "NOT_FOUND,             DEFERRED,  MAILBOX,     ",
        "SERVER_ERROR,          UNCERTAIN, TOUCH,       ",
        "UNAVAILABLE,           UNCERTAIN, TOUCH,       ",
        "HTML_ERROR,            UNCERTAIN, TOUCH,       ",
        "TAKEN_SERVER_ERROR,    UNCERTAIN, TOUCH,       ",
        "TAKEN_NO_ANSWER,       UNCERTAIN, TOUCH,       ",
        "TAKEN_CONNECTION_LOST, UNCERTAIN, TOUCH,       ",
    })
    void whatGmailAnswersIsTheOutcome(GmailFault fault, Delivery.Kind kind, Delivery.Scope scope, Long seconds) {
        rep.server.faults().next(GmailMethod.SEND, fault);
        Delivery outcome = sendImpatiently(1);

        assertThat(outcome.kind()).isEqualTo(kind);
        assertThat(outcome.scope()).isEqualTo(scope);
        if (seconds == null) {
            assertThat(outcome.when()).isEmpty();
        } else {
            Instant at = Rep.NOW.plusSeconds(seconds);
            assertThat(outcome.when().orElseThrow()).isBetween(at, at.plusSeconds(1));
        }
        assertThat(sent()).hasSize(fault.isDone() ? 1 : 0);
        assertThat(outcome.detail())
                .doesNotContain("@")
                .doesNotContain("secret-words")
                .hasSizeLessThan(300);
        assertThat(outcome.fault())
                .isEqualTo(kind == Delivery.Kind.REJECTED ? Optional.of(Delivery.Fault.RECIPIENT) : Optional.empty());
    }

    @Test
    void aPauseOfMoreThanADayIsCutToOne() {
        rep.server.faults().retryAfter(Duration.ofDays(3)).next(GmailMethod.SEND, GmailFault.USER_RATE_LIMIT);
        assertThat(send(1).when().orElseThrow())
                .isBetween(
                        Rep.NOW.plus(Duration.ofDays(1)),
                        Rep.NOW.plus(Duration.ofDays(1)).plusSeconds(1));
    }

    @Test
    void duringAPauseNothingIsSentAndReadingGoesOn() {
        rep.mailbox.limitSending(1);
        send(1);
        assertThat(send(2).kind()).isEqualTo(Delivery.Kind.DEFERRED);
        rep.mailbox.limitSending(100);

        rep.server.meter().reset();
        Delivery paused = send(3);
        assertThat(paused.kind()).isEqualTo(Delivery.Kind.DEFERRED);
        assertThat(paused.scope()).isEqualTo(Delivery.Scope.MAILBOX);
        assertThat(paused.when()).isPresent();
        assertThat(rep.units()).isZero();
        assertThat(rep.source().read(Optional.empty(), Rep.LONG_AGO, 10).complete())
                .isTrue();

        rep.clock.advance(Duration.ofHours(25));
        assertThat(send(3).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
    }

    @Test
    void aUsedUpQuotaDefersUntilThereIsSome() {
        try (GmailAccount small =
                rep.builder().quota(GmailQuota.standard().perMinute(250)).build()) {
            GmailMailer slow = new GmailMailer(small);
            assertThat(slow.send(email(1), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
            assertThat(slow.send(email(2), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
            Delivery third = slow.send(email(3), Deadline.NEVER);
            assertThat(third.kind()).isEqualTo(Delivery.Kind.DEFERRED);
            assertThat(third.scope()).isEqualTo(Delivery.Scope.TOUCH); // the other nodes have units of their own
            assertThat(third.when().orElseThrow()).isBetween(Rep.NOW.plusSeconds(60), Rep.NOW.plusSeconds(61));
            assertThat(sent()).hasSize(2);

            rep.clock.advance(Duration.ofSeconds(61));
            assertThat(slow.send(email(3), Deadline.NEVER).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        }
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "2, 1"})
    void pastTheDeadlineNothingIsTaken(int looks, int taken) {
        AtomicInteger left = new AtomicInteger(looks);
        Delivery outcome = mailer.send(email(1), () -> left.getAndDecrement() <= 0);

        assertThat(sent()).hasSize(taken);
        assertThat(calls(GmailMethod.SEND)).isEqualTo(taken);
        assertThat(outcome.kind()).isEqualTo(taken == 0 ? Delivery.Kind.DEFERRED : Delivery.Kind.ACCEPTED);
        assertThat(outcome.scope()).isEqualTo(Delivery.Scope.TOUCH);
        assertThat(send(2).kind()).isEqualTo(Delivery.Kind.ACCEPTED);
    }

    @ParameterizedTest
    @CsvSource({"SERVER_ERROR, 60", "HTML_ERROR, 60", "TOO_MANY_REQUESTS, 2", "NOT_FOUND, 60"})
    void aFailedSearchForTheThreadSendsNothingAndHoldsThatMailOnly(GmailFault fault, long seconds) {
        String first = send(1).providerId().orElseThrow();
        rep.server.faults().next(GmailMethod.LIST, fault);
        Delivery outcome = send(2, first);
        assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
        assertThat(outcome.scope()).isEqualTo(Delivery.Scope.TOUCH);
        Instant at = Rep.NOW.plusSeconds(seconds);
        assertThat(outcome.when().orElseThrow()).isBetween(at, at.plusSeconds(1));
        assertThat(sent()).hasSize(1);
    }

    @Test
    void aPauseOfReadingHoldsEachMailAndNotTheMailbox() {
        rep.server.faults().retryAfter(Duration.ofMinutes(5)).next(GmailMethod.PROFILE, GmailFault.USER_RATE_LIMIT);
        assertThatThrownBy(rep.account::connectedAs).isInstanceOf(RetryableException.class);
        Delivery outcome = send(1);
        assertThat(outcome.scope()).isEqualTo(Delivery.Scope.TOUCH);
        assertThat(outcome.when().orElseThrow()).isBetween(Rep.NOW.plusSeconds(300), Rep.NOW.plusSeconds(301));
        assertThat(sent()).isEmpty();
    }

    @Test
    void tokensThatCannotBeHadHoldTheMailbox() {
        RuntimeException gone = new CredentialsException("the grant of rep was revoked; connect it again");
        RuntimeException away = new RetryableException("Google cannot be reached");
        for (RuntimeException each : List.of(gone, away, new IllegalStateException("secret"))) {
            try (GmailAccount without = GmailAccount.builder(EmailAddress.of(Rep.ADDRESS), () -> {
                        throw each;
                    })
                    .at(rep.server.url())
                    .build()) {
                Delivery outcome = new GmailMailer(without).send(email(1), Deadline.NEVER);
                assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
                assertThat(outcome.scope())
                        .isEqualTo(each == gone ? Delivery.Scope.CREDENTIALS : Delivery.Scope.MAILBOX);
                assertThat(outcome.detail()).doesNotContain("secret");
            }
        }
        assertThat(sent()).isEmpty();
    }

    @Test
    void aTokenThatGmailRefusesIsToldToItsSupplier() {
        AtomicInteger refused = new AtomicInteger();
        GoogleTokens tokens = new GoogleTokens() {
            @Override
            public String accessToken() {
                return "revoked";
            }

            @Override
            public void refused(String accessToken) {
                refused.addAndGet(accessToken.equals("revoked") ? 1 : 100);
            }
        };
        try (GmailAccount revoked = GmailAccount.builder(EmailAddress.of(Rep.ADDRESS), tokens)
                .at(rep.server.url())
                .build()) {
            Delivery outcome = new GmailMailer(revoked).send(email(1), Deadline.NEVER);
            assertThat(outcome.scope()).isEqualTo(Delivery.Scope.CREDENTIALS);
            assertThatThrownBy(revoked::connectedAs).isInstanceOf(CredentialsException.class);
        }
        assertThat(refused).hasValue(2);
    }

    @Test
    void aServerThatCannotBeReachedHoldsTheMailbox() throws IOException {
        int closed;
        try (ServerSocket once = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = once.getLocalPort();
        }
        try (GmailAccount nowhere =
                rep.builder().at(URI.create("http://127.0.0.1:" + closed + "/")).build()) {
            Delivery outcome = new GmailMailer(nowhere).send(email(1), Deadline.NEVER);
            assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
            assertThat(outcome.scope()).isEqualTo(Delivery.Scope.MAILBOX);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = GmailFault.class,
            names = {"TAKEN_SERVER_ERROR", "TAKEN_NO_ANSWER", "TAKEN_CONNECTION_LOST"})
    void anUncertainSendIsFoundInSent(GmailFault fault) {
        for (int i = 0; i < 15; i++) {
            rep.deliver("own " + i, "SENT");
        }
        rep.server.faults().next(GmailMethod.SEND, fault);
        assertThat(sendImpatiently(1).kind()).isEqualTo(Delivery.Kind.UNCERTAIN);
        GmailMessage taken = sent().get(15);
        rep.server.faults().next(GmailMethod.SEND, GmailFault.SERVER_ERROR);
        assertThat(send(2).kind()).isEqualTo(Delivery.Kind.UNCERTAIN);

        Map<String, Delivery> outcomes =
                rep.mailer().outcomes(List.of("mail-1@sender.example", "mail-2@sender.example"));
        assertThat(outcomes).containsOnlyKeys("mail-1@sender.example");
        Delivery found = requireNonNull(outcomes.get("mail-1@sender.example"));
        assertThat(found.kind()).isEqualTo(Delivery.Kind.ACCEPTED);
        assertThat(found.providerId()).contains(taken.messageId());
        assertThat(found.providerThread()).contains(taken.threadId());
    }

    @Test
    void nothingIsLookedUpTwice() {
        for (int i = 0; i < 15; i++) {
            rep.deliver("own " + i, "SENT");
        }
        send(1);
        rep.server.meter().reset();
        assertThat(mailer.outcomes(List.of("mail-1@sender.example"))).hasSize(1);
        assertThat(rep.units()).isZero();

        assertThat(mailer.outcomes(List.of("mail-9@sender.example"))).isEmpty();
        assertThat(rep.units()).isEqualTo(5 + 15 * 20);
        assertThat(mailer.outcomes(List.of("mail-9@sender.example"))).isEmpty();
        assertThat(rep.units()).isEqualTo(5 + 15 * 20 + 5);
    }

    @Test
    void aLookupThatFailsSaysSo() {
        rep.server.faults().next(GmailMethod.LIST, GmailFault.SERVER_ERROR);
        assertThatThrownBy(() -> mailer.outcomes(List.of("mail-1@sender.example")))
                .isInstanceOf(RetryableException.class)
                .hasMessageContaining(Rep.ADDRESS);
    }

    @Test
    void coldMailFromAGmailMailboxIsGrey() {
        assertThat(mailer.terms().coldMail()).isEqualTo(MailerTerms.ColdMail.GREY);
        assertThat(mailer.terms().sentence()).contains("2026-11-27");
    }
}
