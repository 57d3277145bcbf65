package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMessage;
import dev.sdr.testkit.GmailMethod;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a runner makes of the mail in a Gmail mailbox: replies by Gmail's ids, and what the rep writes by hand. */
class GmailConversationTest {

    private static final String ALIAS = "sales@sender.example";
    private static final String LEAD = "jo@company.example";
    private static final int CAP = 4;
    private static final int BY_HAND = 1;

    private final Rep rep = new Rep();
    private SequenceRunner runner;

    @BeforeEach
    void start() {
        rep.mailbox.alias(ALIAS);
        Sequence two = Sequence.builder("two")
                .email("first", s -> s.subject("A question").text("One."))
                .email("second", s -> s.text("Two.").after(Delay.days(2)))
                .build();
        runner = SequenceRunner.builder(
                        new InMemorySequenceStore(),
                        Sequences.of(two),
                        Sender.of("Example Ltd", "1 High Street, Leeds"))
                .mailbox(
                        Mailbox.of(Rep.ADDRESS, ZoneOffset.UTC).dailyCap(CAP).countingOthers(),
                        rep.mailer(),
                        rep.source())
                .window(SendWindow.ALWAYS)
                .virtualClock(rep.clock)
                .random(new SplittableRandom(5))
                .build();
    }

    @AfterEach
    void stop() {
        runner.close();
        rep.close();
    }

    private void hours(int number) {
        for (int i = 0; i < number; i++) {
            runner.runOnce();
            rep.clock.advance(Duration.ofHours(1));
        }
    }

    /** How many mails of the runner's lie in Sent. */
    private long ours() {
        return rep.mailbox.sent().stream()
                .filter(m -> m.header("X-Sent-Message-ID").isPresent())
                .count();
    }

    private GmailMessage firstMail() {
        runner.enroll(Lead.of("jo", LEAD), "two");
        for (int i = 0; i < 24 && ours() == 0; i++) {
            hours(1);
        }
        return rep.mailbox.sent().get(0);
    }

    private Explanation.State state() {
        return runner.explain("jo").get(0).state();
    }

    private List<Event> events(String type) {
        return runner.events().after("", 1_000).events().stream()
                .filter(e -> e.type().equals(type))
                .toList();
    }

    private GmailMessage arrives(String from, String to, String subject, String headers, String... labels) {
        return rep.mailbox.deliver(
                ("From: " + from + "\r\nTo: " + to + "\r\nSubject: " + subject + "\r\n" + headers
                                + "Message-ID: <by-hand-"
                                + rep.mailbox.messages().size() + "@other.example>\r\n\r\n"
                                + "Shall we talk on Monday?\r\n")
                        .getBytes(StandardCharsets.UTF_8),
                Set.of(labels));
    }

    private void aReplyByGmailsIdAloneStopsTheSequence(GmailMessage sent) {
        assertThat(sent.messageId()).startsWith("CA").endsWith("@mail.gmail.com");
        assertThat(state()).isEqualTo(Explanation.State.SCHEDULED);
        GmailMessage reply = arrives(
                "me@home.example",
                Rep.ADDRESS,
                "Monday",
                "In-Reply-To: <" + sent.messageId() + ">\r\nReferences: <" + sent.messageId() + ">\r\n",
                "INBOX");
        assertThat(reply.threadId()).isNotEqualTo(sent.threadId());

        hours(24 * 4);
        assertThat(events(Event.REPLIED))
                .singleElement()
                .satisfies(e -> assertThat(e.leadId()).contains("jo"));
        assertThat(state()).isEqualTo(Explanation.State.STOPPED);
        assertThat(events(Event.TOUCH_SENT)).hasSize(1);
    }

    @Test
    void aReplyByTheIdThatWasReadBackIsMatched() {
        GmailMessage sent = firstMail();
        rep.mailbox.delete(sent.id()); // so that no copy in Sent tells it
        aReplyByGmailsIdAloneStopsTheSequence(sent);
    }

    @Test
    void aReplyByAnIdThatOnlyTheCopyInSentTellsIsMatched() {
        rep.server.faults().next(GmailMethod.GET, GmailFault.SERVER_ERROR);
        GmailMessage sent = firstMail();
        assertThat(rep.server.faults().count()).isEqualTo(1);
        aReplyByGmailsIdAloneStopsTheSequence(sent);
    }

    @ParameterizedTest
    @ValueSource(strings = {Rep.ADDRESS, ALIAS})
    void whatTheRepWritesInTheThreadByHandEndsTheAutomation(String from) {
        GmailMessage sent = firstMail();
        GmailMessage byHand = arrives(
                from,
                LEAD,
                "Re: A question",
                "In-Reply-To: <" + sent.messageId() + ">\r\nReferences: <" + sent.messageId() + ">\r\n",
                "SENT");
        assertThat(byHand.threadId()).isEqualTo(sent.threadId());

        hours(24 * 4);
        assertThat(state()).isEqualTo(Explanation.State.STOPPED);
        assertThat(events(Event.REPLIED)).isEmpty(); // it is no reply of the lead's
        assertThat(ours()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {Rep.ADDRESS, ALIAS})
    void whatTheRepSendsByHandTakesPlacesOfTheCapAndOurCopiesCountOnce(String from) {
        arrives(from, "friend@elsewhere.example", "Lunch", "", "SENT");
        firstMail();
        hours(2); // its copy in Sent is read before the others go
        for (int i = 0; i < CAP * 3; i++) {
            runner.enroll(Lead.of("l" + i, "lee@company" + i + ".example"), "two");
        }
        hours(untilMidnight());
        assertThat(ours()).isEqualTo(CAP - BY_HAND);

        hours(24);
        assertThat(ours()).isEqualTo(CAP - BY_HAND + CAP);
    }

    private int untilMidnight() {
        return 24 - rep.clock.instant().atZone(ZoneOffset.UTC).getHour();
    }
}
