package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.SequenceRunner;
import dev.sdr.compose.OneOff;
import dev.sdr.consent.ContactRule;
import dev.sdr.consent.ContactRule.Decision;
import dev.sdr.consent.ContactRule.Disclosure;
import dev.sdr.consent.ContactRule.Who;
import dev.sdr.consent.ContactRules;
import dev.sdr.consent.ContactRuling;
import dev.sdr.consent.LegalBasis;
import dev.sdr.event.Event;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Sender;
import dev.sdr.observe.AuditRecord;
import dev.sdr.observe.Explanation;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.sequence.Step;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may be written to for a campaign's purpose, by country and legal basis, and what the first mail says. */
class ContactRulesTest {

    private final Office office = new Office();

    private final Sequence cold = Sequence.builder("cold")
            .email("first", s -> s.subject("Hello").text("One."))
            .email("second", s -> s.text("Two.").after(Delay.days(2)))
            .build();

    private static Lead lead(String country, String basis) {
        return Lead.of("jane", "jane@company.example")
                .with(Lead.COUNTRY, country)
                .with(Lead.LEGAL_BASIS, basis);
    }

    private static ContactRuling ask(Lead lead) {
        return ContactRules.standard().ask(lead, Purpose.COLD, Step.EMAIL);
    }

    private static String held(Lead lead) {
        return ask(lead).held().map(ContactRule::id).orElse("");
    }

    private static Lead at(String domain, String country, String basis) {
        return Lead.of("jane", "jane@" + domain).with(Lead.COUNTRY, country).with(Lead.LEGAL_BASIS, basis);
    }

