package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import dev.sdr.answer.Answer;
import dev.sdr.answer.AnswerRequest;
import dev.sdr.answer.Responder;
import dev.sdr.error.RetryableException;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.ReplyContext.Turn;
import dev.sdr.sequence.Template;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers replies with sentences of a model's, each of which says what the host's facts say or is one of the host's approved
 * phrases. Links and times are the host's and put in by this class; greeting and sign-off are templates. What does not pass is
 * not sent and not drafted: a person writes the answer, and is told why.
 *
 * <p>It answers by what the author wants: interest, questions, meetings, objections, a no, anything neutral, a referral, each
 * with a prompt of its own ({@code answer-positive} and so on). It answers neither an opt-out nor an absence nor the wrong
 * person. Whether an answer is a draft or leaves by itself is the reply policy's to say.
 *
 * <p>A model sees the reply, the conversation up to a budget, our mails without their links, the facts, and of the lead only the attributes that the runner lets
 * it see. If the model cannot answer now it is asked again later, with the reply, until the reply has waited for some time.
 * Safe for use by several threads; keeps nothing.
 */
public final class LlmResponder implements Responder {

    private static final Logger LOG = LoggerFactory.getLogger(LlmResponder.class);

    /** What stands for a text that was refused; it never leaves, because of its problems. */
    private static final String NO_TEXT = "(no text)";

    private final Builder options;
    private final Llm llm;
    private final Writer writer;

    private LlmResponder(Builder builder) {
        this.options = builder.copy();
        this.llm = builder.llm;
        this.writer = new Writer(llm, builder.wording.tone());
    }

    /**
     * Begins one.
     *
     * @param llm the model
     * @return its builder
     */
    public static Builder builder(Llm llm) {
        return new Builder(llm);
    }

    /** A provider sees the text. */
    @Override
    public boolean sharesText() {
        return true;
    }

    /**
     * Writes an answer.
     *
     * @param request the reply and what is known
     * @return the answer; with problems, if what the model wrote must not leave; empty if nobody or a person should answer
     * @throws RetryableException if the model cannot answer now and the reply has not waited for longer than the patience; what
     *     else {@link dev.sdr.llm.chat.ChatModel#ask} throws comes through until then too
     */
    @Override
    public Optional<Answer> respond(AnswerRequest request) {
        Optional<Branch> branch =
                Branch.of(request.analysis()).filter(b -> !request.analysis().requiresHuman());
        if (branch.isEmpty()) {
            return Optional.empty();
        }
        String language = request.reply().language().orElse(options.wording.language());
        Manners manners = options.wording.manners().get(language);
        if (manners == null) {
            return refused(List.of("nobody here can check a text in the language of the reply (" + language + ")"));
        }
        try {
            return Optional.of(write(request, branch.get(), language, manners));
        } catch (RuntimeException e) {
            if (isPatient(request.reply())) {
                throw e;
            }
            LOG.warn("no answer was written; a person writes it", e);
            return refused(List.of("the model did not answer for " + options.patience));
        }
    }

    private boolean isPatient(ReplyContext reply) {
        return llm.clock().instant().isBefore(reply.receivedAt().plus(options.patience));
    }

    private static Optional<Answer> refused(List<String> reasons) {
        return Optional.of(new Answer(NO_TEXT, Optional.empty(), reasons));
    }

    private Answer write(AnswerRequest request, Branch branch, String language, Manners manners) {
        Supply supply;
        try {
            supply = supply(request, language, manners);
        } catch (RetryableException e) {
            throw e;
        } catch (RuntimeException e) { // the host's code, which may fail at every try
            LOG.warn(
                    "the facts for an answer could not be had: {}", e.getClass().getName());
            return new Answer(NO_TEXT, Optional.empty(), List.of("the facts for it could not be had (see the log)"));
        }
        ReplyContext reply = request.reply();
        Writer.Written written = writer.write(new Writer.Task(
                branch.prompt(),
                reply.leadId(),
                reply.campaignId(),
                supply,
                options.wording.limits(),
                conversation(reply),
                false));
        if (!written.reasons().isEmpty()) {
            return new Answer(NO_TEXT, Optional.empty(), written.reasons());
        }
        Template.Rendered whole = manners.around(written.written().text(), request.values());
        return new Answer(whole.text(), Optional.empty(), whole.problems());
    }

