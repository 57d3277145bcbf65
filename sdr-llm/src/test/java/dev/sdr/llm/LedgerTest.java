package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.CommitUnknownException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.lead.Lead;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatResponse;
import dev.sdr.llm.chat.TokenUsage;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredLead;
import dev.sdr.store.Tx;
import dev.sdr.testkit.VirtualClock;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is spent never passes a limit, and is known afterwards. */
@Timeout(60)
class LedgerTest {

    private static final LocalDate DAY = LocalDate.parse("2026-03-02");
    private static final Prices PRICES = Prices.perMillion("USD", "1", "0.1", "10");

    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T23:00:00Z"));
    private final InMemorySequenceStore store = Questions.storeWith("jane", "tom");
    private final Scripted model = Scripted.saying("{\"answer\":\"yes\"}");

    private Llm llm(SequenceStore on, ChatModel asked, Budget budget) {
        return Llm.builder(on, asked).prices(PRICES).budget(budget).clock(clock).build();
    }

    private Llm llm(Budget budget) {
        return llm(store, model, budget);
    }

    private static Answered.Kind ask(Llm llm, String lead, String text) {
        return llm.ask(Questions.about(lead, text)).kind();
    }

    @Test
    void whatACallCostIsKnownByDayCampaignAndLead() {
        Llm llm = llm(Budget.none());
        ask(llm, "jane", "One");
        ask(llm, "jane", "Two");
        ask(llm, "tom", "Three");
        ask(llm, "tom", "Three"); // from memory: nothing more, and nothing back

        Spending spending = llm.spending();
        Spending.Total jane = spending.lead("jane");
        assertThat(jane.calls()).isEqualTo(2);
        assertThat(jane.promptTokens()).isEqualTo(200);
        assertThat(jane.cachedTokens()).isEqualTo(80);
        assertThat(jane.completionTokens()).isEqualTo(20);
        assertThat(jane.cost()).isEqualByComparingTo("0.000328"); // twice 60 at 1, 40 at 0.1 and 10 at 10, of a million
        assertThat(jane.currency()).isEqualTo("USD");
        assertThat(spending.day(DAY).cost()).isEqualByComparingTo("0.000492");
        assertThat(spending.campaign("spring").calls()).isEqualTo(3);
        assertThat(spending.campaigns()).containsOnlyKeys("spring");
        assertThat(spending.days(DAY, DAY)).containsOnlyKeys(DAY);
        assertThat(spending.days(DAY.plusDays(1), DAY.plusDays(9))).isEmpty();
        assertThat(spending.lead("nobody").calls()).isZero();
    }

