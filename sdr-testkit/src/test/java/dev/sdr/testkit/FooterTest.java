package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.answer.Draft;
import dev.sdr.channel.Delivery;
import dev.sdr.compose.Composition;
import dev.sdr.lead.Lead;
import dev.sdr.mail.FooterWords;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The footer that no mail leaves without (P7). */
class FooterTest {

    private static final Lead JANE =
            Lead.of("jane", "jane@company.example").with("source", "the 2026 trade fair\nlist");
    private static final Sender SENDER = Sender.of("M\u00fcller\u00a0&  Co \u0130", "1 High Street\nLondon");
    private static final Sequence STEPS = Sequence.builder("steps")
            .email("one", s -> s.subject("One").text("One.").html("<p>\u0130\u0130 One.</p>"))
            .email("two", s -> s.text("Two.").after(Delay.days(1)))
            .build();

    private final Office office = new Office();

    private RunnerBuilder runner(Sender sender) {
        return SequenceRunner.builder(office.store, Sequences.of(STEPS), sender)
                .mailbox(office.mailbox, office.mailer, office.inbox())
                .window(SendWindow.ALWAYS)
                .virtualClock(office.clock)
                .random(new SplittableRandom(1));
    }

    private SequenceRunner writing(String html) {
        return runner(SENDER)
                .composer(request -> new Composition("One", "One.", Optional.of(html), List.of()))
                .build();
    }

    @Test
    void htmlThatWouldHideTheFooterHolds() {
        for (String html : List.of(
                "<p>One.</p><!-- ",
                "<p>One.</p><!-- </body> -->",
                "<style>p { color: red }",
                "<script>var a;",
                "<p>One.</p><p title='")) {
            Office other = new Office();
            SequenceRunner runner = SequenceRunner.builder(other.store, Sequences.of(STEPS), SENDER)
                    .mailbox(other.mailbox, other.mailer, other.inbox())
                    .window(SendWindow.ALWAYS)
                    .virtualClock(other.clock)
                    .composer(request -> new Composition("One", "One.", Optional.of(html), List.of()))
                    .build();
            runner.enroll(JANE, "steps");
            runner.runOnce();
            assertThat(other.sent).as(html).isEmpty();
            Explanation held = runner.explain("jane").get(0);
            assertThat(held.toString()).contains("the footer would not be seen");
        }
    }

    @Test
    void theFooterStandsAtTheEndOfAnyHtml() {
        SequenceRunner runner = writing("<HTML><BODY>\u0130\u0130\u0130<p>One.</p></BODY></HTML>\n");
        runner.enroll(JANE, "steps");
        runner.runOnce();
        String html = office.sent.get(0).html().orElseThrow();
        assertThat(html)
                .startsWith("<HTML><BODY>\u0130\u0130\u0130<p>One.</p><p style")
                .contains("M\u00fcller\u00a0&amp;  Co \u0130<br>1 High Street<br>London<br>")
                .endsWith("</p></BODY></HTML>\n");
    }

    @Test
    void keptWordsLeaveWithTodaysFooter() {
        SequenceRunner before = runner(SENDER).build();
        office.outcome = Delivery.deferred(Delivery.Scope.TOUCH, Optional.empty(), "try later");
        before.enroll(JANE, "steps");
        before.runOnce();
        office.outcome = Delivery.accepted();
        office.clock.advance(Duration.ofDays(1));

        runner(Sender.of("Moved Ltd", "2 Low Street")).build().runOnce();
        assertThat(office.sent).hasSize(2);
        assertThat(office.sent.get(1).text())
                .contains("-- \nMoved Ltd\n2 Low Street\n")
                .doesNotContain("High Street");
        assertThat(office.sent.get(1).messageId()).isEqualTo(office.sent.get(0).messageId());
    }

    @Test
    void anApprovedAnswerDoesNotLeaveWithAnotherFooterThanTodays() {
        SequenceRunner before = runner(SENDER).build();
        before.enroll(JANE, "steps");
        before.runOnce();
        office.arrives(
                "Jane <jane@company.example>",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: One\r\n",
                "Sounds good, please tell me more about it.");
        before.runOnce();
        Draft draft = before.replies().waiting(1).get(0).draft().orElseThrow();
        assertThat(draft.text()).contains("1 High Street\nLondon\nNot for you?");
        assertThat(before.replies().approve(draft.inboundId(), draft.hash())).isTrue();

        runner(Sender.of("Moved Ltd", "2 Low Street")).build().runOnce();
        assertThat(office.sent).hasSize(1);

        office.clock.advance(Duration.ofDays(1));
        runner(SENDER.withWords(FooterWords.german())).build().runOnce(); // the words may change, who writes may not
        assertThat(office.sent).hasSize(2);
        assertThat(office.sent.get(1).text()).isEqualTo(draft.text());
        assertThat(office.sent.get(1).headers()).doesNotContainKey("List-Unsubscribe");
    }

    @Test
    void theFirstMailSaysWhereTheAddressCameFromIfTheSenderHasAPrivacyNotice() {
        SequenceRunner runner = runner(SENDER.withPrivacyNotice(URI.create("https://sender.example/privacy?a=1&b=2")))
                .publicUrl("https://l.sender.example")
                .build();
        runner.enroll(JANE, "steps");
        runner.runOnce();
        office.clock.advance(Duration.ofDays(1));
        runner.runOnce();

        assertThat(office.sent.get(0).text())
                .contains("London\nWe have your address from: the 2026 trade fair list\n"
                        + "Privacy notice: https://sender.example/privacy?a=1&b=2\nNot for you? Reply \"stop\"");
        assertThat(office.sent.get(0).html().orElseThrow())
                .contains(
                        "London<br>We have your address from: the 2026 trade fair list<br>"
                                + "<a href=\"https://sender.example/privacy?a=1&amp;b=2\" data-no-track>Privacy notice</a><br>");
        assertThat(office.sent.get(1).text()).doesNotContain("trade fair").doesNotContain("Privacy");
        assertThat(runner.preview(JANE, "steps"))
                .extracting(p -> p.text().contains("trade fair"))
                .containsExactly(true, false);
        assertThat(runner.preview(JANE, "steps").get(0).text())
                .endsWith("Unsubscribe: https://l.sender.example/u/TOKEN\n");
    }

    @Test
    void ourFooterInAQuoteWithoutMarksIsNoOptOut() {
        FooterWords words = new FooterWords(
                "You do not want this: please take me off your list, then nobody writes again.",
                "Unsubscribe",
                "From",
                "Privacy");
        SequenceRunner runner = runner(SENDER.withWords(words))
                .publicUrl("https://l.sender.example")
                .build();
        runner.enroll(JANE, "steps");
        runner.runOnce();
        String sent = office.sent.get(0).text();
        String footer = sent.substring(sent.indexOf(words.optOut()));
        assertThat(footer).contains("Unsubscribe: https://l.sender.example/u/");

        for (String quoted : List.of(
                footer,
                words.optOut() + "\r\nUnsubscribe",
                "Unsubscribe<https://safe.example/?u=x>\r\n" + words.optOut())) {
            office.arrives(
                    "Jane <jane@company.example>",
                    "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: One\r\n",
                    "That is worth a call, when could we talk?\r\n\r\n" + quoted.replace("\n", "\r\n"));
        }
        office.arrives("Jane <jane@company.example>", "Subject: Re: One\r\n", "Please take me off your list.");
        runner.runOnce();
        assertThat(runner.enrollments().received("jane", 10))
                .extracting(i -> i.kind())
                .containsExactlyInAnyOrder("PERSON", "PERSON", "PERSON", "OPT_OUT");
    }
}
