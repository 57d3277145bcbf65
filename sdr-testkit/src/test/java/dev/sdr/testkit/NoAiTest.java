package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.Answer;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.Responder;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.compose.Composer;
import dev.sdr.compose.Composition;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.reply.Classifier;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.ReplyContext.Turn;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.sequence.Sequence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is marked with {@code no_ai} reaches nothing that shares text, and goes on as if there were no model. */
class NoAiTest {

    private static final Sequence ONE = Sequence.builder("one")
            .email("first", s -> s.subject("Hello").text("One, {{first_name|you}}. We would like to talk."))
            .build();
    private static final Lead JANE = Lead.of("jane", "jane@company.example").with("first_name", "Jane");
    private static final Lead BOB = Lead.of("bob", "bob@company.example").with("first_name", "Bob");
    private static final String ANSWER = "This sounds great, I am very interested. Tell me more.";

    private final Office office = new Office();
    private final List<String> asked = new ArrayList<>();
    private final List<ReplyContext> shown = new ArrayList<>();

    private final Classifier model = reply -> {
        asked.add("classifier");
        shown.add(reply);
        return new RuleBasedClassifier().classify(reply);
    };
    private final Responder writer = request -> {
        asked.add("responder");
        return Optional.of(Answer.of("Thank you."));
    };
    private final Composer composer = request -> {
        asked.add("composer");
        return Composition.of("Written", "By a model. We would like to talk.");
    };

    private SequenceRunner runner(Responder responder) {
        return office.runner(ONE)
                .classifier(model)
                .composer(composer)
                .replies(ReplyPolicy.careful(), responder)
                .build();
    }

