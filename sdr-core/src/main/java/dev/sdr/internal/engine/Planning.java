package dev.sdr.internal.engine;

import dev.sdr.answer.Answer;
import dev.sdr.answer.AnswerRequest;
import dev.sdr.answer.Disclosure;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.compose.Footer;
import dev.sdr.compose.PlaceholderValues;
import dev.sdr.inbox.Inbound;
import dev.sdr.internal.engine.Questions.Question;
import dev.sdr.reply.MachineQuestion;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyContext;
import java.util.Map;
import java.util.Optional;

/** Decides what is done about a reply, and has the answer written. Asks the responder, so it works outside transactions. */
final class Planning {

    private final Context context;
    private final Answering answering;

    Planning(Context context, Answering answering) {
        this.context = context;
        this.answering = answering;
    }

    /**
     * What is done about a reply.
     *
     * @param action what
     * @param draft the answer as a person would approve it, for drafts and automatic answers
     * @param automatic the answer as it goes without approval, for automatic answers
     * @param reason why, in one line
     * @param note what a person who looks at the draft should know; may be empty
     */
    record Plan(Action action, Optional<Draft> draft, Optional<Draft> automatic, String reason, String note) {

        static Plan without(Action action, String reason) {
            return new Plan(action, Optional.empty(), Optional.empty(), reason, "");
        }

        static Plan human(String reason) {
            return without(Action.HUMAN, reason);
        }

        static Plan draft(Draft draft, String reason, String note) {
            return new Plan(Action.DRAFT, Optional.of(draft), Optional.empty(), reason, note);
        }
    }

    Plan plan(Inbound reply, Question question, ReplyAnalysis analysis) {
        ReplyPolicy.Decision decision = context.settings.replies().decide(analysis);
        if (decision.action() == Action.HUMAN || decision.action() == Action.STOP) {
            return Plan.without(decision.action(), decision.reason());
        }
        Optional<String> machine = asksForAMachine(question.reply());
        if (machine.isPresent()) {
            return Plan.human("it asks whether a machine writes: \"" + machine.get() + "\"");
        }
        if (question.to().who().isEmpty()) {
            return Plan.human(question.to().reason());
        }
        Addressee to = question.to().who().get();
        Map<String, String> values =
                PlaceholderValues.of(to.lead().lead().orElseThrow(), to.mailbox(), context.settings.sender());
        if (context.host.responder().sharesText() && question.refusal().isPresent()) {
            return Plan.human(question.refusal().get());
        }
        Optional<Answer> answer =
                context.host.responder().respond(new AnswerRequest(question.reply(), analysis, values));
        if (answer.isEmpty()) {
            return Plan.human("there is no answer for " + analysis.intent());
        }
        Answering.Written written = answering.compose(reply, to, answer.get());
        if (!written.problems().isEmpty()) {
            return Plan.human("the answer must not leave: " + String.join("; ", written.problems()));
        }
        return decision.action() == Action.AUTOMATIC
                ? automatic(reply, question, to, answer.get(), written.draft(), decision.reason())
                : Plan.draft(written.draft(), decision.reason(), "");
    }

    /** Nobody approves it, so it says that a machine wrote it, unless the host has decided otherwise. */
    private Plan automatic(Inbound reply, Question question, Addressee to, Answer answer, Draft draft, String reason) {
        Optional<Disclosure> disclosure = context.settings.disclosure();
        if (disclosure.isEmpty()) {
            return new Plan(Action.AUTOMATIC, Optional.of(draft), Optional.of(draft), reason, "");
        }
        String bare =
                Footer.cutOff(answer.text(), context.settings.sender()); // else it would take the sentence with it
        Answer unsigned = new Answer(bare, answer.html(), answer.problems());
        Optional<String> language = question.reply().language();
        Optional<Draft> disclosed = language.flatMap(l -> disclosure.get().in(unsigned, l))
                .map(with -> answering.compose(reply, to, with))
                .filter(written -> written.problems().isEmpty())
                .map(Answering.Written::draft);
        if (disclosed.isEmpty()) {
            String why = "no automatic answer, which would have to say that a machine wrote it: "
                    + language.map(l -> "it cannot be said in the language '" + l + "', or would not be seen")
                            .orElse("the language of the conversation cannot be told");
            return Plan.draft(draft, why, why);
        }
        return new Plan(Action.AUTOMATIC, Optional.of(draft), disclosed, reason, "");
    }

    /** The subject counts too, unless it is ours: people write their question there. */
    private static Optional<String> asksForAMachine(ReplyContext reply) {
        String bare = Subjects.bare(reply.subject().strip());
        boolean ours = reply.answered()
                .filter(a -> Subjects.bare(a.subject().strip()).equalsIgnoreCase(bare))
                .isPresent();
        return MachineQuestion.find(reply.newText()).or(() -> ours ? Optional.empty() : MachineQuestion.find(bare));
    }
}