    private SequenceRunner started(ContactRules rules, Lead lead) {
        SequenceRunner runner = office.runner(cold).contactRules(rules).build();
        runner.enroll(lead, "cold");
        run(runner);
        return runner;
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private static Explanation explained(SequenceRunner runner) {
        return runner.explain("jane").get(0);
    }

    private static List<String> audited(SequenceRunner runner) {
        return runner.audit().all().stream()
                .map(a -> a.what() + " " + a.subject())
                .toList();
    }

    private static long events(SequenceRunner runner) {
        return runner.events().after("", 1000).events().stream()
                .filter(e -> e.type().equals(Event.AUDITED))
                .count();
    }

    /** A rule that holds whatever it is asked about. */
    static ContactRule nobody() {
        return new ContactRule(
                "nobody",
                Set.of(),
                Step.EMAIL,
                Set.of(Purpose.values()),
                Who.EVERYBODY,
                Set.of(),
                Decision.HOLD,
                Disclosure.NONE,
                "nobody is written to",
                "nothing",
                "this test",
                Optional.empty());
    }

    @Test
    void aRuleOfTheHostsHoldsWhateverThePurposeAndCountry() {
        Sequence customers = Sequence.builder("customers")
                .purpose(Purpose.CUSTOMER)
                .email("first", s -> s.subject("News").text("One."))
                .build();
        SequenceRunner runner = office.runner(customers)
                .contactRules(ContactRules.standard().with(nobody()))
                .build();
        runner.enroll(Lead.of("jane", "jane@company.example"), "customers");
        run(runner);
        assertThat(office.sent).isEmpty();
        assertThat(explained(runner).reason()).contains("contact rule nobody");
    }

    /** Whom which rule holds who gives no basis: at a company, at a private address; and what satisfies it. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            DE | de-uwg-7            | de-uwg-7            | consent existing_customer
            AT | at-tkg-174          | at-tkg-174          | consent existing_customer
            IT | it-privacy-130      | it-privacy-130      | consent existing_customer
            PL | pl-pke-398          | pl-pke-398          | consent
            ES | es-lssi-21          | es-lssi-21          | consent existing_customer
            NL | nl-tw-11-7          | nl-tw-11-7          | consent existing_customer conspicuous_publication
            CH | ch-uwg-3            | ch-uwg-3            | consent existing_customer
            BE | eea-opt-in          | eea-opt-in          | consent existing_customer
            DK | eea-opt-in          | eea-opt-in          | consent existing_customer
            NO | eea-opt-in          | eea-opt-in          | consent existing_customer
            IE |                     | eea-opt-out         | consent existing_customer corporate_subscriber
            SE |                     | eea-opt-out         | consent existing_customer corporate_subscriber
            FR |                     | fr-cpce-l34-5       | consent existing_customer corporate_subscriber
            GB |                     | gb-pecr-22          | consent existing_customer corporate_subscriber
            CA | ca-casl             | ca-casl             | consent existing_customer inquiry conspicuous_publication
            AU | au-spam-act-16      | au-spam-act-16      | consent existing_customer conspicuous_publication
            NZ | nz-uema-9           | nz-uema-9           | consent existing_customer conspicuous_publication
            JP | jp-specified-mail-3 | jp-specified-mail-3 | consent existing_customer conspicuous_publication
            US |                     |                     | consent existing_customer
            IN |                     |                     | consent
            """)
    void whomWhichRuleHolds(String country, String company, String person, String accepted) {
        assertThat(held(lead(country, ""))).isEqualTo(company == null ? "" : company);
        assertThat(held(at("gmail.com", country, ""))).isEqualTo(person == null ? "" : person);
        Set<String> satisfying = Arrays.stream(LegalBasis.values())
                .map(LegalBasis::word)
                .filter(basis -> held(at("gmail.com", country, basis)).isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        if (person == null) {
            assertThat(satisfying).hasSize(LegalBasis.values().length);
        } else {
            assertThat(satisfying).containsExactlyInAnyOrder(accepted.split(" "));
        }
    }

    static List<ContactRule> standardRules() {
        return ContactRules.standard().rules();
    }

    @ParameterizedTest
    @MethodSource("standardRules")
    void everyStandardRuleDecidesAsItsDataSays(ContactRule rule) {
        assertThat(rule.countries()).isNotEmpty();
        assertThat(rule.source()).isNotBlank();
        assertThat(rule.read()).isPresent();
        for (String country : rule.countries()) {
            String domain = rule.who() == Who.INDIVIDUALS ? "gmail.com" : "company.example";
            ContactRuling none = ask(at(domain, country, ""));
            if (rule.decision() == Decision.HOLD) {
                assertThat(none.held()).contains(rule);
                assertThat(rule.lifts()).isNotBlank();
                rule.satisfiedBy()
                        .forEach(b ->
                                assertThat(held(at(domain, country, b.word()))).isEmpty());
                assertThat(held(at(domain, country, "legitimate_interest"))).isEqualTo(rule.id());
            }
            assertThat(none.disclosure()).isGreaterThanOrEqualTo(rule.disclosure());
            for (Purpose asked : List.of(Purpose.OPTED_IN, Purpose.CUSTOMER)) {
                ContactRuling other = ContactRules.standard().ask(at(domain, country, ""), asked, Step.EMAIL);
                assertThat(other.held()).isEmpty();
                assertThat(other.disclosure()).isEqualTo(Disclosure.NONE);
            }
            assertThat(ContactRules.standard()
                            .ask(at(domain, country, ""), Purpose.COLD, "linkedin")
                            .held())
                    .isEmpty();
        }
    }

    @Test
    void aSoleTraderIsOneWhateverTheDomain() {
        assertThat(held(lead("GB", "individual_subscriber"))).isEqualTo("gb-pecr-22");
        assertThat(held(lead("GB", "individual_subscriber, consent"))).isEmpty();
        assertThat(held(lead("DE", "Existing-Customer"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            de | DE
            DEU | DE
            Germany | DE
            Deutschland | DE
            DE-BY | DE
            Allemagne | DE
            Österreich | AT
            autriche | AT
            U.K. | GB
            Great Britain | GB
            Vereinigtes Königreich | GB
            The Netherlands | NL
            Holland | NL
            Nederland | NL
            U.S.A. | US
            United States of America | US
            United  States | US
            US-CA | US
            Česko | CZ
            Czech Republic | CZ
            Sverige | SE
            España | ES
            日本 | JP
            Côte d'Ivoire | CI
            South Korea | KR
            Bavaria |
            XX |
            """)
    void aCountryIsKnownHoweverItIsWritten(String written, String code) {
        ContactRuling ruling = ask(lead(written, ""));
        assertThat(ruling.country().orElse(null)).isEqualTo(code);
    }

    @Test
    void aHoldNamesTheRuleAndWhatLiftsIt() {
        SequenceRunner runner = started(ContactRules.standard(), lead("Deutschland", ""));

        Explanation why = explained(runner);
        assertThat(office.sent).isEmpty();
        assertThat(why.state()).isEqualTo(Explanation.State.HELD);
        assertThat(why.gate()).isEqualTo("contact");
        assertThat(why.reason())
                .contains("contact rule de-uwg-7: Germany wants prior express consent", "UWG section 7");
        assertThat(why.remedy()).contains("legal_basis consent", "ContactRules.without(\"de-uwg-7\", why)");
        assertThat(why.next()).contains(office.clock.instant().plus(Duration.ofHours(24)));
        assertThat(runner.preview(lead("DE", ""), "cold").get(0).problems()).anyMatch(p -> p.contains("de-uwg-7"));

        runner.enroll(lead("Deutschland", "consent"), "cold");
        run(runner);
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void anUnknownCountryProceedsAndIsNoted() {
        SequenceRunner runner = started(ContactRules.standard(), lead("Freistaat Bayern", "a hunch"));

        assertThat(office.sent).hasSize(1);
        assertThat(explained(runner).state()).isEqualTo(Explanation.State.SCHEDULED);
        assertThat(explained(runner).reason())
                .contains(
                        "its country 'Freistaat Bayern' is not known by that name",
                        "its legal_basis 'a hunch' is none of consent");
        runner.enroll(Lead.of("joe", "joe@other.example"), "cold");
        assertThat(runner.explain("joe").get(0).reason()).contains("it has no country");
    }

    @Test
    void whatIsLiftedOrReplacedIsKeptOnce() {
        ContactRules rules = ContactRules.standard()
                .without("de-uwg-7", "counsel's advice of 3 March")
                .with(ContactRule.holding("at-tkg-174", Set.of("AT"), "we never write to Austria"));
        SequenceRunner runner = started(rules, lead("DE", ""));
        assertThat(office.sent).hasSize(1);
        run(runner);
        SequenceRunner other = office.runner(cold).contactRules(rules).build();
        run(other);

        assertThat(other.audit().all())
                .extracting(AuditRecord::what, AuditRecord::subject, AuditRecord::sentence)
                .satisfiesExactlyInAnyOrder(
                        lifted -> assertThat(lifted.toList())
                                .containsExactly(
                                        AuditRecord.RULE_CHANGED,
                                        "de-uwg-7",
                                        "contact rule de-uwg-7 is lifted: counsel's advice of 3 March"),
                        replaced -> assertThat(replaced.toList().get(2).toString())
                                .startsWith("contact rule at-tkg-174 is replaced: we never write to Austria"));
        assertThat(events(runner)).isEqualTo(2);

        other.enroll(
                Lead.of("max", "max@other.example").with(Lead.COUNTRY, "AT").with(Lead.LEGAL_BASIS, "consent"), "cold");
        run(other);
        assertThat(other.explain("max").get(0).reason()).contains("we never write to Austria");
    }

    @Test
    void aRuleIsLiftedByItsIdAndWithAGround() {
        assertThatThrownBy(() -> ContactRules.standard().without("de-uwg", "because"))
                .hasMessageContaining("'de-uwg'")
                .hasMessageContaining("de-uwg-7");
        assertThatThrownBy(() -> ContactRules.standard().without("de-uwg-7", " "))
                .hasMessageContaining("say why");
        assertThatThrownBy(() -> ContactRule.holding("x", Set.of("Germany"), "no"))
                .hasMessageContaining("'Germany'");
    }

    @Test
    void anotherPurposeLetsGoAndIsKept() {
        SequenceRunner runner = started(ContactRules.standard(), lead("DE", ""));
        assertThat(office.sent).isEmpty();

        runner.campaigns().purpose("cold", Purpose.OPTED_IN, "they signed up at the fair");
        run(runner);
        assertThat(office.sent).hasSize(1);
        assertThat(audited(runner)).containsExactly("campaign.purpose cold");

        runner.campaigns().purpose("cold", Purpose.OPTED_IN, "again");
        office.clock.advance(Duration.ofDays(2));
        runner.campaigns().purpose("cold", Purpose.COLD, "they did not");
        run(runner);
        assertThat(office.sent).hasSize(1);
        assertThat(audited(runner)).containsExactly("campaign.purpose cold", "campaign.purpose cold");
        assertThat(runner.audit().all().get(1).sentence()).contains("COLD instead of OPTED_IN: they did not");
    }

    @Test
    void aOneOffIsTheHostsOwnDecision() {
        ContactRules strict = ContactRules.standard().with(nobody());
        SequenceRunner runner = office.runner(cold).contactRules(strict).build();
        runner.send(lead("DE", ""), OneOff.of("offer", "Your offer", "As you asked on the phone."));
        assertThat(office.sent).hasSize(1);
    }

    private SequenceRunner disclosing(ContactRules rules, boolean withNotice) {
        Sender sender = Sender.of("Example Ltd", "1 High Street");
        return SequenceRunner.builder(
                        office.store,
                        Sequences.of(cold, again("other")),
                        withNotice ? sender.withPrivacyNotice(URI.create("https://example.com/privacy")) : sender)
                .sendOnlyMailbox(office.mailbox, office.mailer)
                .window(SendWindow.ALWAYS)
                .contactRules(rules)
                .virtualClock(office.clock)
                .random(new SplittableRandom(1))
                .build();
    }

    private static Sequence again(String id) {
        return Sequence.builder(id)
                .email("first", s -> s.subject("Once more").text("Three."))
                .build();
    }

    @Test
    void theFirstColdMailNamesItsSourceWhereARuleAsks() {
        SequenceRunner runner = disclosing(ContactRules.standard(), true);
        runner.enroll(lead("FR", "").with(Lead.SOURCE, "your website's imprint"), "cold");
        run(runner);
        office.clock.advance(Duration.ofDays(2));
        run(runner);
        runner.enroll(lead("FR", "").with(Lead.SOURCE, "your website's imprint"), "other");
        run(runner);
        runner.enroll(
                Lead.of("joe", "joe@other.example").with(Lead.COUNTRY, "US").with(Lead.SOURCE, "a list"), "cold");
        run(runner);
        runner.enroll(Lead.of("ann", "ann@third.example").with(Lead.SOURCE, "a directory"), "cold");
        run(runner);

        assertThat(office.sent)
                .extracting(mail -> mail.text().contains("your website's imprint"))
                .containsExactly(true, false, false, false, false);
        assertThat(office.sent)
                .extracting(mail -> mail.text().contains("https://example.com/privacy"))
                .containsExactly(true, false, false, false, true);
    }

    @Test
    void whatTheFirstMailCannotNameIsNotedAndHoldsOnlyIfDemanded() {
        SequenceRunner runner = disclosing(ContactRules.standard(), false);
        runner.enroll(lead("FR", "").with(Lead.SOURCE, "a list"), "cold");
        assertThat(explained(runner).reason()).contains("the sender has no privacy notice");
        run(runner);
        assertThat(office.sent).hasSize(1);
        assertThat(office.sent.get(0).text()).doesNotContain("a list");

        ContactRules strict = ContactRules.standard()
                .with(ContactRules.standard().rule("gdpr-14").orElseThrow().disclosing(Disclosure.REQUIRED));
        SequenceRunner other = disclosing(strict, true);
        other.enroll(Lead.of("joe", "joe@other.example").with(Lead.COUNTRY, "FR"), "cold");
        run(other);
        assertThat(office.sent).hasSize(1);
        assertThat(other.explain("joe").get(0).reason()).contains("the lead has no source");
        other.enroll(
                Lead.of("joe", "joe@other.example").with(Lead.COUNTRY, "FR").with(Lead.SOURCE, "a list"), "cold");
        run(other);
        assertThat(office.sent).hasSize(2);
    }
}
