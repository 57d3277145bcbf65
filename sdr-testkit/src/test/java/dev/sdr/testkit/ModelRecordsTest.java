package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.LeadRows;
import dev.sdr.store.RecordKinds;
import dev.sdr.store.RecordRows;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredRecord;
import dev.sdr.store.Tx;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** What models said for a person goes with the person, and in time. */
class ModelRecordsTest {

    private static final Sequence ONE = Sequence.builder("one")
            .email("first", s -> s.subject("Hello").text("One."))
            .build();
    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final Lead BOB = Lead.of("bob", "bob@company.example");
    private static final Duration MONTH = Duration.ofDays(30);

    private final Office office = new Office();

    private SequenceRunner sentTo(Lead... leads) {
        SequenceRunner runner = office.runner(ONE).build();
        runner.enroll(List.of(leads), "one");
        assertThat(runner.runOnce().problems()).isEmpty();
        return runner;
    }

    /** As the module that asks models does it. */
    private boolean said(String leadId, String words) {
        return office.store.inTransaction(tx ->
                RecordKinds.lockLead(tx, leadId).isPresent() && tx.records().put(record(leadId, words)));
    }

    private StoredRecord record(String leadId, String words) {
        String index = RecordKinds.moment(office.clock.instant());
        return new StoredRecord(RecordKinds.MODEL, leadId, 0, index, "{\"said\":\"" + words + "\"}");
    }

    private List<String> kept(String kind) {
        return office.store.inTransaction(tx -> tx.records().scan(kind, Optional.empty(), "\uffff", 100).stream()
                .map(StoredRecord::key)
                .toList());
    }

    @Test
    void theyAreExportedAndErasedWithThePerson() {
        SequenceRunner runner = sentTo(JANE, BOB);
        assertThat(said("jane", "she likes tea")).isTrue();
        assertThat(said("bob", "he does not")).isTrue();
        assertThat(runner.people().export(EmailAddress.of("jane@company.example")))
                .contains("she likes tea")
                .doesNotContain("he does not");

        runner.people().erase(EmailAddress.of("jane@company.example"));
        assertThat(kept(RecordKinds.MODEL)).containsExactly("bob");
    }

    @Test
    void nothingIsWrittenForWhoWasErasedOrIsNotKnown() {
        SequenceRunner runner = sentTo(JANE);
        runner.people().erase(EmailAddress.of("jane@company.example"));
        assertThat(said("jane", "late")).isFalse();
        assertThat(said("nobody", "never")).isFalse();
        assertThat(kept(RecordKinds.MODEL)).isEmpty();
    }

    @Test
    void whatIsWrittenWhileThePersonIsErasedGoesToo() {
        int[] written = new int[1];
        String[] last = {""};
        SequenceStore store = new SequenceStore() {
            @Override
            public <T> T inTransaction(Function<Tx, T> work) {
                T result = office.store.inTransaction(work);
                if (!last[0].isEmpty() && said(last[0], "meanwhile")) {
                    written[0]++;
                }
                return result;
            }
        };
        SequenceRunner runner = office.runner(store, ONE).build();
        runner.enroll(JANE, "one");
        runner.runOnce();
        last[0] = "jane"; // a model answers between any two transactions from here on
        runner.people().erase(EmailAddress.of("jane@company.example"));
        assertThat(written[0]).isPositive();
        assertThat(kept(RecordKinds.MODEL)).isEmpty();
    }

    @Test
    void whatAColleagueSaidIsQuotedInNoRecordOfTheLeads() {
        SequenceRunner runner = sentTo(JANE);
        office.arrives(
                "new@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "Jane is on leave, so I answer for her. Tell me more.");
        runner.runOnce();
        said("jane", "I answer for her");
        runner.people().erase(EmailAddress.of("new@company.example"));
        assertThat(kept(RecordKinds.MODEL)).isEmpty();
    }

    @Test
    void erasingLocksPeopleBeforeAnyDraftOfTheirs() {
        List<String> calls = new ArrayList<>();
        SequenceStore noting = new SequenceStore() {
            @Override
            public <T> T inTransaction(Function<Tx, T> work) {
                calls.add("begin");
                return office.store.inTransaction(tx -> work.apply(noting(Tx.class, tx, calls)));
            }
        };
        SequenceRunner runner = office.runner(noting, ONE).build();
        runner.enroll(List.of(JANE), "one");
        runner.runOnce();
        office.arrives(
                "new@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "Jane is on leave, so I answer for her. This sounds great, tell me more.");
        runner.runOnce();
        assertThat(runner.replies().drafts(10)).hasSize(1);
        calls.clear();
        runner.people().erase(EmailAddress.of("new@company.example"));
        assertThat(calls).contains("delete draft");
        for (String one : String.join(" ", calls).split("begin", -1)) {
            assertThat(one).doesNotContainPattern("delete draft.* lock ");
        }
    }

    /** Notes what locks people and what deletes drafts, in their order. */
    private static <T> T noting(Class<T> type, Object inner, List<String> calls) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> {
            if (inner instanceof LeadRows && method.getName().equals("lock")) {
                calls.add("lock");
            }
            if (inner instanceof RecordRows
                    && method.getName().equals("delete")
                    && args[0] instanceof StoredRecord record
                    && record.kind().equals("draft")) {
                calls.add("delete draft");
            }
            Object result = method.invoke(inner, args);
            return inner instanceof Tx ? noting(method.getReturnType(), result, calls) : result;
        }));
    }

    @Test
    void theyGoOnceTheTextsTheyMayHoldAreOlder() {
        SequenceRunner runner = sentTo(JANE);
        said("jane", "she likes tea");
        RetentionPolicy policy = RetentionPolicy.keepAll().messageTexts(MONTH).inboundTexts(MONTH.multipliedBy(2));
        office.clock.advance(MONTH.minusSeconds(1));
        runner.retain(policy);
        runner.retain(RetentionPolicy.keepAll());
        assertThat(kept(RecordKinds.MODEL)).containsExactly("jane");
        office.clock.advance(Duration.ofSeconds(2));
        runner.retain(RetentionPolicy.keepAll().inboundTexts(MONTH.multipliedBy(2)));
        assertThat(kept(RecordKinds.MODEL)).containsExactly("jane");
        runner.retain(policy);
        assertThat(kept(RecordKinds.MODEL)).isEmpty();
    }

    @Test
    void daysOfUseGoAfterFourHundredDays() {
        SequenceRunner runner = sentTo(JANE);
        office.store.inTransaction(tx -> usage(tx, "day/2024-11-30", "day/2024-12-01", "campaign/a"));
        assertThat(office.clock.instant()).isBefore(Instant.parse("2026-01-06T00:00:00Z"));
        runner.retain(RetentionPolicy.keepAll());
        assertThat(kept(RecordKinds.MODEL_USAGE)).containsExactly("campaign/a", "day/2024-12-01");
    }

    private static boolean usage(Tx tx, String... keys) {
        for (String key : keys) {
            tx.records().put(new StoredRecord(RecordKinds.MODEL_USAGE, key, 0, key, "{}"));
        }
        return true;
    }
}
