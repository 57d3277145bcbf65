package dev.sdr.llmhost;

import dev.sdr.llm.Llm;
import dev.sdr.llm.LlmClassifier;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.evaluate.ClassifierEvaluation;
import dev.sdr.llm.evaluate.EvaluationReport;
import dev.sdr.llmhost.Options.Server;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.testkit.ModelServer;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;

/** Measures the rules, the cascade of rules and model, and the model alone on labelled replies. */
final class Evaluate {

    private static final Instant RECEIVED = Instant.parse("2026-03-10T09:00:00Z");

    private final PrintStream out;
    private final Options options;

    Evaluate(PrintStream out, Options options) {
        this.out = out;
        this.options = options;
    }

    void run() throws IOException {
        Path own = Options.home().resolve("data").resolve("replies.jsonl");
        ClassifierEvaluation evaluation =
                ClassifierEvaluation.read(options.replies().orElse(own), RECEIVED);
        EvaluationReport rules = evaluation.run(new RuleBasedClassifier());
        out.println("The rules alone: " + rules.table());
        if (options.server().isPresent()) {
            Server server = options.server().get();
            measure(evaluation, rules, Models.real(server));
            return;
        }
        out.println(
                "No server was named: the model's answers are recorded ones, and say nothing about any model of yours.\n");
        try (ModelServer stand = ModelServer.start()) {
            stand.answers(RecordedAnswers.read(
                    Options.home().resolve("data").resolve("recorded-answers.jsonl"), evaluation.replies()));
            measure(evaluation, rules, Models.standIn(stand));
        }
    }

    private void measure(ClassifierEvaluation evaluation, EvaluationReport rules, ChatModel model) {
        Llm first = Llm.withoutStore(model);
        LlmClassifier cascade = LlmClassifier.of(first);
        EvaluationReport both = evaluation.run(cascade, first);
        out.println("The cascade: " + both.table());
        Llm second = Llm.withoutStore(model); // which remembers nothing of the first
        EvaluationReport asked =
                evaluation.run(LlmClassifier.builder(second).alwaysAsk().build(), second);
        out.println("The model, asked about everything: " + asked.table());
        line("", "intent", "sentiment", "human", "calls");
        line("rules", rules, 0);
        line("cascade", both, calls(both));
        line("always asked", asked, calls(asked));
        out.printf(
                Locale.ROOT,
                "%nThe cascade asked about %.0f %% of the replies.%n",
                100.0 * calls(both) / both.cases().size());
    }

    private static long calls(EvaluationReport report) {
        return report.spent().orElseThrow().calls();
    }

    private void line(String name, EvaluationReport report, long calls) {
        line(
                name,
                percent(report.intents()),
                percent(report.sentiments()),
                percent(report.humans()),
                Long.toString(calls));
    }

    private void line(String... columns) {
        out.printf(Locale.ROOT, "%-14s %8s %10s %8s %7s%n", columns[0], columns[1], columns[2], columns[3], columns[4]);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", share * 100);
    }
}