    private Supply supply(AnswerRequest request, String language, Manners manners) {
        List<Fact> facts = new ArrayList<>(options.facts.apply(request));
        Set<String> offers = facts.stream().map(Fact::id).collect(Collectors.toSet());
        new TreeMap<>(request.reply()
                        .leadAttributes()) // in one order, so that the same question is the same in every process
                .forEach((name, value) -> facts.add(Attributes.fact(name, value)));
        Map<String, String> phrases = options.wording.phrases(language, manners.courtesies());
        Map<String, Slot> slots = new LinkedHashMap<>(options.wording.links());
        Times.slots(options.times.apply(request), language).forEach(s -> slots.put(s.id(), s));
        List<String> values = new ArrayList<>(request.reply().leadAttributes().values());
        Attributes.ofSender(request.values()).forEach(values::add);
        return new Supply(Supply.index(facts), offers, phrases, slots, values, language);
    }

    /** The reply, and of what came before it the newest that the budget holds. */
    private List<Data> conversation(ReplyContext reply) {
        List<Data> data = new ArrayList<>();
        int left = options.history;
        for (int i = reply.earlier().size() - 1; i >= 0 && left > 0; i--) {
            Turn turn = reply.earlier().get(i);
            String whole = turn.ours() ? Cleaning.withoutLinks(turn.text()) : turn.text();
            String text = whole.length() > left ? whole.substring(0, left) : whole;
            left -= text.length();
            data.add(0, new Data((turn.ours() ? "earlier mail of ours " : "earlier mail of theirs ") + (i + 1), text));
        }
        data.add(new Data("subject of the reply", reply.subject()));
        data.add(new Data("the reply to answer", reply.newText()));
        return data;
    }

    /** Options of an {@link LlmResponder}. Not safe for use by several threads. */
    public static final class Builder {

        private final Llm llm;
        private Function<AnswerRequest, List<Fact>> facts = request -> List.of();
        private Function<AnswerRequest, List<ZonedDateTime>> times = request -> List.of();
        private Wording wording = Wording.standard();
        private int history = 8_000;
        private Duration patience = Duration.ofHours(1);

        private Builder(Llm llm) {
            this.llm = requireNonNull(llm, "llm");
        }

        private Builder copy() {
            Builder copy = new Builder(llm);
            copy.wording = wording;
            copy.facts = facts;
            copy.times = times;
            copy.history = history;
            copy.patience = patience;
            return copy;
        }

        /**
         * Sets the facts that answers may be made of, the same for all. They are about the host and what it offers: what they say
         * of prices, guarantees and the like, an answer may say. Default: none.
         *
         * @param all the facts, in the readers' language
         * @return this
         * @throws IllegalArgumentException if two have one id
         */
        public Builder facts(List<Fact> all) {
            List<Fact> copy = List.copyOf(all);
            Supply.index(copy);
            return facts(request -> copy);
        }

        /**
         * Sets where the facts for an answer come from, about the host and what it offers. If it throws a {@code RetryableException} the reply is looked at again
         * later; if it throws anything else a person writes the answer.
         *
         * @param source gives the facts for a reply, in its language, each with its own id; safe for use by several threads
         * @return this
         */
        public Builder facts(Function<AnswerRequest, List<Fact>> source) {
            this.facts = requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets links, phrases, greeting, tone and length of answers. Default: {@link Wording#standard()}.
         *
         * @param newWording the wording
         * @return this
         */
        public Builder wording(Wording newWording) {
            this.wording = requireNonNull(newWording, "wording");
            return this;
        }

        /**
         * Sets which times are offered. There are no others. Default: none. What it throws is treated as of {@link #facts}.
         *
         * @param source gives the times for a reply, each in the zone it is to be told in; the first ten are used; safe for use by
         *     several threads
         * @return this
         */
        public Builder times(Function<AnswerRequest, List<ZonedDateTime>> source) {
            this.times = requireNonNull(source, "source");
            return this;
        }

        /**
         * Sets how much of the earlier conversation the model sees, the newest first. Default: 8,000 characters.
         *
         * @param characters 0 or more
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder history(int characters) {
            if (characters < 0) {
                throw new IllegalArgumentException("the history must be 0 characters or more, was " + characters);
            }
            this.history = characters;
            return this;
        }

        /**
         * Sets how long a reply may wait for a model that cannot answer; after it a person writes. Default: one hour.
         *
         * @param wait how long since the reply came in, not negative
         * @return this
         * @throws IllegalArgumentException if it is negative
         */
        public Builder patience(Duration wait) {
            if (wait.isNegative()) {
                throw new IllegalArgumentException("patience must not be negative, was " + wait);
            }
            this.patience = wait;
            return this;
        }

        /**
         * Makes it.
         *
         * @return the responder
         */
        public LlmResponder build() {
            return new LlmResponder(this);
        }
    }
}