    @Test
    void manyThreadsOfTwoNodesMakeExactlyTheCallsOfTheBudget() throws Exception {
        List<Llm> nodes =
                List.of(llm(Budget.none().callsPerDay(100)), llm(Budget.none().callsPerDay(100)));
        ExecutorService pool = Executors.newFixedThreadPool(8);
        List<Future<Answered.Kind>> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2_000; i++) {
                int n = i;
                all.add(pool.submit(() -> ask(nodes.get(n % 2), n % 3 == 0 ? "jane" : "", "Hello " + n)));
            }
            int answered = 0;
            for (Future<Answered.Kind> one : all) {
                answered += one.get() == Answered.Kind.ANSWERED ? 1 : 0;
            }
            assertThat(answered).isEqualTo(100);
        } finally {
            pool.shutdownNow();
        }
        assertThat(model.asked).hasSize(100);
        assertThat(nodes.get(0).spending().day(DAY).calls()).isEqualTo(100);
    }

    /** A stranger's mail in rare letters is a token a byte, several times as many as of plain ones. */
    @Test
    void aMailOfRareLettersDoesNotPassTheBudget() {
        Scripted byBytes = new Scripted(r -> new ChatResponse(
                ChatResponse.End.COMPLETE,
                "{\"answer\":\"yes\"}",
                new TokenUsage(r.user().getBytes(StandardCharsets.UTF_8).length, 0, 10, false),
                "req-1"));
        Llm llm = llm(store, byBytes, Budget.none().costPerDay("0.005"));
        assertThat(ask(llm, "jane", "plain letters ".repeat(500))).isEqualTo(Answered.Kind.ANSWERED);
        clock.advance(Duration.ofDays(1));
        ask(llm, "jane", "\uD808\uDC00".repeat(2_000));
        assertThat(llm.spending().day(DAY.plusDays(1)).cost()).isLessThanOrEqualTo(Prices.number("0.005"));
    }

    @Test
    void aNewDayHasABudgetOfItsOwnAndACallIsSettledWhereItBegan() {
        Llm llm = llm(Budget.none().callsPerDay(1));
        assertThat(ask(llm, "jane", "One")).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(ask(llm, "jane", "Two")).isEqualTo(Answered.Kind.OVER_BUDGET);
        clock.advance(Duration.ofMinutes(59));
        assertThat(ask(llm, "jane", "Two")).isEqualTo(Answered.Kind.OVER_BUDGET);

        clock.advance(Duration.ofMinutes(1));
        Llm slow = llm(
                store,
                new Scripted(r -> {
                    clock.advance(Duration.ofDays(1));
                    return Scripted.said("{\"answer\":\"yes\"}");
                }),
                Budget.none().callsPerDay(1));
        assertThat(ask(slow, "jane", "Two")).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(llm.spending().day(DAY.plusDays(1)).completionTokens()).isEqualTo(10);
        assertThat(llm.spending().day(DAY.plusDays(2)).calls()).isZero();
    }

    @Test
    void leadsAndCampaignsHaveLimitsOfTheirOwn() {
        Llm perLead = llm(Budget.none().callsPerLead(1));
        assertThat(ask(perLead, "jane", "One")).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(ask(perLead, "jane", "Two")).isEqualTo(Answered.Kind.OVER_BUDGET);
        assertThat(ask(perLead, "tom", "One")).isEqualTo(Answered.Kind.ANSWERED);

        Llm perCampaign = llm(Budget.none().callsPerCampaign(2));
        Answered refused = perCampaign.ask(Questions.about("tom", "Two"));
        assertThat(refused.kind()).isEqualTo(Answered.Kind.OVER_BUDGET);
        assertThat(refused.reason()).isEqualTo("the budget of 2 calls for each campaign is spent");
        assertThat(perCampaign.spending().campaign("spring").calls()).isEqualTo(2);
        assertThat(perCampaign.spending().lead("tom").calls()).isEqualTo(1);
    }

    @Test
    void aCallIsMadeOnlyIfTheMostItMayCostIsLeft() {
        Scripted silent = failingModel(() -> new RetryableException("timed out"));
        Llm other = llm(Questions.storeWith("jane"), silent, Budget.none());
        assertThatThrownBy(() -> ask(other, "jane", "One")).isInstanceOf(RetryableException.class);
        BigDecimal most = other.spending().day(DAY).cost();
        assertThat(most).isBetween(Prices.number("0.0012"), Prices.number("0.003")); // the answer alone may cost 0.001

        Llm llm = llm(Budget.none().costPerDay(most.add(Prices.number("0.0002")).toPlainString()));
        assertThat(ask(llm, "jane", "One")).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(ask(llm, "jane", "Two")).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(llm.spending().day(DAY).cost()).isEqualByComparingTo("0.000328");
        assertThat(ask(llm, "tom", "One")).isEqualTo(Answered.Kind.OVER_BUDGET);
        assertThat(ask(llm(Budget.none().costPerLead("0.001")), "tom", "One")).isEqualTo(Answered.Kind.OVER_BUDGET);
        assertThat(model.asked).hasSize(2);
    }

    private void failing(Supplier<? extends Throwable> with) {
        Llm llm = llm(store, failingModel(with), Budget.none());
        assertThatThrownBy(() -> ask(llm, "jane", "One")).isInstanceOf(Throwable.class);
    }

    private static Scripted failingModel(Supplier<? extends Throwable> with) {
        return new Scripted(r -> {
            Throwable thrown = with.get();
            if (thrown instanceof Error error) {
                throw error;
            }
            throw (RuntimeException) thrown;
        });
    }

    @Test
    void whatWasCertainlyNotTakenIsGivenBack() {
        failing(() -> RetryableException.after("too many requests", Duration.ZERO));
        failing(() -> new CredentialsException("the key is refused"));
        assertThat(llm(Budget.none()).spending().day(DAY).calls()).isZero();
        assertThat(llm(Budget.none()).spending().lead("jane").cost()).isEqualByComparingTo("0");
    }

    @Test
    void whatMayHaveBeenTakenCountsInFull() {
        failing(() -> new RetryableException("timed out"));
        failing(() -> new IllegalStateException("a bug in a host's model"));
        failing(() -> new OutOfMemoryError("the process dies"));
        Spending.Total day = llm(Budget.none()).spending().day(DAY);
        assertThat(day.calls()).isEqualTo(3);
        assertThat(day.completionTokens()).isZero();
        assertThat(day.cost()).isGreaterThan(Prices.number("0.003"));
        assertThat(ask(llm(Budget.none().callsPerDay(3)), "jane", "One")).isEqualTo(Answered.Kind.OVER_BUDGET);
    }

    @Test
    void nothingIsWrittenAboutALeadThatWasErasedMeanwhile() {
        Llm llm = llm(
                store,
                new Scripted(r -> {
                    erase("jane");
                    return Scripted.said("{\"answer\":\"yes\"}");
                }),
                Budget.none());
        assertThat(ask(llm, "jane", "One")).isEqualTo(Answered.Kind.ANSWERED);
        assertThat(Questions.records(store, LeadMemory.KIND)).isEmpty();
        assertThat(llm.spending().day(DAY).completionTokens()).isEqualTo(10);
    }

    @Test
    void whoIsEnrolledAgainAfterAnErasureBeginsAnew() {
        Llm llm = llm(
                store,
                new Scripted(r -> {
                    erase("jane");
                    clock.advance(Duration.ofSeconds(1));
                    store.inTransaction(tx -> tx.leads()
                            .insertMissing(List.of(
                                    StoredLead.bare("key-2").with(Lead.of("jane", "jane@other.example"), "box"))));
                    llm(store, model, Budget.none()).ask(Questions.about("jane", "Two"));
                    return Scripted.said("{\"answer\":\"yes\"}");
                }),
                Budget.none());
        ask(llm, "jane", "One");
        assertThat(llm.spending().lead("jane").cost()).isEqualByComparingTo("0.000164");
        assertThat(Questions.records(store, LeadMemory.KIND))
                .singleElement()
                .satisfies(r -> assertThat(LeadMemory.of(r).answers()).hasSize(1));
    }

    private void erase(String lead) {
        store.inTransaction(tx -> {
            List<StoredLead> rows = tx.leads().lock(List.of("key-" + lead));
            tx.leads().save(rows.stream().map(StoredLead::erased).toList());
            tx.records().get(LeadMemory.KIND, List.of(lead)).forEach(tx.records()::delete);
            return true;
        });
    }

    /** A store that fails when told to: before or after the commit. */
    private final class Failing implements SequenceStore {

        private int failAt = Integer.MAX_VALUE;
        private boolean committed;
        private int count;

        @Override
        public <T> T inTransaction(Function<Tx, T> work) {
            boolean fails = ++count == failAt;
            if (fails && !committed) {
                throw new RetryableException("the database is away");
            }
            T result = store.inTransaction(work);
            if (fails) {
                throw new CommitUnknownException("the connection was lost while committing", new Exception());
            }
            return result;
        }
    }

    @Test
    void anAnswerThatCouldNotBeStoredIsNotPaidAgainAndStoredLater() {
        for (boolean committed : new boolean[] {false, true}) {
            Failing failing = new Failing();
            failing.committed = committed;
            failing.failAt = 3; // look for it, take a place, settle
            Llm llm = llm(failing, model, Budget.none());
            String text = "One " + committed;
            assertThatThrownBy(() -> ask(llm, "jane", text)).isInstanceOf(RuntimeException.class);
            assertThat(ask(llm, "jane", text)).isEqualTo(Answered.Kind.ANSWERED);
            assertThat(ask(llm(Budget.none()), "jane", text)).isEqualTo(Answered.Kind.ANSWERED);
        }
        assertThat(model.asked).hasSize(2);
        Spending.Total jane = llm(Budget.none()).spending().lead("jane");
        assertThat(jane.calls()).isEqualTo(2);
        assertThat(jane.cost()).isEqualByComparingTo("0.000328");
    }

    @Test
    void aPlaceWhoseCommitIsUnknownCountsAsTaken() {
        Failing failing = new Failing();
        failing.committed = true;
        failing.failAt = 2;
        Llm llm = llm(failing, model, Budget.none());
        assertThatThrownBy(() -> ask(llm, "jane", "One")).isInstanceOf(CommitUnknownException.class);
        assertThat(model.asked).isEmpty();
        assertThat(llm.spending().lead("jane").calls()).isEqualTo(1);
    }

    @Test
    void manyDaysAreReadInTheirOrder() {
        Llm llm = llm(Budget.none());
        IntStream.range(0, 12).forEach(i -> {
            ask(llm, "", "Day " + i);
            clock.advance(Duration.ofDays(1));
        });
        assertThat(llm.spending().days(DAY, DAY.plusDays(10)).keySet())
                .containsExactlyElementsOf(DAY.datesUntil(DAY.plusDays(11)).toList());
    }
}
