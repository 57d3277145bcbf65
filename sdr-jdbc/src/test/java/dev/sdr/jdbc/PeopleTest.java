package dev.sdr.jdbc;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.SequenceRunner;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.TouchState;
import dev.sdr.compose.OneOff;
import dev.sdr.consent.Suppression;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.Inbound;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.ErasureReport;
import dev.sdr.observe.Explanation;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.PersonRows;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import dev.sdr.testkit.VirtualClock;
import dev.sdr.track.MailEvent;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Erasing and exporting a person, on every store. */
@Timeout(300)
class PeopleTest {

    /** In whatever is kept about the person, and in nothing else. */
    private static final String MARK = "zqxmark";

    private static final Lead MARKED = Lead.of(MARK + "@company.example", MARK + "@company.example")
            .with("first_name", "Zqxmark")
            .with("company_name", "Zqxmark GmbH");
    private static final Lead BOB =
            Lead.of("bob", "bob@other.example").with("first_name", "Bob").with("company_name", "Other");

    enum Kind {
        MEMORY,
        H2,
        POSTGRESQL
    }

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-01-05T09:00:00Z"));
    private final List<Email> sent = new ArrayList<>();
    private final List<RawMessage> inbox = new ArrayList<>();
    private final ObjectMapper json = new ObjectMapper();
    private Mailer mailer = (email, deadline) -> {
        sent.add(email);
        return Delivery.accepted();
    };
    private Mailbox mailbox = Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC);
    private Optional<DataSource> source = Optional.empty();
    private SequenceStore store = new InMemorySequenceStore();

    private final Sequence two = Sequence.builder("two")
            .email("first", s -> s.subject("Hello {{first_name}}").text("How is {{company_name}}?"))
            .email("second", s -> s.text("Again, {{first_name}}.").after(Delay.days(2)))
            .build();
    private final Sequence call = Sequence.builder("call")
            .step("call", "task", s -> s.subject("Call {{first_name}}").text("Call {{first_name}}."))
            .build();
    private final Classifier classifier = reply -> {
        ReplyAnalysis interested =
                new ReplyAnalysis(Sentiment.POSITIVE, Intent.INTERESTED, false, Urgency.MEDIUM, 0.95, "scripted");
        return reply.newText().contains("colleague")
                ? interested.withReferTo(Optional.of("Zqxmark <" + MARKED.email() + ">"))
                : interested;
    };

    private void open(Kind kind) {
        source = switch (kind) {
            case MEMORY -> Optional.empty();
            case H2 -> Optional.of(Databases.h2());
            case POSTGRESQL -> Optional.of(Databases.pooled("people"));
        };
        store = source.<SequenceStore>map(JdbcSequenceStore::open).orElseGet(InMemorySequenceStore::new);
    }

    private SequenceRunner runner() {
        InboxSource read = (cursor, since, limit) -> {
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(inbox.size(), from + limit);
            return new InboxSource.Page(inbox.subList(from, to), Integer.toString(to), to == inbox.size());
        };
        return SequenceRunner.builder(store, Sequences.of(two, call), Sender.of("Example Ltd", "1 High Street"))
                .mailbox(mailbox, (email, deadline) -> mailer.send(email, deadline), read)
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .random(new SplittableRandom(1))
                .classifier(classifier)
                .replies(ReplyPolicy.careful(), TemplateResponder.standard())
                .build();
    }

    private void arrives(String from, String answers, String text) {
        String message = "From: " + from + "\r\nTo: ann@sender.example\r\nMessage-ID: <m" + inbox.size()
                + "@x.example>\r\n"
                + (answers.isEmpty() ? "" : "In-Reply-To: <" + answers + ">\r\n") + "Subject: Re: Hello\r\n\r\n" + text
                + "\r\n";
        inbox.add(RawMessage.of(Integer.toString(inbox.size()), message.getBytes(UTF_8), clock.instant()));
    }

    private MailEvent event(String messageId, MailEvent.Type type, String reason) {
        return new MailEvent(
                "provider",
                type,
                clock.instant(),
                Optional.of(MARKED.email()),
                Optional.of(messageId),
                Optional.empty(),
                Map.of(MailEvent.REASON, reason));
    }

    private static void reports(SequenceRunner runner, MailEvent... events) {
        WebhookReceiver receiver = new WebhookReceiver() {
            @Override
            public String name() {
                return "provider";
            }

            @Override
            public Received receive(WebhookRequest request, Instant now) {
                return new Received.Accepted(List.of(events), List.of());
            }
        };
        assertThat(runner.web().receive(receiver, new WebhookRequest(Map.of(), new byte[0])))
                .isTrue();
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private String lastId() {
        return sent.get(sent.size() - 1).messageId();
    }

    /** Puts the mark wherever a person's data can get to. */
    private void plant(SequenceRunner runner) {
        runner.enroll(BOB, "two");
        run(runner);
        String toBob = lastId();
        runner.enroll(MARKED, "two"); // retention removes this one
        run(runner);
        clock.advance(Duration.ofDays(2));
        run(runner);
        clock.advance(Duration.ofDays(40));
        runner.retain(RetentionPolicy.keepAll().touches(Duration.ofDays(30)));

        runner.enroll(MARKED, "call");
        run(runner);
        mailer = (email, deadline) -> Delivery.uncertain("no answer about zqxmark");
        runner.send(MARKED, OneOff.of("for zqxmark", "Zqxmark, hello", "Dear Zqxmark."));
        mailer = (email, deadline) -> {
            sent.add(email);
            return Delivery.accepted("for-zqxmark-" + sent.size());
        };
        clock.advance(Duration.ofHours(1));
        run(runner); // it counts as sent
        runner.send(MARKED, OneOff.of("again", "Zqxmark, hello", "Dear Zqxmark."));
        arrives("Zqxmark <" + MARKED.email() + ">", lastId(), "Sounds good. Zqxmark");
        run(runner);
        var draft = runner.replies().drafts(10).get(0);
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        run(runner);
        arrives("Zqxmark <" + MARKED.email() + ">", lastId(), "More about zqxmark, please.");
        run(runner);
        assertThat(runner.replies().drafts(10)).hasSize(1);

        arrives(
                "Carl Colleague <carl@elsewhere.example>",
                sent.get(sent.size() - 2).messageId(),
                "I speak for her.");
        arrives("Bob <bob@other.example>", toBob, "Please ask my colleague.");
        arrives("Zqxmark <" + MARKED.email() + ">", toBob, "I read this at Bob's, says zqxmark.");
        run(runner);
        reports(
                runner,
                event(lastId(), MailEvent.Type.DEFERRED, "451 <zqxmark@company.example> busy"),
                event("unknown@elsewhere.example", MailEvent.Type.PROCESSED, "about zqxmark"));
        runner.suppressions().addForChannel(MARKED.email(), "post", "Zqxmark said so", "zqxmark 1");
        runner.suppressions().consent(MARKED.email(), "the form of Zqxmark");
        runner.suppressions().addForChannel(MARKED.email(), "post", "Zqxmark said so again", "zqxmark 2");
        runner.enrollments().stopLead(MARKED.id(), "the boss of zqxmark");
    }

    @ParameterizedTest
    @EnumSource
    void nothingOfAnErasedPersonIsFoundAnywhere(Kind kind) {
        open(kind);
        SequenceRunner runner = runner();
        plant(runner);
        assertThat(Dump.places(source, store, MARK))
                .as("the test plants it")
                .contains("sdr_lead", "sdr_touch_content", "sdr_inbound", "sdr_inbound_raw", "sdr_event", "sdr_record")
                .contains("sdr_suppression", "sdr_consent", "sdr_touch", "sdr_enrollment", "sdr_past_touch")
                .contains("sdr_mail_event");

        ErasureReport report = runner.people().erase(MARKED.email());

        assertThat(report.waitingFor()).isEmpty();
        assertThat(Dump.places(source, store, MARK)).isEmpty();
        assertThat(report.enrollments()).isGreaterThanOrEqualTo(5);
        assertThat(report.messages()).isEqualTo(4);
        assertThat(report.events()).isPositive();
        assertThat(report.records()).isPositive();
        ErasureReport again = runner.people().erase(MARKED.email());
        assertThat(again).isEqualTo(new ErasureReport(Optional.empty(), 0, 0, 0, 0));
        run(runner);
        clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(runner.enrollments().of("bob")).hasSize(1);
        assertThat(runner.enrollments().received("bob", 10)).hasSize(1);
        assertThat(runner.suppressions().list(Optional.empty(), 10)).hasSize(3);
    }

    @ParameterizedTest
    @EnumSource
    void everythingThatIsKeptIsExported(Kind kind) throws Exception {
        open(kind);
        SequenceRunner runner = runner();
        plant(runner);

        JsonNode all = json.readTree(runner.people().export(MARKED.email()));

        assertThat(all.path("lead").path("attributes").path("first_name").asText())
                .isEqualTo("Zqxmark");
        assertThat(all.path("enrollments")).hasSize(5);
        assertThat(all.path("past_touches")).isNotEmpty();
        assertThat(all.path("contacts")).hasSize(1);
        assertThat(all.path("messages")).hasSize(4);
        assertThat(all.path("suppressions")).hasSize(2);
        assertThat(all.path("consents")).hasSize(1);
        assertThat(all.findValuesAsText("evidence")).containsExactly("the form of Zqxmark");
        assertThat(all.path("enrollments").findValuesAsText("text"))
                .anyMatch(t -> t.startsWith("Dear Zqxmark."))
                .anyMatch(t -> t.contains("Call Zqxmark."));
        assertThat(all.path("enrollments").findValues("task")).hasSize(1);
        assertThat(all.path("enrollments").findValues("definition")).hasSize(2);
        assertThat(all.path("messages").findValuesAsText("text")).contains("Sounds good. Zqxmark");
        assertThat(all.path("messages").findValuesAsText("raw_base64")).hasSize(3);
        assertThat(all.path("messages").findValues("analysis")).isNotEmpty();
        assertThat(all.path("messages").findValues("draft")).hasSize(3);
        assertThat(all.path("mail_events").findValuesAsText("reason"))
                .containsExactlyInAnyOrder("451 <zqxmark@company.example> busy", "about zqxmark");
        assertThat(all.path("events").findValuesAsText("type"))
                .contains("enrolled", "touch.sent", "referred", "replied");
        assertThat(all.toString()).doesNotContain("carl@elsewhere.example", "bob@other.example");
        JsonNode nobody = json.readTree(runner.people().export(EmailAddress.of("nobody@nowhere.example")));
        assertThat(nobody.has("lead")).isFalse();
        assertThat(nobody.path("messages")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void whoWasErasedIsNotContactedHoweverOftenImportedAndEnrolled(Kind kind) {
        open(kind);
        SequenceRunner runner = runner();
        runner.enroll(MARKED, "two");
        run(runner);
        assertThat(runner.people().erase(MARKED.email()).isComplete()).isTrue();

        for (Lead lead :
                List.of(MARKED, Lead.of("new id", "ZQXmark@Company.example").with("first_name", "Zqxmark"))) {
            Enrolled refused = runner.enroll(lead, "two");
            assertThat(refused.result()).isEqualTo(Enrolled.Result.REFUSED);
            assertThat(refused.reason()).contains("ERASED");
        }
        clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(sent).hasSize(1);
        assertThat(Dump.places(source, store, MARK)).isEmpty();

        runner.suppressions().consent(MARKED.email(), "a new form");
        assertThat(runner.enroll(MARKED, "two").result()).isEqualTo(Enrolled.Result.ENROLLED);
        run(runner);
        assertThat(sent).hasSize(2);
        assertThat(runner.people().erase(MARKED.email()).isComplete()).isTrue();
        assertThat(runner.enroll(MARKED, "two").result()).isEqualTo(Enrolled.Result.REFUSED);
        assertThat(runner.suppressions().of(MARKED.email()))
                .extracting(Suppression::reason)
                .containsExactly(Suppression.Reason.ERASED);
    }

    @ParameterizedTest
    @EnumSource
    void aTouchInFlightIsWaitedForAndNeverSentAgain(Kind kind) {
        open(kind);
        SequenceRunner runner = runner();
        List<ErasureReport> during = new ArrayList<>();
        mailer = (email, deadline) -> {
            sent.add(email);
            during.add(runner.people().erase(MARKED.email()));
            return Delivery.uncertain("cut off");
        };
        runner.enroll(MARKED, "two");
        run(runner);

        assertThat(during).hasSize(1);
        assertThat(during.get(0).waitingFor().orElseThrow()).contains("in flight");
        assertThat(runner.people().erase(MARKED.email()).isComplete()).isFalse();
        assertThat(runner.enrollments().touches(MARKED.id()))
                .extracting(t -> t.state())
                .containsExactly(TouchState.SENDING);
        UUID enrollment = runner.enrollments().of(MARKED.id()).get(0).id();
        String messageId = lastId();
        clock.advance(Duration.ofMinutes(20));
        run(runner);
        assertThat(runner.people().erase(MARKED.email()).isComplete()).isTrue();
        assertThat(Dump.places(source, store, MARK)).isEmpty();
        store.inTransaction(tx -> {
            assertThat(tx.touches().byMessageIds(List.of(messageId)))
                    .extracting(t -> t.state())
                    .containsExactly(TouchState.UNKNOWN);
            return tx.enrollments().byIds(List.of(enrollment));
        });
        clock.advance(Duration.ofDays(5));
        run(runner);
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void anEndedEnrollmentWithoutALeadIsExplained(Kind kind) {
        open(kind);
        SequenceRunner runner = runner();
        mailer = (email, deadline) -> Delivery.uncertain("cut off");
        UUID id = runner.enroll(MARKED, "two").enrollmentId().orElseThrow();
        run(runner);
        clock.advance(Duration.ofMinutes(20));
        run(runner);
        runner.people().erase(MARKED.email());

        assertThat(runner.explain(PersonRows.ERASED + id))
                .extracting(x -> x.state())
                .containsExactly(Explanation.State.STOPPED);
        clock.advance(Duration.ofDays(20));
        runner.retain(RetentionPolicy.keepAll().touches(Duration.ofDays(7)));
        runner.campaigns().stop("two");
        run(runner);
    }

    @ParameterizedTest
    @EnumSource
    void anErasureDuringAnAbsenceEndsThePause(Kind kind) {
        open(kind);
        SequenceRunner runner = runner();
        runner.enroll(MARKED, "two");
        run(runner);
        inbox.add(RawMessage.of(
                "0",
                ("From: " + MARKED.email()
                                + "\r\nTo: ann@sender.example\r\nMessage-ID: <a@x.example>\r\nAuto-Submitted:"
                                + " auto-replied\r\nIn-Reply-To: <" + lastId() + ">\r\nSubject: Out of office\r\n\r\n"
                                + "I am out of the office until 12 January 2026. Zqxmark\r\n")
                        .getBytes(UTF_8),
                clock.instant()));
        run(runner);
        assertThat(runner.enrollments().of(MARKED.id()).get(0).pauses()).hasSize(1);

        assertThat(runner.people().erase(MARKED.email()).isComplete()).isTrue();

        assertThat(Dump.places(source, store, MARK)).isEmpty();
        clock.advance(Duration.ofDays(20));
        run(runner);
        assertThat(sent).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource
    void whatAnErasedPersonWritesLaterIsAStubAndStopsWhomItAnswersFor(Kind kind) {
        open(kind);
        mailbox = mailbox.forThisOnly();
        SequenceRunner runner = runner();
        runner.enroll(BOB, "two");
        run(runner);
        String toBob = lastId();
        Lead colleague = Lead.of("colleague", "colleague@company.example")
                .with("first_name", "C")
                .with("company_name", "X");
        runner.enroll(MARKED.with("company_name", "X"), "two");
        runner.enroll(colleague, "two");
        run(runner);
        String toMarked = sent.stream()
                .filter(m -> m.to().equals(MARKED.email()))
                .findFirst()
                .orElseThrow()
                .messageId();
        runner.people().erase(MARKED.email());

        arrives("Zqxmark <" + MARKED.email() + ">", toMarked, "Late words of zqxmark.");
        arrives("Zqxmark <" + MARKED.email() + ">", "", "New words of zqxmark.");
        arrives("Zqxmark <" + MARKED.email() + ">", toBob, "Zqxmark answers for Bob.");
        run(runner);

        assertThat(Dump.places(source, store, MARK)).isEmpty();
        assertThat(store.inTransaction(tx -> tx.inbox().ofKind(Inbound.PRIVATE, Optional.empty(), 10)).stream()
                        .toList())
                .hasSize(3);
        assertThat(runner.replies().waiting(10)).isEmpty();
        clock.advance(Duration.ofDays(3));
        run(runner);
        assertThat(sent)
                .extracting(m -> m.to().value())
                .filteredOn(a -> a.startsWith("bob"))
                .hasSize(1);
        assertThat(sent)
                .extracting(m -> m.to().value())
                .filteredOn(a -> a.startsWith("colleague"))
                .hasSize(2);
    }

    @ParameterizedTest
    @EnumSource
    void whoOnlyWroteOnceOrOnlyAnsweredForAnotherIsErasedToo(Kind kind) {
        open(kind);
        mailbox = mailbox.forThisOnly();
        SequenceRunner runner = runner();
        runner.enroll(BOB, "two");
        run(runner);
        arrives("Zqxmark <" + MARKED.email() + ">", lastId(), "I answer for Bob. Zqxmark");
        arrives("Stranger <zqxmark.stranger@far.example>", "", "Nobody knows me. Zqxmark");
        run(runner);
        assertThat(Dump.places(source, store, MARK)).isNotEmpty();

        assertThat(runner.people().erase(MARKED.email()).messages()).isEqualTo(1);
        assertThat(Dump.places(source, store, MARK)).containsExactly("sdr_inbound");
        assertThat(runner.people().export(EmailAddress.of("zqxmark.stranger@far.example")))
                .contains("Nobody knows me");
        assertThat(runner.people()
                        .erase(EmailAddress.of("zqxmark.stranger@far.example"))
                        .messages())
                .isEqualTo(1);
        assertThat(Dump.places(source, store, MARK)).isEmpty();
        run(runner);
    }

    @Test
    void anErasureThatIsCutOffAnywhereGoesOn() {
        int cuts = 0;
        for (int cut = 1; ; cut++) {
            open(Kind.MEMORY);
            sent.clear();
            inbox.clear();
            plant(runner());
            Cut cutting = new Cut(store);
            SequenceStore whole = store;
            store = cutting;
            SequenceRunner dying = runner();
            cutting.from = cutting.count + cut;
            try {
                assertThat(dying.people().erase(MARKED.email()).isComplete()).isTrue();
                assertThat(cuts).isGreaterThan(10);
                return;
            } catch (RetryableException e) {
                cuts++;
            }
            store = whole;
            assertThat(runner().people().erase(MARKED.email()).isComplete()).isTrue();
            assertThat(Dump.places(source, whole, MARK))
                    .as("cut off at %d", cut)
                    .isEmpty();
        }
    }

    /** A store that cannot be reached from some transaction on. */
    private static final class Cut implements SequenceStore {

        private final SequenceStore whole;
        private int count;
        private int from = Integer.MAX_VALUE;

        Cut(SequenceStore whole) {
            this.whole = whole;
        }

        @Override
        public <T> T inTransaction(Function<Tx, T> work) {
            if (++count >= from) {
                throw new RetryableException("cut off");
            }
            return whole.inTransaction(work);
        }

        @Override
        public Optional<String> identity() {
            return whole.identity();
        }
    }
}
