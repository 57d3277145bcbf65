package dev.sdr.llm;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.compose.ComposeRequest;
import dev.sdr.compose.Composer;
import dev.sdr.compose.Composition;
import dev.sdr.compose.TemplateComposer;
import dev.sdr.error.RetryableException;
import dev.sdr.inbox.TextLanguage;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Template;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the mails of steps with a model, each sentence of which says what the host's facts say or is one of the host's approved
 * phrases. First a short report on the lead's company, then the mail with its subject, in the manner of the step's own template.
 * Links are the host's and put in by this class; greeting and sign-off are templates. The text is plain; an HTML form of the step
 * is sent only with the template.
 *
 * <p>What does not pass is not sent: the step's template is, or the step holds ({@link Builder#orHold}). The template is also
 * sent if the budget is spent, if nothing is known of the lead, and if its language is none that can be checked. If model or
 * research cannot answer now, the step holds and is tried again. A key that is refused holds it too.
 *
 * <p>The text for an enrollment and step is kept with the lead, so that a retry sends the same, whatever research says by then,
 * as long as the step's template stays. A preview asks the model as well, counts against the budget, and is not kept for the
 * enrollment; with the same facts the mail will be the same, because the answer is remembered. Safe for use by several threads.
 */
public final class LlmComposer implements Composer {

    private static final Logger LOG = LoggerFactory.getLogger(LlmComposer.class);
    private static final Limits REPORT = new Limits(8, 1_500);
    private static final Set<String> COURTESIES = Set.of("questions", "interest");
    private static final Set<String> OF_SENDER = Set.of("sender_name", "sender_first_name", "sender_company");

    private final Builder options;
    private final Llm llm;
    private final Writer writer;
    private final TemplateComposer templates = new TemplateComposer();

    private LlmComposer(Builder builder) {
        this.options = builder.copy();
        this.llm = builder.llm;
        this.writer = new Writer(llm, builder.wording.tone());
    }

    /**
     * Begins one.
     *
     * @param llm the model
     * @param research what the host knows about companies
     * @return its builder
     */
    public static Builder builder(Llm llm, LeadResearch research) {
        return new Builder(llm, research);
    }

    /** A provider sees what is known of the lead. */
    @Override
    public boolean sharesText() {
        return true;
    }

    @Override
    public Composition compose(ComposeRequest request) {
        Composition plain = templates.compose(request);
        if (!isMine(request.step()) || !plain.problems().isEmpty()) {
            return plain;
        }
        Optional<String> name = request.enrollmentId().map(id -> KeptText.name(id.toString(), request.step()));
        Optional<JsonNode> before =
                name.flatMap(n -> llm.kept(request.lead().id(), n)).flatMap(Answered::json);
        if (before.isPresent()) {
            return KeptText.message(before.get(), plain);
        }
        String language = language(request, plain);
        Manners manners = options.wording.manners().get(language);
        if (manners == null) {
            return instead(
                    request, plain, List.of("nobody here can check a text in the lead's language (" + language + ")"));
        }
        Map<String, Fact> facts;
        try {
            facts = facts(request.lead());
        } catch (RetryableException e) {
            throw e;
        } catch (RuntimeException e) { // the host's code, which may fail at every try
            LOG.warn("research about a lead failed: {}", e.getClass().getName());
            return instead(request, plain, List.of("the facts for it could not be had (see the log)"));
        }
        return facts.isEmpty()
                ? instead(request, plain, List.of("nothing is known of the lead"))
                : write(request, plain, name, supply(request, facts, language, manners), manners);
    }

    private boolean isMine(Step step) {
        return options.templates.isEmpty()
                ? step.channel().equals(Step.EMAIL)
                : options.templates.contains(step.templateName());
    }

    private String language(ComposeRequest request, Composition plain) {
        return request.lead()
                .attribute(Lead.LANGUAGE)
                .map(tag -> tag.toLowerCase(Locale.ROOT).split("[-_]", 2)[0].strip())
                .or(() -> TextLanguage.of(plain.text()))
                .orElse(options.wording.language());
    }

    private Map<String, Fact> facts(Lead lead) {
        List<Fact> facts = new ArrayList<>();
        options.attributes.forEach(
                name -> lead.attribute(name).ifPresent(value -> facts.add(Attributes.fact(name, value))));
        facts.addAll(options.own);
        facts.addAll(options.research.about(lead));
        return Supply.index(facts);
    }

    private Supply supply(ComposeRequest request, Map<String, Fact> facts, String language, Manners manners) {
        Map<String, String> approved = new LinkedHashMap<>(manners.courtesies());
        approved.keySet().retainAll(COURTESIES);
        Map<String, String> visible = new LinkedHashMap<>(request.values());
        visible.keySet().removeIf(n -> !options.attributes.contains(n) && !OF_SENDER.contains(n));
        approved.putAll(TemplatePhrases.of(request.step().text(), visible));
        Map<String, String> phrases = options.wording.phrases(language, approved);
        List<String> values = new ArrayList<>();
        options.attributes.forEach(name -> request.lead().attribute(name).ifPresent(values::add));
        Attributes.ofSender(request.values()).forEach(values::add);
        return new Supply(facts, options.offers(), phrases, options.wording.links(), values, language);
    }

