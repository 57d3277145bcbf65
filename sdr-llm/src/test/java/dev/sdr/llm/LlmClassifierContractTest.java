package dev.sdr.llm;

import dev.sdr.reply.Classifier;
import dev.sdr.testkit.ClassifierContract;

/** What every classifier must do, with a model that answers, and asked about everything. */
class LlmClassifierContractTest extends ClassifierContract {

    private static final String ANSWER =
            "{\"evidence\":[],\"sentiment\":\"neutral\",\"intent\":\"other\",\"requires_human\":false,\"urgency\":\"low\","
                    + "\"refer_to\":null,\"confidence\":0.9,\"reason\":\"\"}";

    @Override
    protected Classifier classifier() {
        return LlmClassifier.builder(Llm.withoutStore(Scripted.saying(ANSWER)))
                .alwaysAsk()
                .build();
    }
}
