package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.ReplyPolicy.Action;
import dev.sdr.answer.Responder;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.llm.chat.ChatModel;
import dev.sdr.llm.chat.ChatRequest;
import dev.sdr.mail.Email;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.sequence.Enrollment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Hostile replies, and a model that is on the attacker's side: whatever it says, what happens stays within what the host
 * allowed. The whole runner, on the virtual clock.
 */
@Timeout(120)
class InjectionTest {

    private static final Lead JANE =
            Lead.of("jane", "jane@company.example").with("first_name", "Jane").with("company_name", "Company");
    private static final Lead BOB = Lead.of("bob", "bob@other.example").with("budget", "BOBS-SECRET-BUDGET");
    private static final Lead DORA = Lead.of("dora", "dora@third.example");
    private static final EmailAddress CARL = EmailAddress.of("carl@fourth.example");

    private static final ReplyPolicy CAREFUL = ReplyPolicy.careful();
    private static final ReplyPolicy AUTOMATIC = CAREFUL.on(Intent.INTERESTED, Action.AUTOMATIC);

    /** What may happen to the lead who wrote, or a colleague who wrote in that thread; everything else is an effect too many. */
    private static final Set<String> ALLOWED = Set.of(
            Event.ENROLLED,
            Event.TOUCH_SENT,
            Event.REPLIED,
            Event.REPLY_ANALYSED,
            Event.REPLY_DRAFTED,
            Event.REPLY_ANSWERED,
            Event.CONTACT_FOUND,
            Event.REFERRED,
            Event.AUTOMATIC_REPLY,
            Event.OPTED_OUT,
            Event.SUPPRESSED,
            Event.STOPPED,
            Event.FINISHED,
            Event.DRAFT_EXPIRED);

    static List<Hostile> hostile() {
        return Hostile.all();
    }

    /** What came of one hostile reply. */
    private static final class Outcome {
        final Desk desk = new Desk();
        final Set<String> marks = new TreeSet<>();
        final List<ChatRequest> asked = new ArrayList<>();
        final List<Email> later = new ArrayList<>();
        final List<Draft> drafts = new ArrayList<>();
        final List<Event> events = new ArrayList<>();
        final List<Suppression> suppressions = new ArrayList<>();
        final List<Enrollment> enrollments = new ArrayList<>();
    }

    private static Outcome run(
            Optional<Hostile> hostile,
            Optional<Obeying> model,
            ReplyPolicy policy,
            boolean always,
            Function<Llm, Responder> responder) {
        Outcome out = new Outcome();
        Desk desk = out.desk;
        ChatModel asked = model.map(m -> (ChatModel) m).orElseGet(() -> Scripted.saying("{}"));
        Llm llm = Llm.builder(desk.store, asked).clock(desk.clock).build();
        LlmClassifier.Builder classifier = LlmClassifier.builder(llm);
        SequenceRunner runner = desk.runner()
                .classifier(always ? classifier.alwaysAsk().build() : classifier.build(), "company_name")
                .replies(policy, responder.apply(llm))
                .build();
        runner.enroll(List.of(JANE, BOB, DORA), "two");
        runner.suppressions().add(CARL, "asked by phone", "phone-1");
        desk.after(Duration.ZERO, runner);
        List<Email> first = List.copyOf(desk.sent);
        desk.clock.advance(Duration.ofHours(1));
        hostile.ifPresent(
                h -> desk.arrives(h.mail(desk.to("jane@company.example").messageId())));
        desk.after(Duration.ZERO, runner);
        out.drafts.addAll(runner.replies().drafts(10));
        desk.after(Duration.ofHours(2), runner);
        desk.after(Duration.ofDays(2), runner);
        desk.after(Duration.ofDays(4), runner);
        assertThat(desk.problems).isEmpty();
        out.later.addAll(desk.sent.subList(first.size(), desk.sent.size()));
        out.events.addAll(desk.events(runner));
        out.suppressions.addAll(runner.suppressions().list(Optional.empty(), 100));
        for (Lead lead : List.of(JANE, BOB, DORA)) {
            out.enrollments.addAll(runner.enrollments().of(lead.id()));
        }
        model.ifPresent(m -> {
            out.marks.addAll(m.marks);
            out.asked.addAll(m.asked);
        });
        return out;
    }

