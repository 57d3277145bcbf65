package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.compose.ComposeRequest;
import dev.sdr.compose.Composition;
import dev.sdr.error.RetryableException;
import dev.sdr.lead.Lead;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.store.StoredLead;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What the composer asks a model, and what it makes of the answer. */
class LlmComposerTest {

    private static final Fact STORES = Fact.of("stores", "Acme Bakeries opened 3 stores in Leeds.");
    private static final String TEMPLATE =
            "Hello {{first_name}},\n\nwe plan tours for bakeries. Is that of interest?\n\n{{sender_name}}";
    private static final Sequence TWO = Sequence.builder("two")
            .email("first", s -> s.subject("Tours for {{company_name}}").text(TEMPLATE))
            .email(
                    "second",
                    s -> s.text("Hello {{first_name}}, did you read it?").after(Delay.days(2)))
            .build();
    private static final Lead JANE = Lead.of("jane", "jane@company.example")
            .with("first_name", "Jane")
            .with("company_name", "Acme Bakeries")
            .with("secret_note", "owes money");
    private static final UUID ENROLLMENT = UUID.fromString("00000000-0000-0000-0000-000000000001");

    private final WritingDesk desk = new WritingDesk();
    private List<Fact> known = List.of(STORES);
    private Says report = Says.english().sentence("Acme Bakeries opened 3 stores in Leeds.", "stores");
    private Says mail = Says.english()
            .subject("Your stores in Leeds", "stores")
            .sentence("Acme Bakeries opened three stores in Leeds.", "stores")
            .phrase("template-2", "Is that of interest?");
    private final Scripted model = new Scripted(asked -> Scripted.said(
            asked.system().contains("outreach report")
                    ? report.json()
                    : asked.schemaName().equals("mail") ? mail.json() : withoutSubject()));

    private String withoutSubject() {
        var node = mail.node();
        node.remove("subject");
        return node.toString();
    }

    private LlmComposer.Builder composer() {
        return LlmComposer.builder(desk.llm(model), lead -> known).attributes("company_name");
    }

    private static ComposeRequest request(Step step, Optional<UUID> enrollment) {
        return request(JANE, step, enrollment);
    }

    private static ComposeRequest request(Lead lead, Step step, Optional<UUID> enrollment) {
        Map<String, String> values = new HashMap<>(lead.attributes());
        values.put("sender_name", "Ann Host");
        values.put("sender_company", "Host Ltd");
        return new ComposeRequest(lead, "two", step, values, "spring", enrollment);
    }

    private static Step first() {
        return TWO.steps().get(0);
    }

    private static Step named(Step s, String template) {
        return new Step(
                s.id(),
                s.channel(),
                s.delay(),
                s.condition(),
                s.orElse(),
                s.goTo(),
                s.subject(),
                s.text(),
                s.html(),
                template,
                s.waitForReply(),
                s.window());
    }

    private Composition compose(LlmComposer.Builder builder) {
        return builder.build().compose(request(first(), Optional.empty()));
    }

    private void assertPlain(Composition composition) {
        assertThat(composition.subject()).isEqualTo("Tours for Acme Bakeries");
        assertThat(composition.text()).startsWith("Hello Jane,\n\nwe plan tours");
    }

    @Test
    void aMailIsWrittenFromFactsAReportAndTheTemplate() {
        Composition written = compose(composer());

        assertThat(written.problems()).isEmpty();
        assertThat(written.subject()).isEqualTo("Your stores in Leeds");
        assertThat(written.text())
                .isEqualTo(
                        "Hi Jane,\n\nAcme Bakeries opened three stores in Leeds. Is that of interest?\n\nBest regards\nAnn Host");
        assertThat(model.asked).hasSize(2);
        assertThat(model.asked.get(0).user())
                .contains("stores: Acme Bakeries opened 3 stores", "attribute:company_name: Acme Bakeries");
        assertThat(model.asked.get(1).user())
                .contains(
                        "begin: report\nAcme Bakeries opened 3 stores in Leeds.",
                        "template of the host",
                        "template-2: Is that of interest?");
        assertThat(composer().build().sharesText()).isTrue();
    }

