package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.answer.Answer;
import dev.sdr.answer.AnswerRequest;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.ReplyContext.Turn;
import dev.sdr.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the responder asks a model, and what it makes of the answer. */
class LlmResponderTest {

    private static final Instant NOW = Instant.parse("2026-01-05T09:00:00Z");
    private static final Fact PRICE = Fact.of("price", "The planner costs EUR 49 a month.");
    private static final String ABOUT_PRICE = "The planner costs EUR 49 a month.";

    private final VirtualClock clock = new VirtualClock(NOW);
    private final Scripted model = Scripted.saying(Says.english()
            .phrase("thanks", "Thank you for your reply.")
            .sentence(ABOUT_PRICE, "price")
            .json());

    private LlmResponder.Builder responder(ChatModel of) {
        return LlmResponder.builder(Llm.builder(Questions.storeWith("jane"), of)
                        .clock(clock)
                        .build())
                .facts(List.of(PRICE));
    }

    private static AnswerRequest request(
            Intent intent, Sentiment sentiment, String language, String text, Turn... earlier) {
        ReplyContext reply = new ReplyContext(
                "jane",
                Optional.of("spring"),
                text,
                "Re: Tours",
                NOW,
                Optional.empty(),
                Map.of("company_name", "Acme Bakeries"),
                List.of(earlier),
                Optional.of(language));
        ReplyAnalysis analysis = new ReplyAnalysis(sentiment, intent, false, Urgency.MEDIUM, 0.95, "scripted");
        return new AnswerRequest(
                reply,
                analysis,
                Map.of(
                        "first_name",
                        "Jane",
                        "secret_note",
                        "owes money",
                        "sender_name",
                        "Ann Host",
                        "sender_company",
                        "Host Ltd"));
    }

    private static AnswerRequest question() {
        return request(Intent.NEED_MORE_INFO, Sentiment.QUESTION, "en", "What does it cost?");
    }

    private Answer answer(LlmResponder.Builder builder, AnswerRequest request) {
        return builder.build().respond(request).orElseThrow();
    }

    @Test
    void anAnswerIsTheModelsSentencesBetweenTheHostsGreetingAndSignOff() {
        Answer answer = answer(responder(model), question());

        assertThat(answer.problems()).isEmpty();
        assertThat(answer.text())
                .isEqualTo(
                        "Hi Jane,\n\nThank you for your reply. The planner costs EUR 49 a month.\n\nBest regards\nAnn Host");
        assertThat(responder(model).build().sharesText()).isTrue();
    }

    @Test
    void everyBranchHasAPromptOfItsOwn() {
        Map<String, Intent> opening = new HashMap<>();
        opening.put("is interested in what", Intent.INTERESTED);
        opening.put("asks about what we offer", Intent.NEED_MORE_INFO);
        opening.put("wants to meet", Intent.READY_TO_MEET);
        opening.put("is not interested", Intent.NOT_INTERESTED);
        opening.put("names somebody else", Intent.REFERRAL);
        opening.forEach((words, intent) -> {
            model.asked.clear();
            assertThat(answer(responder(model), request(intent, Sentiment.NEUTRAL, "en", "Hm."))
                            .problems())
                    .isEmpty();
            assertThat(model.asked)
                    .singleElement()
                    .satisfies(asked -> assertThat(asked.system()).contains(words));
        });
        Map<Sentiment, String> others = Map.of(
                Sentiment.NEGATIVE, "has a doubt or an objection",
                Sentiment.NEUTRAL, "neither a yes nor a no",
                Sentiment.POSITIVE, "is interested in what",
                Sentiment.QUESTION, "asks about what we offer");
        others.forEach((sentiment, words) -> {
            model.asked.clear();
            assertThat(answer(responder(model), request(Intent.OTHER, sentiment, "en", "Hm."))
                            .problems())
                    .isEmpty();
            assertThat(model.asked)
                    .singleElement()
                    .satisfies(asked -> assertThat(asked.system()).contains(words));
        });
    }

    @Test
    void nobodyAnswersAnOptOutAnAbsenceOrTheWrongPerson() {
        for (Intent intent : List.of(Intent.UNSUBSCRIBE, Intent.OUT_OF_OFFICE, Intent.WRONG_PERSON)) {
            assertThat(responder(model).build().respond(request(intent, Sentiment.POSITIVE, "en", "Hm.")))
                    .isEmpty();
        }
        AnswerRequest asks = question();
        ReplyAnalysis human =
                new ReplyAnalysis(Sentiment.QUESTION, Intent.NEED_MORE_INFO, true, Urgency.HIGH, 0.99, "");
        assertThat(responder(model).build().respond(new AnswerRequest(asks.reply(), human, asks.values())))
                .isEmpty();
        assertThat(model.asked).isEmpty();
    }

