package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.Draft;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.consent.ContactRules;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.MailerTerms;
import dev.sdr.mail.MailerTerms.ColdMail;
import dev.sdr.observe.AuditRecord;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequence;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a provider's terms hold, what is said about them once, and what is kept when a host takes the risk. */
class TermsTest {

    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final String SENTENCE = "the provider wants everybody's consent (its terms, read 2026-11-27)";

    private final Office office = new Office();

    private final Sequence cold = Sequence.builder("cold")
            .email("first", s -> s.subject("Hello").text("One."))
            .build();

    private final Sequence asked = Sequence.builder("asked")
            .purpose(Purpose.OPTED_IN)
            .email("first", s -> s.subject("Hello").text("One."))
            .build();

    /** The office's mailer under some provider's terms. */
    private Mailer under(ColdMail coldMail, boolean riskAccepted) {
        return new Mailer() {
            @Override
            public Delivery send(Email email, Deadline deadline) {
                office.sent.add(email);
                return Delivery.accepted();
            }

            @Override
            public MailerTerms terms() {
                return new MailerTerms(coldMail, SENTENCE, riskAccepted);
            }
        };
    }

    private SequenceRunner runner(ColdMail coldMail, boolean riskAccepted) {
        office.mailer = under(coldMail, riskAccepted);
        return office.runner(cold, asked)
                .replies(ReplyPolicy.careful(), TemplateResponder.standard())
                .build();
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private static List<String> events(SequenceRunner runner) {
        return runner.events().after("", 1000).events().stream()
                .filter(e -> e.type().equals(Event.AUDITED))
                .map(e -> e.data().get("what") + " " + e.data().get("subject"))
                .toList();
    }

    private static List<String> audited(SequenceRunner runner) {
        return runner.audit().all().stream()
                .map(a -> a.what() + " " + a.subject())
                .toList();
    }

    @Test
    void coldMailThroughAProviderThatForbidsItHoldsWithItsSentence() {
        SequenceRunner runner = runner(ColdMail.FORBIDDEN, false);
        runner.enroll(JANE, "cold");
        runner.enroll(Lead.of("joe", "joe@other.example"), "asked");
        run(runner);

        assertThat(office.sent).extracting(m -> m.to().value()).containsExactly("joe@other.example");
        Explanation why = runner.explain("jane").get(0);
        assertThat(why.state()).isEqualTo(Explanation.State.HELD);
        assertThat(why.gate()).isEqualTo("contact");
        assertThat(why.reason()).isEqualTo("cold mail from mailbox ann@sender.example: " + SENTENCE);
        assertThat(why.remedy()).contains("acceptingColdMailRisk()");
        assertThat(runner.audit().all()).isEmpty();
    }

    @Test
    void theRiskOnceTakenIsKeptOnceForAllNodes() {
        SequenceRunner before = runner(ColdMail.FORBIDDEN, false);
        before.enroll(JANE, "cold");
        run(before);

        SequenceRunner first = runner(ColdMail.FORBIDDEN, true);
        SequenceRunner second = runner(ColdMail.FORBIDDEN, true);
        run(first);
        assertThat(office.sent).isEmpty();
        first.campaigns().resume("cold");
        run(first);
        run(second);
        run(first);

        assertThat(office.sent).hasSize(1);
        assertThat(audited(first)).containsExactly("terms.risk-accepted ann@sender.example");
        AuditRecord kept = first.audit().all().get(0);
        assertThat(kept.sentence()).contains("at the host's risk", SENTENCE);
        assertThat(kept.at()).isEqualTo(office.clock.instant());
        assertThat(events(second)).containsExactly("terms.risk-accepted ann@sender.example");
    }

    @Test
    void greyTermsAreSaidOnceAlsoOfMailboxesAddedLater() {
        SequenceRunner runner = runner(ColdMail.GREY, false);
        runner.enroll(JANE, "cold");
        run(runner);
        run(runner);
        assertThat(office.sent).hasSize(1);
        assertThat(events(runner)).containsExactly("terms.grey ann@sender.example");

        Mailbox later = Mailbox.of("bob@sender.example", ZoneOffset.UTC);
        runner.mailboxes().put(later, under(ColdMail.GREY, false), Optional.empty());
        Mailbox last = Mailbox.of("eve@sender.example", ZoneOffset.UTC);
        runner.mailboxes().put(last, under(ColdMail.FORBIDDEN, true), Optional.empty());
        run(runner);
        run(runner(ColdMail.GREY, false));
        assertThat(events(runner))
                .containsExactly(
                        "terms.grey ann@sender.example",
                        "terms.grey bob@sender.example",
                        "terms.risk-accepted eve@sender.example");
    }

    @Test
    void anOwnServerAndAMailerThatSaysNothingAreNotSpokenOf() {
        for (ColdMail free : List.of(ColdMail.OWN_SERVER, ColdMail.UNSTATED)) {
            SequenceRunner runner = runner(free, false);
            runner.enroll(Lead.of(free.name(), free.name() + "@company.example"), "cold");
            run(runner);
            assertThat(runner.audit().all()).isEmpty();
        }
        assertThat(office.sent).hasSize(2);
    }

    @Test
    void anAnswerToAPersonsMailIsNeverCold() {
        SequenceRunner runner = runner(ColdMail.OWN_SERVER, false);
        runner.enroll(JANE.with(Lead.COUNTRY, "US"), "cold");
        run(runner);
        office.arrives(
                "jane@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "Sounds good, tell me more.");
        run(runner);

        office.mailer = under(ColdMail.FORBIDDEN, false);
        SequenceRunner forbidden = office.runner(cold, asked)
                .replies(ReplyPolicy.careful(), TemplateResponder.standard())
                .contactRules(ContactRules.standard().with(ContactRulesTest.nobody()))
                .build();
        forbidden.enroll(JANE.with(Lead.COUNTRY, "DE"), "asked");
        Draft draft = forbidden.replies().waiting(10).get(0).draft().orElseThrow();
        assertThat(forbidden.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        run(forbidden);

        assertThat(office.sent).extracting(Email::subject).contains("Re: Hello");
    }
}