    private SequenceRunner sentTo(Lead... leads) {
        SequenceRunner runner = runner(writer);
        runner.enroll(List.of(leads), "one");
        run(runner);
        asked.clear();
        return runner;
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private void replies(SequenceRunner runner, String from, String text) {
        Email mail = office.sent.stream()
                .filter(m -> m.to().equals(JANE.email()))
                .findFirst()
                .orElseThrow();
        office.arrives(from, "In-Reply-To: <" + mail.messageId() + ">\r\nSubject: Re: Hello\r\n", text);
        office.clock.advance(Duration.ofMinutes(10));
        run(runner);
    }

    private static Lead marked(Lead lead) {
        return lead.with(Lead.NO_AI, "yes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "yes", "1", "please", "FALSE!"})
    void anyOtherWordMarks(String value) {
        assertThat(JANE.with(Lead.NO_AI, value).allowsModels()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", " no ", "0", ""})
    void onlyANoDoesNotMark(String value) {
        assertThat(JANE.with(Lead.NO_AI, value).allowsModels()).isTrue();
    }

    @Test
    void aMarkedLeadGetsTheTemplateAlsoInAPreview() {
        SequenceRunner runner = sentTo(marked(JANE));
        assertThat(asked).isEmpty();
        assertThat(office.sent).singleElement().satisfies(mail -> {
            assertThat(mail.subject()).isEqualTo("Hello");
            assertThat(mail.text()).startsWith("One, Jane.");
        });
        assertThat(runner.preview(marked(BOB), "one").get(0).text()).startsWith("One, Bob.");
        assertThat(asked).isEmpty();
        assertThat(runner.preview(BOB, "one").get(0).text()).startsWith("By a model. We would like to talk.");
    }

    @Test
    void theRulesReadItsRepliesAndAPersonAnswers() {
        SequenceRunner runner = sentTo(marked(JANE));
        replies(runner, "jane@company.example", ANSWER);
        assertThat(asked).isEmpty();
        assertThat(runner.replies().waiting(10)).singleElement().satisfies(reply -> {
            assertThat(reply.draft()).isEmpty();
            assertThat(reply.analysis()).isPresent();
        });
        runner.replies().reread(Optional.empty(), 10);
        assertThat(asked).isEmpty();
    }

    @Test
    void templatesAnswerAMarkedLead() {
        SequenceRunner runner = runner(TemplateResponder.standard());
        runner.enroll(marked(JANE), "one");
        run(runner);
        replies(runner, "jane@company.example", ANSWER);
        assertThat(asked).isEmpty();
        assertThat(runner.replies().waiting(10))
                .singleElement()
                .satisfies(reply -> assertThat(reply.draft()).isPresent());
    }

    @Test
    void othersAreReadByTheModel() {
        SequenceRunner runner = sentTo(JANE);
        replies(runner, "jane@company.example", ANSWER);
        assertThat(asked).containsExactly("classifier", "responder");
        runner.replies().reread(Optional.empty(), 10);
        assertThat(asked).containsExactly("classifier", "responder", "classifier");
    }

    @Test
    void aColleagueWhoAnswersForAMarkedLeadIsNotReadEither() {
        SequenceRunner runner = sentTo(marked(JANE));
        replies(runner, "new@company.example", ANSWER);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatAnotherLeadAnswersForAMarkedOneIsNotReadEither() {
        SequenceRunner runner = sentTo(marked(JANE), BOB);
        asked.clear();
        replies(runner, "bob@company.example", "Bob here. Jane is busy, so tell me more.");
        assertThat(asked).isEmpty();
    }

    @Test
    void aMarkedColleagueWhoAnswersForAnotherIsNotReadNorShownLater() {
        SequenceRunner runner = sentTo(JANE, marked(BOB));
        replies(runner, "bob@company.example", "Bob here. Jane is busy, so tell me more.");
        assertThat(asked).isEmpty();

        replies(runner, "jane@company.example", ANSWER);
        assertThat(asked).containsExactly("classifier", "responder");
        assertThat(shown.get(0).earlier()).extracting(Turn::text).noneMatch(t -> t.contains("Bob here"));
        assertThat(shown.get(0).earlier()).extracting(Turn::ours).containsExactly(true);
    }

    @Test
    void anUnmarkedColleaguesMailIsShownLater() {
        SequenceRunner runner = sentTo(JANE, BOB);
        replies(runner, "bob@company.example", "Bob here. Jane is busy, so tell me more.");
        replies(runner, "jane@company.example", ANSWER);
        assertThat(shown.get(1).earlier()).extracting(Turn::text).anyMatch(t -> t.contains("Bob here"));
    }

    @Test
    void theMarkGoesOverToWhoAnswersInTheLeadsPlace() {
        SequenceRunner runner = sentTo(marked(JANE));
        replies(runner, "new@company.example", ANSWER);
        assertThat(office.store.<List<String>>inTransaction(tx -> tx.people().leadsWith(Lead.NO_AI, "yes", 10).stream()
                        .flatMap(l -> l.lead().stream())
                        .map(l -> l.email().value())
                        .toList()))
                .containsExactlyInAnyOrder("jane@company.example", "new@company.example");
    }

    @Test
    void theContextSaysWhichLanguageTheConversationHas() {
        SequenceRunner runner = sentTo(JANE.with(Lead.LANGUAGE, "pt-BR"));
        replies(runner, "jane@company.example", "Klingt gut, danke. Schicken Sie mir mehr.");
        replies(runner, "jane@company.example", "ok");
        assertThat(shown).extracting(ReplyContext::language).containsExactly(Optional.of("de"), Optional.of("en"));
    }

    @Test
    void theLeadsOwnLanguageCountsWhereNoWordsTell() {
        SequenceRunner runner = office.runner(Sequence.builder("one")
                        .email("first", s -> s.subject("Acme").text("Acme 3000"))
                        .build())
                .classifier(model)
                .build();
        runner.enroll(JANE.with(Lead.LANGUAGE, "pt-BR"), "one");
        run(runner);
        replies(runner, "jane@company.example", "ok");
        assertThat(shown)
                .extracting(ReplyContext::language)
                .containsExactly(Optional.of("pt")); // our footer is English
    }
}