    @Test
    void aModelSeesOnlyTheAttributesThatAreAllowed() {
        compose(composer());
        assertThat(model.asked)
                .allSatisfy(a -> assertThat(a.system() + a.user()).doesNotContain("Jane", "owes money", "jane@"));
    }

    @Test
    void aFollowUpKeepsTheSubjectOfItsThread() {
        Composition written = composer().build().compose(request(TWO.steps().get(1), Optional.empty()));
        assertThat(written.problems()).isEmpty();
        assertThat(written.subject()).isEmpty();
        assertThat(model.asked).extracting(ChatRequest::schemaName).containsExactly("text", "text");
    }

    @Test
    void onlyTheTemplatesThatAreNamedAreWritten() {
        LlmComposer composer = composer().writes("initial_outreach_with_report").build();
        assertPlain(composer.compose(request(first(), Optional.empty())));
        assertThat(model.asked).isEmpty();
        Composition written =
                composer.compose(request(named(first(), "initial_outreach_with_report"), Optional.empty()));
        assertThat(written.subject()).isEqualTo("Your stores in Leeds");
    }

    @Test
    void whatIsRefusedIsReplacedByTheTemplateOrHolds() {
        mail = Says.english()
                .subject("Your stores in Leeds", "stores")
                .sentence("Acme Bakeries opened 4 stores in Leeds.", "stores");
        assertPlain(compose(composer()));
        assertThat(compose(composer()).problems()).isEmpty();

        Composition held = compose(composer().orHold());
        assertPlain(held);
        assertThat(held.problems()).anyMatch(p -> p.contains("sentence 1 has a number"));
    }

