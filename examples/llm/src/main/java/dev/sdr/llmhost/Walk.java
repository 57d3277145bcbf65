package dev.sdr.llmhost;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.llm.Budget;
import dev.sdr.llm.Llm;
import dev.sdr.llm.LlmClassifier;
import dev.sdr.llm.LlmComposer;
import dev.sdr.llm.LlmResponder;
import dev.sdr.llm.Prices;
import dev.sdr.llm.Spending;
import dev.sdr.llm.Wording;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.RunReport;
import dev.sdr.observe.WaitingReply;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.LocalMailbox;
import dev.sdr.testkit.ModelServer;
import dev.sdr.testkit.VirtualClock;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A day: five first mails, five replies, what a model makes of them, and what leaves. */
final class Walk {

    private static final Instant START = Instant.parse("2026-06-01T09:00:00Z");

    private final PrintStream out;
    private final Options options;
    private final VirtualClock clock = new VirtualClock(START);
    private final LocalMailbox mailbox = new LocalMailbox(clock);
    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final Map<String, String> decided = new HashMap<>();

    Walk(PrintStream out, Options options) {
        this.out = out;
        this.options = options;
    }

    boolean run() {
        if (options.server().isPresent()) {
            return run(Models.real(options.server().get()));
        }
        try (ModelServer stand = ModelServer.start(clock)) {
            stand.answers(new StandIn());
            return run(Models.standIn(stand)) && soundWithTheStandIn();
        }
    }

    private boolean run(ChatModel model) {
        Llm llm = Llm.builder(store, model)
                .prices(Prices.perMillion("USD", "0.10", "0.01", "0.50")) // yours are in your provider's price list
                .budget(Budget.none().callsPerDay(100).callsPerLead(10))
                .clock(clock)
                .build();
        try (SequenceRunner runner = runner(llm)) {
            runner.enroll(Scene.ALL, Scene.SEQUENCE.id());
            say(runner.runOnce());
            List<Email> first = mailbox.sent();
            first.forEach(this::show);
            first.forEach(mail -> mailbox.reply(mail, reply(mail)));
            clock.advance(Duration.ofMinutes(5));
            say(runner.runOnce());
            out.println("What the replies came to:\n");
            Scene.ALL.forEach(lead -> out.println(lead.id() + ": " + Scene.REPLIES.get(lead.id()) + "\n    "
                    + decided.getOrDefault(lead.id(), "not decided yet") + "\n"));
            for (WaitingReply waiting : runner.replies().waiting(20)) {
                waiting.draft()
                        .filter(d -> d.state() == Draft.State.OPEN)
                        .ifPresent(d -> runner.replies().approve(d.inboundId(), d.hash())); // a person has read it here
            }
            clock.advance(Duration.ofMinutes(5));
            say(runner.runOnce());
            out.println("What was answered:\n");
            mailbox.sent().subList(first.size(), mailbox.sent().size()).forEach(this::show);
        }
        spent(llm);
        return mailbox.sent().size() >= Scene.ALL.size();
    }

    private SequenceRunner runner(Llm llm) {
        ReplyPolicy policy = ReplyPolicy.careful().on(Intent.INTERESTED, Action.AUTOMATIC);
        LlmResponder responder = LlmResponder.builder(llm)
                .facts(Scene.FACTS)
                .wording(Wording.standard().link("trial", "where to start the trial", "https://planner.example/trial"))
                .build();
        return SequenceRunner.builder(
                        store,
                        Sequences.of(Scene.SEQUENCE),
                        Sender.of("Example Ltd", "1 High Street, Leeds LS1 1AA, United Kingdom"))
                .mailbox(Mailbox.of("Ann Lee <" + Scene.REP + ">", ZoneOffset.UTC), mailbox, mailbox)
                .composer(LlmComposer.builder(llm, Scene.RESEARCH)
                        .attributes(Lead.COMPANY_NAME)
                        .build())
                .classifier(LlmClassifier.of(llm), Lead.COMPANY_NAME)
                .replies(policy, responder)
                .listener(this::hear)
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .build();
    }

    private void hear(Event event) {
        if (event.type().equals(Event.REPLY_ANALYSED)) {
            decided.put(
                    event.leadId().orElse(""),
                    event.data().getOrDefault("action", "") + ": "
                            + event.data().getOrDefault("reason", ""));
        }
    }

    private String reply(Email mail) {
        return Scene.ALL.stream()
                .filter(lead -> lead.email().equals(mail.to()))
                .map(lead -> Objects.requireNonNull(Scene.REPLIES.get(lead.id())))
                .findFirst()
                .orElseThrow();
    }

    private void say(RunReport report) {
        report.problems().forEach(p -> out.println("problem: " + p));
    }

    private void show(Email mail) {
        out.println("To: " + mail.to().value() + "\nSubject: " + mail.subject() + "\n\n"
                + mail.text().strip().indent(4));
    }

    private void spent(Llm llm) {
        Spending.Total day = llm.spending().day(LocalDate.ofInstant(START, ZoneOffset.UTC));
        out.println("Spent: " + day.calls() + " calls, " + day.promptTokens() + " tokens asked, "
                + day.completionTokens() + " answered, " + day.currency() + " "
                + day.cost().stripTrailingZeros().toPlainString());
    }

    /** What must have come out, whoever the model obeys: checked where it is known what the model says. */
    private boolean soundWithTheStandIn() {
        List<Email> answers =
                mailbox.sent().subList(Scene.ALL.size(), mailbox.sent().size());
        long toJane =
                answers.stream().filter(a -> a.to().equals(Scene.JANE.email())).count();
        long toSam =
                answers.stream().filter(a -> a.to().equals(Scene.SAM.email())).count();
        boolean clean = mailbox.sent().stream()
                .noneMatch(m -> m.text().contains("evil.example") || m.text().contains("90%"));
        out.println("CHECK first=" + Scene.ALL.size() + " drafts-approved=" + toJane + " automatic=" + toSam
                + " others=" + (answers.size() - toJane - toSam) + " attacker-text=" + (clean ? 0 : 1));
        return toJane == 1 && toSam == 1 && answers.size() == 2 && clean;
    }
}
