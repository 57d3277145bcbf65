package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.PlannedTouch;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import dev.sdr.track.DeliveryState;
import dev.sdr.track.Engagement;
import dev.sdr.track.MailEvent;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions on opens and clicks. */
class EngagementTest {

    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";

    private final Office office = new Office();

    private static Sequence when(String condition) {
        return Sequence.builder("s")
                .email("first", s -> s.subject("Hello").text("Hi.").html("<p>Hi.</p>"))
                .email(
                        "second",
                        s -> s.text("Asked.")
                                .after(Delay.days(3))
                                .when(Condition.of(condition).orElseThrow())
                                .orElse("third"))
                .email("third", s -> s.text("Else.").after(Delay.days(1)))
                .build();
    }

    private RunnerBuilder builder(String condition) {
        return office.runner(when(condition));
    }

    private void visits(SequenceRunner runner, MailEvent.Type type, Duration after, String agent, String... details) {
        Touch touch = runner.enrollments().touches("jane").get(0);
        Map<String, String> all = new HashMap<>(Map.of(MailEvent.USER_AGENT, agent));
        for (int i = 0; i < details.length; i += 2) {
            all.put(details[i], details[i + 1]);
        }
        Posted.to(
                runner,
                List.of(new MailEvent(
                        MailEvent.OWN,
                        type,
                        touch.begunAt().plus(after),
                        Optional.empty(),
                        Optional.of(touch.messageId()),
                        Optional.empty(),
                        all)));
    }

    private SequenceRunner started(RunnerBuilder builder) {
        SequenceRunner runner = builder.build();
        runner.enroll(JANE, "s");
        runner.runOnce();
        return runner;
    }

    /** What is sent when the second step is due. */
    private String next(SequenceRunner runner) {
        office.clock.advance(Duration.ofDays(3));
        runner.runOnce();
        runner.runOnce();
        List<Email> sent = office.sent;
        return sent.size() < 2 ? "" : sent.get(1).text().lines().findFirst().orElse("");
    }

    @Test
    void explainSaysWhatBecameOfTheMailsThatLeft() {
        SequenceRunner runner = started(builder("opened"));
        assertThat(runner.explain("jane").get(0).mails())
                .containsExactly(mail("first", DeliveryState.UNKNOWN, Engagement.NONE));
        visits(runner, MailEvent.Type.OPENED, Duration.ofHours(1), "Barracuda Sentinel (EE)");
        Engagement nobody = Engagement.NONE;
        assertThat(runner.explain("jane").get(0).mails())
                .containsExactly(mail("first", DeliveryState.DELIVERED, nobody));
        visits(runner, MailEvent.Type.OPENED, Duration.ofHours(2), CHROME);
        Engagement opened = new Engagement(Optional.of(Duration.ofHours(2)), Optional.empty());
        assertThat(runner.explain("jane").get(0).mails())
                .containsExactly(mail("first", DeliveryState.DELIVERED, opened));

        next(runner);
        visits(runner, MailEvent.Type.BOUNCED, Duration.ofHours(73), "");
        assertThat(runner.explain("jane").get(0).mails())
                .extracting(Explanation.Mail::stepId, Explanation.Mail::delivery)
                .containsExactly(tuple("first", DeliveryState.BOUNCED), tuple("second", DeliveryState.UNKNOWN));
    }

    private Explanation.Mail mail(String step, DeliveryState delivery, Engagement engagement) {
        return new Explanation.Mail(step, office.clock.instant(), TouchState.SENT, delivery, engagement);
    }

    @ParameterizedTest
    @CsvSource({
        "opened, OPENED, 1, Asked.",
        "opened, CLICKED, 1, Asked.",
        "not_opened, OPENED, 1, ''",
        "not_opened, CLICKED, 1, ''",
        "clicked, CLICKED, 1, Asked.",
        "clicked, OPENED, 1, ''",
        "opened within 1 day, OPENED, 24, Asked.",
        "opened within 1 day, OPENED, 25, ''",
        "not_opened within 1 day, OPENED, 25, Asked.",
        "clicked within 2 days, CLICKED, 48, Asked.",
        "clicked within 2 days, CLICKED, 49, ''"
    })
    void aConditionIsAboutWhatAPersonDid(String condition, MailEvent.Type type, long hours, String expected) {
        SequenceRunner runner = started(builder(condition));
        visits(runner, type, Duration.ofHours(hours), CHROME);
        assertThat(next(runner)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"opened, ''", "not_opened, Asked.", "clicked, ''"})
    void machinesOpenAndFollowNothing(String condition, String expected) {
        SequenceRunner runner = started(builder(condition));
        visits(runner, MailEvent.Type.OPENED, Duration.ofHours(1), "Mozilla/5.0");
        visits(runner, MailEvent.Type.CLICKED, Duration.ofSeconds(2), CHROME);
        visits(runner, MailEvent.Type.CLICKED, Duration.ofHours(1), CHROME, MailEvent.METHOD, "HEAD");
        assertThat(next(runner)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"false, ''", "true, Asked."})
    void whatCannotBeToldCountsOnlyIfTheHostSaysSo(boolean counts, String expected) {
        RunnerBuilder builder = builder("clicked");
        SequenceRunner runner = started(counts ? builder.unknownVisitsCount() : builder);
        visits(runner, MailEvent.Type.CLICKED, Duration.ofSeconds(30), CHROME);
        assertThat(next(runner)).isEqualTo(expected);
    }

    @Test
    void aLookAtTheUnsubscribePageIsNoInterest() {
        SequenceRunner runner = started(builder("clicked"));
        visits(runner, MailEvent.Type.CLICKED, Duration.ofHours(1), CHROME, MailEvent.LINK, MailEvent.UNSUBSCRIBE_LINK);
        assertThat(next(runner)).isEmpty();
    }

    @Test
    void itIsAboutTheLastMailOnly() {
        Sequence sequence = Sequence.builder("s")
                .email("first", s -> s.subject("Hello").text("Hi.").html("<p>Hi.</p>"))
                .email("second", s -> s.text("Two.").after(Delay.days(1)))
                .email("third", s -> s.text("Three.").after(Delay.days(1)).when(Condition.OPENED))
                .build();
        SequenceRunner runner = started(office.runner(sequence));
        visits(runner, MailEvent.Type.OPENED, Duration.ofHours(1), CHROME);
        office.clock.advance(Duration.ofDays(1));
        runner.runOnce();
        office.clock.advance(Duration.ofDays(1));
        runner.runOnce();
        assertThat(office.sent).hasSize(2);
    }

    @Test
    void explainAndPreviewSayWhatTheyAssume() {
        SequenceRunner runner = started(builder("opened"));
        assertThat(runner.preview(JANE, "s")).extracting(PlannedTouch::stepId).containsExactly("first", "third");
        assertThat(started(builder("not_opened")).preview(JANE, "s"))
                .extracting(PlannedTouch::assumes)
                .containsExactly("", "not_opened: nobody opens or clicks", "");
        office.clock.advance(Duration.ofDays(3));
        runner.pollInboxes();
        assertThat(runner.explain("jane"))
                .hasSize(1)
                .allSatisfy(e -> assertThat(e.reason()).contains("the condition opened is false"));
        visits(runner, MailEvent.Type.OPENED, Duration.ofHours(1), CHROME);
        assertThat(runner.explain("jane"))
                .allSatisfy(e -> assertThat(e.reason()).startsWith("it goes in the next run"));
    }
}
