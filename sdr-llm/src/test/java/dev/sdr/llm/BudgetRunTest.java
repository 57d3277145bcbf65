package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.WaitingReply;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyContext;
import dev.sdr.testkit.VirtualClock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** 10,000 replies against a budget of 100 calls: exactly 100 calls, and nothing is lost. */
@Timeout(120)
class BudgetRunTest {

    private static final int REPLIES = 10_000;
    private static final int IN_RUNNER = 1_000;
    private static final int CALLS = 100;
    private static final Budget BUDGET = Budget.none().callsPerDay(CALLS);

    private final Scripted model = new Scripted(r -> Scripted.said("{\"evidence\":[\"fine colour\"],"
            + "\"sentiment\":\"positive\",\"intent\":\"interested\",\"requires_human\":false,\"urgency\":\"medium\","
            + "\"refer_to\":null,\"confidence\":0.9,\"reason\":\"\"}"));

    /** Every fourth the rules understand. */
    private static String text(int i) {
        return i % 4 == 0 ? "Not interested, thank you. Number " + i : "A fine colour is number " + i + " of them.";
    }

    @Test
    void theClassifierOfManyThreads() throws Exception {
        VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T12:00:00Z"));
        Llm llm = Llm.builder(Questions.storeWith(), model)
                .budget(BUDGET)
                .clock(clock)
                .build();
        LlmClassifier classifier = LlmClassifier.of(llm);
        ExecutorService pool = Executors.newFixedThreadPool(8);
        Map<String, Long> outcomes;
        try {
            List<Future<ReplyAnalysis>> all = new ArrayList<>();
            for (int i = 0; i < REPLIES; i++) {
                ReplyContext reply = ReplyContext.of(text(i), "Re: Hello", clock.instant());
                all.add(pool.submit(() -> classifier.classify(reply)));
            }
            List<String> found = new ArrayList<>();
            for (Future<ReplyAnalysis> one : all) {
                ReplyAnalysis analysis = one.get();
                found.add(
                        analysis.requiresHuman()
                                ? "a person"
                                : analysis.intent().name());
            }
            outcomes = found.stream().collect(Collectors.groupingBy(o -> o, Collectors.counting()));
        } finally {
            pool.shutdownNow();
        }
        assertThat(model.asked).hasSize(CALLS);
        assertThat(outcomes)
                .isEqualTo(Map.of(
                        "NOT_INTERESTED",
                        REPLIES / 4L,
                        "INTERESTED",
                        (long) CALLS,
                        "a person",
                        REPLIES * 3L / 4 - CALLS));
        assertThat(classifier.share())
                .isEqualTo(new LlmClassifier.Share(
                        REPLIES, REPLIES / 4, CALLS, 0, REPLIES * 3 / 4 - CALLS, REPLIES * 3 / 4 - CALLS));
    }

    @Test
    void theWholeRunner() {
        Desk desk =
                new Desk(Mailbox.of("Ann <ann@sender.example>", ZoneOffset.UTC).dailyCap(IN_RUNNER));
        Llm llm =
                Llm.builder(desk.store, model).budget(BUDGET).clock(desk.clock).build();
        SequenceRunner runner = desk.runner()
                .classifier(LlmClassifier.of(llm))
                .replies(ReplyPolicy.careful(), TemplateResponder.standard())
                .build();
        List<Lead> leads = IntStream.range(0, IN_RUNNER)
                .mapToObj(i -> Lead.of("lead" + i, "p" + i + "@c" + i + ".example"))
                .toList();
        runner.enroll(leads, "two");
        while (desk.sent.size() < IN_RUNNER) {
            desk.after(Duration.ofMinutes(1), runner);
        }
        for (int i = 0; i < IN_RUNNER; i++) {
            desk.replies("p" + i + "@c" + i + ".example", text(i));
        }
        long analysed = 0;
        for (int run = 0; run < 5 || analysed == 0; run++) {
            desk.clock.advance(Duration.ofMinutes(1));
            analysed += runner.runOnce().repliesAnalysed();
        }
        assertThat(desk.problems).isEmpty();
        assertThat(analysed).isEqualTo(IN_RUNNER);
        assertThat(model.asked).hasSize(CALLS);
        assertThat(llm.spending()
                        .day(LocalDate.ofInstant(desk.clock.instant(), ZoneOffset.UTC))
                        .calls())
                .isEqualTo(CALLS);

        List<WaitingReply> waiting = runner.replies().waiting(IN_RUNNER);
        assertThat(waiting).hasSize(IN_RUNNER * 3 / 4);
        assertThat(waiting).allSatisfy(w -> assertThat(w.analysis()).isPresent());
        assertThat(waiting.stream().filter(w -> w.draft().isPresent())).hasSize(CALLS);
        assertThat(waiting.stream()
                        .filter(w -> w.analysis().orElseThrow().reason().contains("the budget of 100 calls")))
                .hasSize(IN_RUNNER * 3 / 4 - CALLS);
        assertThat(desk.events(runner).stream()
                        .filter(e -> e.type().equals(Event.REPLY_ANALYSED))
                        .filter(e ->
                                Intent.NOT_INTERESTED.name().equals(e.data().get("intent"))
                                        && "STOP".equals(e.data().get("action"))))
                .hasSize(IN_RUNNER / 4);
        assertThat(desk.sent).hasSize(IN_RUNNER);
    }
}