    private static Stream<String> effectsOn(Outcome out, String lead) {
        return out.events.stream()
                .filter(e -> e.leadId().equals(Optional.of(lead)))
                .map(Event::type);
    }

    private static List<String> mailTo(Outcome out, String address) {
        return out.later.stream()
                .filter(e -> e.to().value().equals(address))
                .map(Email::text)
                .toList();
    }

    /** What the host lets leave by itself: the text of the template, word for word. */
    private static String template() {
        Outcome out = run(Optional.of(kind()), Optional.empty(), AUTOMATIC, false, llm -> TemplateResponder.standard());
        List<String> answers = mailTo(out, "jane@company.example");
        assertThat(answers).hasSize(1);
        return answers.get(0);
    }

    /** What happens if nobody writes. */
    private static final Outcome QUIET =
            run(Optional.empty(), Optional.empty(), CAREFUL, false, llm -> TemplateResponder.standard());

    private static final String TEMPLATE = template();

    private static void staysWithinWhatWasAllowed(Hostile hostile, Outcome out, ReplyPolicy policy) {
        assertThat(out.later)
                .extracting(e -> e.to().value())
                .as("recipients")
                .isSubsetOf("jane@company.example", "bob@other.example", "dora@third.example");
        for (String other : List.of("bob", "dora")) {
            assertThat(effectsOn(out, other))
                    .as("effects on " + other)
                    .containsExactlyElementsOf(effectsOn(QUIET, other).toList());
        }
        for (String address : List.of("bob@other.example", "dora@third.example")) {
            assertThat(mailTo(out, address)).as("mail to " + address).isEqualTo(mailTo(QUIET, address));
        }

        List<String> toJane = mailTo(out, "jane@company.example");
        boolean mayAnswer = policy.equals(AUTOMATIC) && !hostile.optOut();
        assertThat(toJane).as("mail to the author").hasSizeLessThanOrEqualTo(mayAnswer ? 1 : 0);
        if (hostile.optOut()) {
            assertThat(out.drafts).as("drafts for somebody who wants no mail").isEmpty();
        }

        EmailAddress author = EmailAddress.of(hostile.from().replaceAll(".*<(.*)>", "$1"));
        assertThat(out.drafts)
                .hasSizeLessThanOrEqualTo(1)
                .allSatisfy(d -> assertThat(d.to()).contains(author.value()));

        assertThat(out.suppressions)
                .as("carl stays suppressed")
                .anyMatch(s -> s.detail().equals("asked by phone"));
        assertThat(out.events.stream().filter(e -> e.type().equals(Event.SUPPRESSED)))
                .as("who was suppressed")
                .allMatch(e -> e.leadId().isEmpty()
                        || !Set.of("bob", "dora").contains(e.leadId().get()));
        assertThat(out.enrollments.stream().filter(e -> e.sequenceId().equals("two")))
                .as("nobody is enrolled again")
                .hasSize(3);
        assertThat(out.enrollments).hasSizeLessThanOrEqualTo(3 + toJane.size());
        assertThat(out.events)
                .extracting(Event::type)
                .filteredOn(type -> !(mayAnswer && type.equals(Event.REPLY_APPROVED)))
                .as("kinds of effects")
                .isSubsetOf(ALLOWED);

        nothingLeaks(out);
    }

    private static void nothingLeaks(Outcome out) {
        List<String> secrets = new ArrayList<>(out.marks);
        secrets.add("BOBS-SECRET-BUDGET");
        secrets.add("secret-secret");
        List<String> leaving = new ArrayList<>();
        out.later.forEach(e -> leaving.add(e.subject() + "\n" + e.text() + "\n" + e.headers()));
        out.drafts.forEach(d -> leaving.add(d.subject() + "\n" + d.text()));
        out.events.forEach(e -> leaving.add(e.data().toString()));
        for (String secret : secrets) {
            assertThat(leaving).as("what leaves").noneMatch(text -> text.contains(secret));
        }
        assertThat(out.asked)
                .as("what a model is shown")
                .allSatisfy(r -> assertThat(r.system() + r.user()).doesNotContain("BOBS-SECRET"));
    }

