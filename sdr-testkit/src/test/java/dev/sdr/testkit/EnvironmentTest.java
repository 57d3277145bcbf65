package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.compose.OneOff;
import dev.sdr.error.ConfigurationException;
import dev.sdr.gate.Recipients;
import dev.sdr.lead.Lead;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.StoredRecord;
import dev.sdr.track.MailEvent;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Whose store it is, whether it is still the same (S3), and whom a runner of staging reaches. */
class EnvironmentTest {

    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final Lead BOB = Lead.of("bob", "bob@example.com");
    private static final Sequence TWO = Sequence.builder("two")
            .email("one", s -> s.subject("One").text("One."))
            .step("call", "calls", s -> s.text("Call").after(Delay.days(1)))
            .build();

    private final Office office = new Office();

    private RunnerBuilder runner() {
        return office.runner(TWO);
    }

    private static void assertRefusesAll(SequenceRunner runner, String why) {
        List<Consumer<SequenceRunner>> all = List.of(
                SequenceRunner::runOnce,
                SequenceRunner::pollInboxes,
                SequenceRunner::handleReplies,
                SequenceRunner::reconcile,
                SequenceRunner::runDueSteps,
                r -> r.enroll(BOB, "two"),
                r -> r.send(BOB, OneOff.of("k", "Hi", "Hi")));
        for (Consumer<SequenceRunner> each : all) {
            assertThatThrownBy(() -> each.accept(runner))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(why)
                    .hasMessageContaining("adopt(");
        }
    }

    @Test
    void s3ARunnerOfAnotherEnvironmentSendsReceivesAndEnrollsNothingUntilItAdopts() {
        SequenceRunner prod = runner().environment("prod").build();
        prod.enroll(JANE, "two");
        office.arrives("jane@company.example", "", "hello");
        SequenceRunner staging = runner().environment("staging").build();
        SequenceRunner nameless = runner().build();
        assertRefusesAll(staging, "'prod', and this runner to 'staging'");
        assertRefusesAll(nameless, "'prod', and this runner names none");
        assertThat(office.sent).isEmpty();
        assertThat(nameless.enrollments().of("bob")).isEmpty();
        assertThat(nameless.enrollments().received("jane", 10)).isEmpty();

        assertThat(staging.adopt().complete()).isTrue();
        staging.runOnce();
        assertThat(staging.enrollments().received("jane", 10)).hasSize(1);
        assertRefusesAll(prod, "'staging', and this runner to 'prod'");
    }

    @Test
    void s3AStoreThatChangesHandsInMidRunIsSeenWhenTheNextTouchBegins() {
        SequenceRunner other = runner().environment("other").build();
        SequenceRunner prod = runner().environment("prod")
                .composer(request -> {
                    if (request.lead().id().equals("jane")) {
                        other.adopt();
                    }
                    return dev.sdr.compose.Composition.of("Hello", "Hello.");
                })
                .build();
        prod.enroll(List.of(JANE, BOB), "two");
        assertThatThrownBy(prod::runDueSteps).isInstanceOf(ConfigurationException.class);
        assertThat(office.sent).noneMatch(e -> e.to().equals(JANE.email()));
    }

    @Test
    void s3AStoreAndARunnerWithoutANameWorkAsEver() {
        SequenceRunner runner = runner().build();
        runner.enroll(JANE, "two");
        assertThat(runner.runOnce().sent()).isEqualTo(1);
        assertThat(runner().environment("prod").build().runOnce().problems()).isEmpty(); // which signs it
        assertRefusesAll(runner, "'prod'");
    }

    @Test
    void s3ARecordOfAnOlderVersionIsReadAndFieldsOfANewerOneAreKept() {
        String key = "a".repeat(43) + "=";
        office.store.inTransaction(tx -> tx.records()
                .put(new StoredRecord(
                        "control", "control", 0, "", "{\"key\":\"" + key + "\",\"of_later\":{\"a\":[1]}}")));
        SequenceRunner runner = runner().environment("prod").build();
        runner.runOnce();
        runner.pauseAll("a look");
        runner.adopt(office.clock.instant());
        assertThat(control()).contains("\"of_later\":{\"a\":[1]}").contains("\"environment\":\"prod\"");
    }

    private String control() {
        return office.store.inTransaction(
                tx -> tx.records().get("control", List.of("control")).get(0).json());
    }