    @Test
    void aModelSeesNothingOfTheLeadButWhatTheRunnerShows() {
        answer(responder(model), question());
        assertThat(model.asked).singleElement().satisfies(asked -> {
            assertThat(asked.user()).contains("Acme Bakeries", "What does it cost?", "EUR 49");
            assertThat(asked.user() + asked.system()).doesNotContain("owes money", "Jane");
        });
    }

    @Test
    void theHistoryIsTrimmedFromItsOldEnd() {
        Turn old = new Turn(true, NOW.minusSeconds(300), "Tours", "OLDEST " + "x".repeat(500));
        Turn middle = new Turn(false, NOW.minusSeconds(200), "Re: Tours", "MIDDLE " + "y".repeat(60));
        Turn latest = new Turn(true, NOW.minusSeconds(100), "Re: Tours", "LATEST " + "z".repeat(40));
        AnswerRequest request =
                request(Intent.NEED_MORE_INFO, Sentiment.QUESTION, "en", "What does it cost?", old, middle, latest);

        answer(responder(model).history(100), request);
        assertThat(model.asked.get(0).user()).contains("LATEST", "MIDDLE").doesNotContain("OLDEST");
        answer(responder(model).history(0), request);
        assertThat(model.asked.get(1).user()).contains("What does it cost?").doesNotContain("LATEST");
        answer(responder(model).history(10_000), request);
        assertThat(model.asked.get(2).user()).containsSubsequence("OLDEST", "MIDDLE", "LATEST", "What does it cost?");
    }

    /** The link to unsubscribe has a token in it. */
    @Test
    void aModelSeesNoLinkOfOurEarlierMails() {
        Turn ours =
                new Turn(true, NOW.minusSeconds(300), "Tours", "Our tours. Stop: https://us.example/u/SECRET-TOKEN");
        answer(responder(model), request(Intent.NEED_MORE_INFO, Sentiment.QUESTION, "en", "What does it cost?", ours));
        assertThat(model.asked.get(0).user())
                .contains("Our tours. Stop: [link]")
                .doesNotContain("SECRET");
    }

    @Test
    void linksAndTimesComeFromTheHost() {
        Scripted booking = Scripted.saying(Says.english()
                .sentence("Would [[time:1]] or [[time:2]] suit you?", "time:1", "time:2")
                .sentence("Or book a call here: [[link:book]]", "link:book")
                .json());
        LlmResponder.Builder builder = responder(booking)
                .wording(Wording.standard().link("book", "the page to book a call", "https://host.example/book"))
                .times(r -> List.of(
                        ZonedDateTime.parse("2026-01-07T10:00:00+01:00[Europe/Berlin]"),
                        ZonedDateTime.parse("2026-01-08T14:30:00+01:00[Europe/Berlin]")));

        Answer answer = answer(builder, request(Intent.READY_TO_MEET, Sentiment.POSITIVE, "en", "Let us talk."));

        assertThat(answer.problems()).isEmpty();
        assertThat(answer.text())
                .contains(
                        "Would Wednesday, January 7, 2026, 10:00 (Central European Time) or Thursday, January 8, 2026, 14:30"
                                + " (Central European Time) suit you?",
                        "Or book a call here: https://host.example/book");
        assertThat(booking.asked.get(0).user()).doesNotContain("https://host.example");
    }

    @Test
    void whatIsRefusedIsAPersonsToWriteAndItsTextIsNowhere() {
        Scripted evil = Scripted.saying(Says.english()
                .sentence("The planner costs EUR 4 a month, see evil.example.", "price")
                .json());
        Answer answer = answer(responder(evil), question());

        assertThat(answer.problems()).anyMatch(p -> p.contains("an amount")).anyMatch(p -> p.contains("a link"));
        assertThat(answer.toString()).doesNotContain("evil", "EUR 4");
    }

    @Test
    void whatTheModelWillNotSayIsAPersonsToWrite() {
        Map<ChatResponse, String> ends = Map.of(
                Scripted.ended(ChatResponse.End.REFUSED, ""), "would not answer",
                Scripted.ended(ChatResponse.End.FILTERED, ""), "filter",
                Scripted.said("{\"sentences\":[]}"), "no language",
                Scripted.said("not even JSON"), "no JSON",
                Scripted.said(Says.english().json()), "wrote nothing");
        ends.forEach((response, reason) -> assertThat(answer(responder(new Scripted(r -> response)), question())
                        .problems())
                .as(reason)
                .anyMatch(p -> p.contains(reason)));
        Llm spent = Llm.builder(Questions.storeWith("jane"), model)
                .budget(Budget.none().callsPerDay(0))
                .clock(clock)
                .build();
        assertThat(LlmResponder.builder(spent)
                        .facts(List.of(PRICE))
                        .build()
                        .respond(question())
                        .orElseThrow()
                        .problems())
                .anyMatch(p -> p.contains("there is no text by the model"));
        assertThat(model.asked).isEmpty();
    }