    private Composition write(
            ComposeRequest request, Composition plain, Optional<String> name, Supply supply, Manners manners) {
        String leadId = request.lead().id();
        Optional<String> campaign = Optional.of(request.campaignId()).filter(c -> !c.isEmpty());
        Supply known =
                new Supply(supply.facts(), supply.offers(), Map.of(), Map.of(), supply.values(), supply.language());
        Writer.Written report =
                writer.write(new Writer.Task("report", leadId, campaign, known, REPORT, List.of(), false));
        List<Data> more = new ArrayList<>();
        if (report.reasons().isEmpty()) {
            more.add(new Data("report", report.written().text()));
        }
        request.step().subject().ifPresent(s -> more.add(new Data("subject of the template", s)));
        more.add(new Data("template of the host", request.step().text()));
        boolean subject = request.step().subject().isPresent();
        Writer.Written mail = writer.write(
                new Writer.Task("compose", leadId, campaign, supply, options.wording.limits(), more, subject));
        if (!mail.reasons().isEmpty()) {
            return instead(
                    request,
                    plain,
                    mail.reasons(),
                    name.filter(n -> mail.answer().isPresent() && !options.holds),
                    mail.version());
        }
        Template.Rendered whole = manners.around(mail.written().text(), request.values());
        if (!whole.problems().isEmpty()) {
            return instead(request, plain, whole.problems());
        }
        String title = subject ? mail.written().subject() : plain.subject();
        ObjectNode text = KeptText.written(title, whole.text(), report.written().text());
        return KeptText.message(keep(leadId, name, text, mail.version()), plain);
    }

    private JsonNode keep(String leadId, Optional<String> name, JsonNode text, String version) {
        return name.flatMap(n -> llm.keep(leadId, n, Answered.of(text, version)).json())
                .orElse(text);
    }

    private Composition instead(ComposeRequest request, Composition plain, List<String> reasons) {
        return instead(request, plain, reasons, Optional.empty(), "");
    }

    /** The template, kept to be sent if a name is given, or the hold. */
    private Composition instead(
            ComposeRequest request, Composition plain, List<String> reasons, Optional<String> name, String version) {
        LOG.info(
                "no text of a model's for step {} of lead {}: {}",
                request.step().id(),
                request.lead().id(),
                reasons);
        if (options.holds) {
            return new Composition(plain.subject(), plain.text(), plain.html(), reasons);
        }
        return name.isEmpty()
                ? plain
                : KeptText.message(keep(request.lead().id(), name, KeptText.refused(reasons), version), plain);
    }

    /** Options of an {@link LlmComposer}. Not safe for use by several threads. */
    public static final class Builder {

        private final Llm llm;
        private final LeadResearch research;
        private final Set<String> attributes = new LinkedHashSet<>();
        private final Set<String> templates = new LinkedHashSet<>();
        private final List<Fact> own = new ArrayList<>();
        private Wording wording = Wording.standard();
        private boolean holds;

        private Builder(Llm llm, LeadResearch research) {
            this.llm = requireNonNull(llm, "llm");
            this.research = requireNonNull(research, "research");
        }

        private Builder copy() {
            Builder copy = new Builder(llm, research);
            copy.attributes.addAll(attributes);
            copy.templates.addAll(templates);
            copy.own.addAll(own);
            copy.wording = wording;
            copy.holds = holds;
            return copy;
        }

        /**
         * Adds attributes of leads that the model may see, each as a fact {@code attribute:name}. Default: none.
         *
         * @param names names such as {@code company_name}
         * @return this
         */
        public Builder attributes(String... names) {
            attributes.addAll(List.of(names));
            return this;
        }

        private Set<String> offers() {
            return own.stream().map(Fact::id).collect(Collectors.toSet());
        }

        /**
         * Adds facts about the host and what it offers, for every mail. What they say of prices, guarantees and the like, a mail
         * may say; what research says of such things it may not. Default: none.
         *
         * @param all the facts, in the readers' language
         * @return this
         * @throws IllegalArgumentException if two have one id
         */
        public Builder facts(List<Fact> all) {
            own.addAll(all);
            Supply.index(own);
            return this;
        }

        /**
         * Adds templates whose steps the model writes; all others are sent as their templates say. Default: every step of email.
         *
         * @param templateNames the names as a sequence gives them, such as {@code initial_outreach_with_report}
         * @return this
         */
        public Builder writes(String... templateNames) {
            templates.addAll(List.of(templateNames));
            return this;
        }

        /**
         * Sets links, phrases, greeting, tone and length of mails. Default: {@link Wording#standard()}.
         *
         * @param newWording the wording
         * @return this
         */
        public Builder wording(Wording newWording) {
            this.wording = requireNonNull(newWording, "wording");
            return this;
        }

        /**
         * Holds a step whose text does not pass, with the reasons, instead of sending its template. It is written anew when the
         * hold ends, and asked again only if something has changed.
         *
         * @return this
         */
        public Builder orHold() {
            this.holds = true;
            return this;
        }

        /**
         * Makes it.
         *
         * @return the composer
         */
        public LlmComposer build() {
            return new LlmComposer(this);
        }
    }
}