    @Test
    void onlyWhatTheHostSaysOfItselfIsOffered() {
        Fact trial = Fact.of("trial", "There is a free trial of 30 days.");
        mail = Says.english().subject("A free trial", "trial").sentence("There is a free trial of 30 days.", "trial");
        assertThat(compose(composer().facts(List.of(trial))).subject()).isEqualTo("A free trial");
        known = List.of(STORES, trial);
        assertPlain(compose(composer()));
        assertThatThrownBy(() -> composer().facts(List.of(trial, trial))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aReportThatIsRefusedIsLeftOut() {
        report = Says.english().sentence("Acme Bakeries is bankrupt and owes 900 EUR.", "stores");
        assertThat(compose(composer()).subject()).isEqualTo("Your stores in Leeds");
        assertThat(model.asked.get(1).user()).doesNotContain("bankrupt", "begin: report");
    }

    @Test
    void aRetrySendsTheSameTextWhateverResearchSaysByThen() {
        LlmComposer composer = composer().build();
        desk.store.inTransaction(
                tx -> tx.leads().insertMissing(List.of(StoredLead.bare("key").with(JANE, "box"))));
        Composition one = composer.compose(request(first(), Optional.of(ENROLLMENT)));
        known = List.of(Fact.of("news", "Acme Bakeries closed 2 stores in York."));
        mail = Says.english()
                .subject("Your stores in York", "news")
                .sentence("Acme Bakeries closed 2 stores in York.", "news");

        assertThat(composer.compose(request(first(), Optional.of(ENROLLMENT)))).isEqualTo(one);
        assertThat(composer().build().compose(request(first(), Optional.of(ENROLLMENT))))
                .isEqualTo(one); // another process
        assertThat(model.asked).hasSize(2);

        UUID other = UUID.fromString("00000000-0000-0000-0000-000000000002");
        assertThat(composer.compose(request(first(), Optional.of(other))).subject())
                .isEqualTo("Your stores in York");
        Step changed = new Step(
                "first",
                "email",
                first().delay(),
                first().condition(),
                Optional.empty(),
                Optional.empty(),
                first().subject(),
                "Hello, anew.",
                Optional.empty(),
                "",
                true,
                Optional.empty());
        assertThat(composer.compose(request(changed, Optional.of(ENROLLMENT))).subject())
                .isEqualTo("Your stores in York");
    }

    @Test
    void aRefusalIsKeptTooSoThatARetrySendsTheTemplateAgain() {
        LlmComposer composer = composer().build();
        desk.store.inTransaction(
                tx -> tx.leads().insertMissing(List.of(StoredLead.bare("key").with(JANE, "box"))));
        Says good = mail;
        mail = Says.english()
                .subject("Save 20 %", "stores")
                .sentence("Acme Bakeries opened 3 stores in Leeds.", "stores");
        assertPlain(composer.compose(request(first(), Optional.of(ENROLLMENT))));
        mail = good;
        known = List.of(STORES, Fact.of("more", "More is known."));
        assertPlain(composer.compose(request(first(), Optional.of(ENROLLMENT))));
        assertThat(model.asked).hasSize(2);
    }

    @Test
    void researchThatCannotAnswerNowHoldsAndThatFailsMeansTheTemplate() {
        LlmComposer later = LlmComposer.builder(desk.llm(model), lead -> {
                    throw new RetryableException("the CRM is down");
                })
                .build();
        assertThatThrownBy(() -> later.compose(request(first(), Optional.empty())))
                .isInstanceOf(RetryableException.class);
        LlmComposer broken = LlmComposer.builder(desk.llm(model), lead -> {
                    throw new IllegalStateException("a bug");
                })
                .build();
        assertPlain(broken.compose(request(first(), Optional.empty())));
        known = List.of(STORES, STORES);
        assertPlain(compose(composer()));
        assertPlain(LlmComposer.builder(desk.llm(model), LeadResearch.none())
                .build()
                .compose(request(first(), Optional.empty())));
        assertThat(model.asked).isEmpty();
    }

    @Test
    void aModelThatFailsForNowIsNotReplacedByTheTemplate() {
        Scripted down = new Scripted(a -> {
            throw new RetryableException("overloaded");
        });
        LlmComposer composer =
                LlmComposer.builder(desk.llm(down), lead -> known).build();
        assertThatThrownBy(() -> composer.compose(request(first(), Optional.empty())))
                .isInstanceOf(RetryableException.class);
    }

    @Test
    void aSpentBudgetMeansTheTemplateOnly() {
        Llm spent = Llm.builder(desk.store, model)
                .budget(Budget.none().callsPerDay(0))
                .clock(desk.clock)
                .build();
        assertPlain(LlmComposer.builder(spent, lead -> known).build().compose(request(first(), Optional.empty())));
        assertThat(model.asked).isEmpty();
    }

    @Test
    void theLanguageIsTheLeadsElseTheTemplates() {
        report = Says.in("de").sentence("Acme Bakeries hat in Leeds drei Filialen eröffnet.", "stores");
        mail = Says.in("de")
                .subject("Ihre Filialen in Leeds", "stores")
                .sentence("Acme Bakeries hat in Leeds drei Filialen eröffnet.", "stores");
        known = List.of(Fact.of("stores", "Acme Bakeries hat 3 Filialen in Leeds eröffnet."));
        Composition written =
                composer().build().compose(request(JANE.with("language", "de-AT"), first(), Optional.empty()));
        assertThat(written.text())
                .isEqualTo("Guten Tag,\n\nAcme Bakeries hat in Leeds drei Filialen eröffnet.\n\nViele Grüße\nAnn Host");
        assertPlain(compose(composer())); // the template is English, so a German text is refused
        assertPlain(composer().build().compose(request(JANE.with("language", "fi"), first(), Optional.empty())));
    }

    @Test
    void aTemplatesSentencesWithAValueThatIsNotAllowedAreNoPhrases() {
        Step step = TWO.steps().get(1); // "Hello {{first_name}}, did you read it?"
        composer().build().compose(request(step, Optional.empty()));
        assertThat(model.asked.get(1).user()).doesNotContain("template-1");
        composer().attributes("first_name").build().compose(request(step, Optional.empty()));
        assertThat(model.asked.get(3).user()).contains("template-1: Hello Jane, did you read it?");
    }
}
