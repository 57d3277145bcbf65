package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.Answer;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.answer.Responder;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Sender;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Mail whose source is of limited use goes to no model, unless the mailbox allows it. */
class LimitedUseTest {

    private static final Sequence ONE = Sequence.builder("one")
            .email("first", s -> s.subject("Hello").text("One."))
            .build();

    private final Office office = new Office();
    private final List<String> asked = new ArrayList<>();

    /** A model is anything that does not say otherwise. */
    private final Classifier model = reply -> {
        asked.add("classifier");
        return new RuleBasedClassifier().classify(reply);
    };

    private final Responder writer = request -> {
        asked.add("responder");
        return Optional.of(new Answer("Thank you.", Optional.empty(), List.of()));
    };

    private SequenceRunner replied(Responder responder) {
        SequenceRunner runner = office.runner(ONE)
                .classifier(model)
                .replies(ReplyPolicy.careful().on(Intent.INTERESTED, Action.DRAFT), responder)
                .build();
        runner.enroll(Lead.of("jane", "jane@company.example"), "one");
        runner.runOnce();
        office.arrives(
                "jane@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "This sounds great, I am very interested. Tell me more.");
        assertThat(runner.runOnce().problems()).isEmpty();
        return runner;
    }

    @Test
    void theRulesDecideAndAPersonAnswers() {
        office.limitedUse = true;
        SequenceRunner runner = replied(writer);
        assertThat(asked).isEmpty();
        assertThat(runner.replies().waiting(10)).singleElement().satisfies(reply -> {
            assertThat(reply.draft()).isEmpty();
            assertThat(reply.analysis()).isPresent();
        });
    }

    @Test
    void whatStaysInTheProcessAnswersThere() {
        office.limitedUse = true;
        SequenceRunner runner = replied(TemplateResponder.standard());
        assertThat(asked).isEmpty();
        assertThat(runner.replies().waiting(10))
                .singleElement()
                .satisfies(r -> assertThat(r.analysis()).isPresent());
    }

    @Test
    void aNodeThatOnlySendsFromTheMailboxKnowsNoBetter() {
        office.limitedUse = true;
        SequenceRunner reading = office.runner(ONE).build();
        reading.enroll(Lead.of("jane", "jane@company.example"), "one");
        reading.runOnce();
        office.arrives(
                "jane@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "This sounds great, I am very interested. Tell me more.");
        reading.pollInboxes();
        SequenceRunner sending = SequenceRunner.builder(
                        office.store, Sequences.of(ONE), Sender.of("Example Ltd", "1 High Street"))
                .sendOnlyMailbox(office.mailbox, office.mailer)
                .virtualClock(office.clock)
                .random(new SplittableRandom(2))
                .classifier(model)
                .replies(ReplyPolicy.careful(), writer)
                .build();
        assertThat(sending.handleReplies().repliesAnalysed()).isEqualTo(1);
        assertThat(asked).isEmpty();
    }

    @Test
    void theMailboxMayAllowIt() {
        office.limitedUse = true;
        office.mailbox = office.mailbox.allowingModels();
        replied(writer);
        assertThat(asked).hasSize(2);
    }

    @Test
    void otherSourcesNeedNoLeave() {
        replied(writer);
        assertThat(asked).hasSize(2);
    }
}
