package dev.sdr.testkit;

import dev.sdr.reply.Classifier;
import dev.sdr.reply.RuleBasedClassifier;

class RuleBasedClassifierTest extends ClassifierContract {

    @Override
    protected Classifier classifier() {
        return new RuleBasedClassifier();
    }
}