    @Test
    void theMarkOfThePromptNeverGetsOut() {
        Scripted leaking = new Scripted(asked -> {
            String system = asked.system();
            int end = system.indexOf(" marks these instructions");
            String canary =
                    system.substring(system.lastIndexOf('-', end) + 1, end).strip();
            return Scripted.said(Says.english()
                    .sentence("The planner is " + canary + ".", "price")
                    .json());
        });
        assertThat(answer(responder(leaking), question()).problems())
                .anyMatch(p -> p.contains("a mark of its instructions"));
    }

    @Test
    void aLanguageThatNoGuardKnowsIsAPersons() {
        Answer answer =
                answer(responder(model), request(Intent.NEED_MORE_INFO, Sentiment.QUESTION, "fi", "Mitä se maksaa?"));
        assertThat(answer.problems()).anyMatch(p -> p.contains("language of the reply (fi)"));
        assertThat(model.asked).isEmpty();
        assertThat(answer(responder(model), request(Intent.NEED_MORE_INFO, Sentiment.QUESTION, "de", "Was kostet es?"))
                        .problems())
                .anyMatch(p -> p.contains("another language"));
    }

    @Test
    void aModelThatCannotAnswerNowIsAskedAgainUntilThePatienceEnds() {
        Scripted down = new Scripted(r -> {
            throw new RetryableException("overloaded");
        });
        LlmResponder responder = responder(down).build();
        assertThatThrownBy(() -> responder.respond(question())).isInstanceOf(RetryableException.class);
        clock.advance(Duration.ofMinutes(59));
        assertThatThrownBy(() -> responder.respond(question())).isInstanceOf(RetryableException.class);
        clock.advance(Duration.ofMinutes(1));
        assertThat(responder.respond(question()).orElseThrow().problems()).anyMatch(p -> p.contains("did not answer"));
    }

    /** Such as a reply that the provider will never take. */
    @Test
    void whateverTheModelThrowsEndsWithThePatience() {
        LlmResponder responder = responder(new Scripted(r -> {
                    throw new ConfigurationException("HTTP 400");
                }))
                .build();
        assertThatThrownBy(() -> responder.respond(question())).isInstanceOf(ConfigurationException.class);
        clock.advance(Duration.ofHours(1));
        assertThat(responder.respond(question()).orElseThrow().problems()).anyMatch(p -> p.contains("did not answer"));
    }

    @Test
    void factsThatCannotBeHadNowAreAskedForAgainAndOthersAreAPersons() {
        LlmResponder.Builder later = responder(model).facts(r -> {
            throw new RetryableException("the CRM is down");
        });
        assertThatThrownBy(() -> later.build().respond(question())).isInstanceOf(RetryableException.class);
        LlmResponder.Builder broken = responder(model).facts(r -> {
            throw new IllegalStateException("a bug with a secret");
        });
        assertThat(answer(broken, question()).problems())
                .singleElement()
                .satisfies(p -> assertThat(p).doesNotContain("secret"));
        assertThat(answer(responder(model).facts(r -> List.of(PRICE, PRICE)), question())
                        .problems())
                .hasSize(1);
        assertThat(model.asked).isEmpty();
    }

    @Test
    void aGreetingThatCannotBeFilledIsAProblem() {
        LlmResponder.Builder builder =
                responder(model).wording(Wording.standard().frame("en", "Dear {{title}},", "Bye"));
        assertThat(answer(builder, question()).problems()).anyMatch(p -> p.contains("title"));
    }

    @Test
    void theBuilderTakesNothingThatIsNotWhatItSays() {
        LlmResponder.Builder builder = responder(model);
        Wording wording = Wording.standard();
        assertThatThrownBy(() -> wording.link("book", "a page", "javascript:alert(1)"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wording.link("book", "a page", "host.example/book"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("begins with https://");
        assertThatThrownBy(() -> wording.link("Book!", "a page", "https://host.example"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wording.phrase("xx", "a", "Hello")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wording.phrase("en", "a", " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.facts(List.of(PRICE, PRICE))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wording.atMost(0, 100)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> builder.history(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> wording.language("fi")).isInstanceOf(IllegalArgumentException.class);
    }
}