    @Test
    void s3ADatabaseThatBecomesAnotherIsSeenByItsIdentity() {
        SequenceRunner runner = runner().build();
        runner.runOnce();
        office.store.backUp();
        runner.enroll(JANE, "two");
        office.store.setBack();
        assertRefusesAll(runner, "is a copy or was restored");
        assertRefusesAll(runner().build(), "is a copy or was restored");
        runner.adopt();
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    @Test
    void s3ADatabaseThatWasSetBackIsSeenByItsBeatAndAnyNodesAdoptionHelpsAll() {
        SequenceRunner node = runner().build();
        node.runOnce();
        StoredRecord before = office.store.inTransaction(
                tx -> tx.records().get("control", List.of("control")).get(0));
        office.clock.advance(Duration.ofMinutes(6));
        node.runOnce();
        node.runOnce(); // reads the higher beat
        office.store.inTransaction(tx -> {
            StoredRecord now = tx.records().get("control", List.of("control")).get(0);
            return tx.records().put(new StoredRecord("control", "control", now.version(), "", before.json()));
        });
        assertRefusesAll(node, "was set back: its beat");
        SequenceRunner fresh = runner().build(); // a process that has seen nothing before
        fresh.adopt();
        assertThat(node.runOnce().problems()).isEmpty();
    }

    @Test
    void s3ACopyTakesNoEventsOfMailUntilItIsAdopted() {
        SequenceRunner prod = runner().environment("prod").build();
        prod.enroll(JANE, "two");
        prod.runOnce();
        MailEvent bounce = new MailEvent(
                "provider",
                MailEvent.Type.BOUNCED,
                office.clock.instant(),
                Optional.of(JANE.email()),
                Optional.of(office.sent.get(0).messageId()),
                Optional.empty(),
                Map.of());
        SequenceRunner staging = runner().environment("staging").build();
        assertThatThrownBy(() -> Posted.to(staging, List.of(bounce)))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'prod', and this runner to 'staging'");
        assertThatThrownBy(() -> staging.web().record(List.of(bounce))).isInstanceOf(ConfigurationException.class);
        assertThat(prod.enrollments().mailEvents("jane")).isEmpty();
        assertThat(prod.enrollments().of("jane").get(0).stops()).isEmpty();

        staging.adopt();
        assertThat(Posted.to(staging, List.of(bounce))).isTrue();
        assertThat(prod.enrollments().of("jane").get(0).stops()).hasSize(1);
    }

    @Test
    void s3AProcessThatOnlyTakesEventsSeesThatAnotherAdoptedTheDatabase() {
        SequenceRunner web = runner().build();
        office.store.backUp();
        office.store.setBack();
        MailEvent event = new MailEvent(
                "provider",
                MailEvent.Type.UNSUBSCRIBED,
                office.clock.instant(),
                Optional.of(JANE.email()),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        runner().build().runOnce();
        assertThat(Posted.to(web, List.of(event))).isTrue();
        assertThat(web.suppressions().of(JANE.email())).hasSize(1);
    }

    @Test
    void s3TheBeatIsRaisedRarely() {
        SequenceRunner runner = runner().build();
        runner.runOnce();
        String before = control();
        for (int i = 0; i < 4; i++) {
            office.clock.advance(Duration.ofMinutes(1));
            runner.runOnce();
        }
        assertThat(control()).isEqualTo(before);
        office.clock.advance(Duration.ofMinutes(2));
        runner.runOnce();
        assertThat(control()).isNotEqualTo(before);
    }

    @Test
    void aRunnerForSomeDomainsHoldsAllOthersByEveryWay() {
        SequenceRunner runner =
                runner().recipients(Recipients.onlyDomains("Example.COM")).build();
        runner.enroll(List.of(JANE, BOB, Lead.of("sub", "x@sub.example.com")), "two");
        runner.runOnce();
        assertThat(office.sent).extracting(e -> e.to().value()).containsExactly("bob@example.com");
        Explanation jane = runner.explain("jane").get(0);
        assertThat(jane.gate()).isEqualTo("recipients");
        assertThat(jane.reason()).contains("may write to example.com only").contains("company.example");
        assertThat(runner.explain("sub").get(0).gate()).isEqualTo("recipients");
        assertThat(runner.send(JANE, OneOff.of("k", "Hi", "Hi")).gate()).isEqualTo("recipients");
        office.clock.advance(Duration.ofDays(2));
        runner.runOnce();
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void aRedirectTakesEveryMailAndIsWhatIsKept() {
        SequenceRunner runner = runner().redirectAllTo("staging@example.com")
                .channel("calls", (message, deadline) -> dev.sdr.channel.Delivery.accepted())
                .build();
        runner.enroll(JANE, "two");
        assertThat(runner.explain("jane").get(0).reason())
                .contains("here it goes to staging@example.com in place of jane@company.example");
        runner.runOnce();
        runner.send(JANE, OneOff.of("k", "Hi", "Hi"));
        assertThat(office.sent).hasSize(2).allSatisfy(mail -> {
            assertThat(mail.to().value()).isEqualTo("staging@example.com");
            assertThat(mail.headers()).containsEntry("X-Original-To", "jane@company.example");
        });
        assertThat(kept(runner)).extracting(TouchContent::to).containsOnly("staging@example.com");
        office.clock.advance(Duration.ofDays(2));
        runner.runOnce();
        assertThat(runner.explain("jane").get(0).gate()).isEqualTo("recipients");
        assertThat(runner.explain("jane").get(0).reason()).contains("channel 'calls' cannot be redirected");
    }

    @Test
    void aRedirectTakesAlsoWordsThatWereWrittenWithoutIt() {
        SequenceRunner prod = runner().build();
        prod.enroll(JANE, "two");
        office.mailer = (email, deadline) ->
                dev.sdr.channel.Delivery.deferred(dev.sdr.channel.Delivery.Scope.TOUCH, Optional.empty(), "later");
        runner().build().runOnce();
        List<String> to = new java.util.ArrayList<>();
        office.mailer = (email, deadline) -> {
            to.add(email.to().value());
            return dev.sdr.channel.Delivery.accepted();
        };
        SequenceRunner staging = runner().redirectAllTo("staging@example.com").build();
        office.clock.advance(Duration.ofHours(1));
        staging.runOnce();
        assertThat(to).containsExactly("staging@example.com");
        assertThat(kept(staging)).extracting(TouchContent::to).containsOnly("staging@example.com");
    }

    private List<TouchContent> kept(SequenceRunner runner) {
        List<Touch> touches = runner.enrollments().touches("jane");
        return office.store.inTransaction(
                tx -> tx.touches().contents(touches.stream().map(Touch::id).toList()));
    }
}