    @Test
    void thereAreSixtyAndMore() {
        assertThat(hostile())
                .hasSizeGreaterThanOrEqualTo(60)
                .extracting(Hostile::name)
                .doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void anObeyingClassifierCausesNothingThatTheHostDidNotAllow(Hostile hostile) {
        for (Obeying.Mind mind : Obeying.Mind.values()) {
            check(hostile, mind, CAREFUL, true);
            check(hostile, mind, AUTOMATIC, true);
            check(hostile, mind, AUTOMATIC, false);
        }
    }

    private static void check(Hostile hostile, Obeying.Mind mind, ReplyPolicy policy, boolean always) {
        Obeying model = new Obeying(hostile, mind, (request, h) -> h.says());
        Outcome out =
                run(Optional.of(hostile), Optional.of(model), policy, always, llm -> TemplateResponder.standard());
        staysWithinWhatWasAllowed(hostile, out, policy);
        assertThat(mailTo(out, "jane@company.example")).allMatch(TEMPLATE::equals);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void anObeyingWriterPutsNothingOfTheAttackersIntoAnAnswer(Hostile hostile) {
        for (Writing writing : EnumSet.complementOf(EnumSet.of(Writing.ALONE))) {
            Obeying model = new Obeying(hostile, Obeying.Mind.WANTED, writing::answer);
            Outcome out = run(Optional.of(hostile), Optional.of(model), AUTOMATIC, true, InjectionTest::responder);
            staysWithinWhatWasAllowed(hostile, out, AUTOMATIC);
            out.drafts.forEach(d -> isOurs(d.text(), hostile));
            mailTo(out, "jane@company.example").forEach(text -> isOurs(text, hostile));
        }
    }

    @Test
    void theSameWriterIsHeardWhereItSaysWhatTheHostSupplied() {
        Hostile kind = kind();
        Obeying model = new Obeying(kind, Obeying.Mind.WANTED, Writing.ALONE::answer);
        Outcome out = run(Optional.of(kind), Optional.of(model), AUTOMATIC, true, InjectionTest::responder);
        assertThat(mailTo(out, "jane@company.example"))
                .singleElement()
                .satisfies(text -> assertThat(text).contains(Writing.PRICE, "https://host.example/book"));
    }

    @Test
    void mostOfThemReachTheWriter() {
        int answered = 0;
        for (Hostile hostile : hostile()) {
            Obeying model = new Obeying(hostile, Obeying.Mind.WANTED, Writing.ALONE::answer);
            Outcome out = run(Optional.of(hostile), Optional.of(model), AUTOMATIC, true, InjectionTest::responder);
            answered += mailTo(out, "jane@company.example").size() + out.drafts.size();
        }
        assertThat(answered).isGreaterThan(hostile().size() / 2);
    }

    private static Responder responder(Llm llm) {
        return LlmResponder.builder(llm)
                .facts(List.of(Fact.of("price", Writing.PRICE), Fact.of("tours", Writing.TOURS)))
                .wording(Wording.standard()
                        .link("book", "the page to book a call", "https://host.example/book")
                        .phrase("en", "book", Writing.BOOK))
                .build();
    }

    /** No link but the host's, and no three words in a row of what the attacker wanted to be said. */
    private static void isOurs(String text, Hostile hostile) {
        assertThat(text.replace("https://host.example/book", "")).doesNotContain("://", "evil", "{{", "<", "[[", "%");
        String plain = words(text);
        List<String> wanted = List.of(words(hostile.says()).strip().split(" "));
        for (int i = 0; i + 3 <= wanted.size(); i++) {
            assertThat(plain).doesNotContain(" " + String.join(" ", wanted.subList(i, i + 3)) + " ");
        }
    }

    private static String words(String text) {
        return " "
                + text.toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N}]+", " ")
                        .strip() + " ";
    }

    private static Hostile kind() {
        return new Hostile(
                "a kind reply",
                "interested",
                "",
                Optional.empty(),
                "Jane Doe <jane@company.example>",
                List.of(),
                "text",
                false,
                "Sounds good, I am very interested.");
    }
}
