package dev.sdr.llm;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sdr.lead.Lead;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.StoredLead;
import dev.sdr.store.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Questions and stores for tests. */
final class Questions {

    static final Prompt PROMPT = Prompt.of("test", "1", "Answer in a {{tone}} tone.", "a test", Optional.empty());

    static final JsonNode FORM = FormCheck.read("{\"type\":\"object\",\"properties\":{\"answer\":{\"type\":\"string\","
                    + "\"enum\":[\"yes\",\"no\"]},\"note\":{\"type\":[\"string\",\"null\"]}},\"required\":[\"answer\"],"
                    + "\"additionalProperties\":false}")
            .orElseThrow();

    private Questions() {}

    static Question about(String leadId, String text) {
        return about(leadId, text, Map.of("tone", "plain"));
    }

    static Question about(String leadId, String text, Map<String, String> values) {
        return new Question(
                PROMPT,
                leadId,
                Optional.of("spring"),
                values,
                List.of(new Data("the mail", text)),
                "answer",
                FORM,
                100);
    }

    static InMemorySequenceStore storeWith(String... leadIds) {
        InMemorySequenceStore store = new InMemorySequenceStore();
        for (String id : leadIds) {
            Lead lead = Lead.of(id, id + "@company.example");
            store.inTransaction(tx -> tx.leads()
                    .insertMissing(List.of(StoredLead.bare("key-" + id).with(lead, "box"))));
        }
        return store;
    }

    static List<StoredRecord> records(SequenceStore store, String kind) {
        return store.inTransaction(tx -> tx.records().scan(kind, Optional.empty(), "\uffff", 1_000));
    }

    static void await(CountDownLatch latch) {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IllegalStateException("nobody came");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
