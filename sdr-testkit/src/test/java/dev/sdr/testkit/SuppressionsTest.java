package dev.sdr.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.SequenceRunner;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.answer.TemplateResponder;
import dev.sdr.channel.Channel;
import dev.sdr.channel.Delivery;
import dev.sdr.compose.OneOff;
import dev.sdr.consent.Suppression;
import dev.sdr.consent.Suppression.Kind;
import dev.sdr.consent.Suppression.Reason;
import dev.sdr.consent.SuppressionImport;
import dev.sdr.error.ConfigurationException;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.observe.Enrolled;
import dev.sdr.observe.Explanation;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyAnalysis.Sentiment;
import dev.sdr.reply.ReplyAnalysis.Urgency;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Stop;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The suppression list: who is on it, by what, how it gets there, and that nothing is sent to them on any way. */
class SuppressionsTest {

    private static final Lead JANE = Lead.of("jane", "jane@company.example").with("first_name", "Jane");
    private static final EmailAddress ADDRESS = JANE.email();

    private final Office office = new Office();
    private final List<String> posted = new ArrayList<>();
    private final Channel post = (message, deadline) -> {
        posted.add(message.text());
        return Delivery.accepted();
    };
    private final Sequence two = Sequence.builder("two")
            .email("first", s -> s.subject("Hello").text("One."))
            .email("second", s -> s.text("Two.").after(Delay.days(2)))
            .build();
    private final Sequence mixed = Sequence.builder("mixed")
            .email("first", s -> s.subject("Hello").text("One."))
            .step("card", "post", s -> s.subject("Card").text("A card."))
            .email("last", s -> s.subject("Bye").text("Three.").after(Delay.days(1)))
            .build();
    private SequenceRunner runner = office.runner(two, mixed)
            .channel("post", post)
            .classifier(reply ->
                    new ReplyAnalysis(Sentiment.POSITIVE, Intent.INTERESTED, false, Urgency.MEDIUM, 0.9, "scripted"))
            .replies(ReplyPolicy.careful(), TemplateResponder.standard())
            .build();

    private void run() {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private void days(int days) {
        office.clock.advance(Duration.ofDays(days));
        run();
    }

    private SuppressionImport imports(String name, String csv) {
        try {
            return runner.suppressions().importCsv(name, new ByteArrayInputStream(csv.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private String exported() {
        StringWriter out = new StringWriter();
        try {
            runner.suppressions().exportCsv(out);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toString();
    }

    private Enrollment enrolled(Lead lead, String sequence) {
        UUID id = runner.enroll(lead, sequence).enrollmentId().orElseThrow();
        return runner.enrollments().of(lead.id()).stream()
                .filter(e -> e.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private Enrollment now(Enrollment before) {
        return runner.enrollments().of(before.leadId()).stream()
                .filter(e -> e.id().equals(before.id()))
                .findFirst()
                .orElseThrow();
    }

    // Every caller

    @Test
    void aStepIsNotSentToAnybodyOnTheList() {
        for (String entry : List.of("jane@company.example", "company.example", "example", "*@company.*", "j*@*")) {
            Lead lead = JANE;
            Office other = new Office();
            SequenceRunner runs = other.runner(two).build();
            runs.enroll(lead, "two");
            runs.runOnce();
            assertThat(other.sent).as(entry).hasSize(1);
            put(runs, entry);
            other.clock.advance(Duration.ofDays(2));
            runs.runOnce();
            boolean named = !entry.equals("example");
            assertThat(other.sent).as(entry).hasSize(named ? 1 : 2);
        }
    }

    private static void put(SequenceRunner runs, String entry) {
        try {
            runs.suppressions().importCsv("list", new ByteArrayInputStream(entry.getBytes(UTF_8)));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aOneOffMailIsNotSentToAnybodyOnTheList() {
        runner.suppressions().addPattern("*@company.example", "a competitor", "1");

        assertThatThrownBy(() -> runner.send(JANE, OneOff.of("hello", "Hello", "One.")))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("a competitor");
        assertThat(office.sent).isEmpty();
    }

    @Test
    void anApprovedAnswerIsNotSentToAnybodyOnTheList() {
        runner.enroll(JANE, "two");
        run();
        office.arrives(
                "jane@company.example",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: Hello\r\n",
                "Tell me more.");
        run();
        var draft = runner.replies().drafts(10).get(0);
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        runner.suppressions().addPattern("jane@*", "by hand", "1");
        run();
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void anEntryIsSeenByTheVeryNextBegin() {
        office.mailer = (email, deadline) -> {
            if (office.sent.isEmpty()) { // while the first is on the wire
                runner.suppressions().addPattern("bob@*", "by hand", "1");
            }
            office.sent.add(email);
            return Delivery.accepted();
        };
        runner = office.runner(two).build();
        runner.enroll(JANE, "two");
        run();
        runner.enroll(Lead.of("bob", "Bob@Other.example"), "two");
        run();
        assertThat(office.sent).extracting(m -> m.to().value()).containsExactly("jane@company.example");
    }

    @Test
    void enrollingNamesTheEntryAndNothingLiftsIt() {
        runner.suppressions().add(ADDRESS, "asked on the phone", "call 7");
        for (String campaign : List.of("two", "mixed")) {
            Enrolled refused = runner.enroll(JANE, campaign);
            assertThat(refused.result()).isEqualTo(Enrolled.Result.REFUSED);
            assertThat(refused.reason()).contains("asked on the phone");
        }
        runner.enroll(Lead.of("other id", "JANE@COMPANY.example"), "two");
        days(3);
        assertThat(office.sent).isEmpty();
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(1);
    }

    // Patterns

    @Test
    void aPatternIsOverTheWholeAddress() {
        for (String pattern : List.of("*@competitor.*", "INFO@*", "a*b*@*.example", "jane@company.example*")) {
            runner.suppressions().addPattern(pattern, "by hand", pattern);
        }
        assertThat(patternsFor("x@competitor.example")).containsExactly("*@competitor.*");
        assertThat(patternsFor("x@shop.competitor.example")).isEmpty();
        assertThat(patternsFor("info@any.example")).containsExactly("info@*");
        assertThat(patternsFor("Info@competitor.co.example")).containsExactlyInAnyOrder("info@*", "*@competitor.*");
        assertThat(patternsFor("myinfo@any.example")).isEmpty();
        assertThat(patternsFor("ab@x.example")).containsExactly("a*b*@*.example");
        assertThat(patternsFor("axxbxx@x.y.example")).containsExactly("a*b*@*.example");
        assertThat(patternsFor("axx@b.example")).isEmpty();
        assertThat(patternsFor("jane@company.example")).containsExactly("jane@company.example*");
    }

    private List<String> patternsFor(String address) {
        return runner.suppressions().of(EmailAddress.of(address)).stream()
                .map(Suppression::value)
                .toList();
    }

    @Test
    void aPatternForEverybodyOrNobodyIsRefused() {
        for (String wrong : List.of("*", "*@*", "**@*.*", "x@y.example", "a*", "a b*@x", "*@@x.*", "")) {
            assertThatThrownBy(() -> runner.suppressions().addPattern(wrong, "by hand", "1"))
                    .as(wrong)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "'");
        }
    }

    @Test
    void aPatternWithManyStarsTakesNoTime() {
        String pattern = "*a".repeat(60) + "@*b";
        runner.suppressions().addPattern(pattern, "by hand", "1");
        assertThat(patternsFor("a".repeat(59) + "@" + "a.".repeat(90) + "example"))
                .isEmpty();
    }

    @Test
    void aPatternOrDomainIsLiftedByADecisionThatIsKept() {
        runner.suppressions().addPattern("*@company.*", "a mistake", "1");
        Suppression entry = runner.suppressions().of(ADDRESS).get(0);
        runner.suppressions().lift(entry, "the sales lead said so on 5 January");

        assertThat(runner.suppressions().of(ADDRESS)).isEmpty();
        assertThat(runner.suppressions().list(Optional.empty(), 10)).hasSize(1);
        assertThat(runner.enroll(JANE, "two").result()).isEqualTo(Enrolled.Result.ENROLLED);
        runner.suppressions().add(ADDRESS, "asked", "2");
        Suppression own = runner.suppressions().of(ADDRESS).get(0);
        assertThatThrownBy(() -> runner.suppressions().lift(own, "the boss"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("consent");
    }

    // Channels

    @Test
    void aPreferencePassesOverItsChannelAndTheOthersGoOn() {
        Enrollment e = enrolled(JANE, "mixed");
        runner.suppressions().addForChannel(ADDRESS, "email", "no mail, please", "1");
        run();
        days(1);

        assertThat(office.sent).isEmpty();
        assertThat(posted).containsExactly("A card.");
        assertThat(now(e).status()).isEqualTo(Enrollment.Status.FINISHED);
        assertThat(runner.events().after("", 100).events())
                .filteredOn(v -> v.type().equals("step.skipped"))
                .extracting(v -> v.data().get("reason"))
                .hasSize(2)
                .allMatch(r -> r.contains("no mail, please"));
    }

    @Test
    void aPreferenceAgainstAnotherChannelLeavesMailAlone() {
        runner.suppressions().addDomainForChannel("company.example", "post", "no paper", "1");
        runner.suppressions().addPatternForChannel("jane@*", "fax", "no fax", "1");
        enrolled(JANE, "mixed");
        run();
        days(1);

        assertThat(office.sent).hasSize(2);
        assertThat(posted).isEmpty();
    }

    @Test
    void aPreferenceStopsOneOffMailAndIsTakenBackByConsent() {
        runner.suppressions().addForChannel(ADDRESS, "email", "no mail, please", "1");
        assertThat(runner.send(JANE, OneOff.of("one", "Hello", "One.")).state()).isEqualTo(Explanation.State.STOPPED);
        assertThat(office.sent).isEmpty();
        runner.suppressions().consent(ADDRESS, "the form of 6 January");
        runner.send(JANE, OneOff.of("two", "Hello", "Two."));
        assertThat(office.sent).hasSize(1);
    }

    @Test
    void oneRequestOfTheHostsMaySpeakOfSeveralChannels() {
        runner.suppressions().addForChannel(ADDRESS, "email", "preferences", "form 1");
        runner.suppressions().addForChannel(ADDRESS, "post", "preferences", "form 1");
        runner.suppressions().addForChannel(ADDRESS, "post", "preferences", "form 1");
        assertThat(runner.suppressions().of(ADDRESS))
                .extracting(s -> s.channel().orElse(""))
                .containsExactlyInAnyOrder("email", "post");
    }

    // Consent

    @Test
    void consentLiftsWhatItNames() {
        office.outcome = Delivery.rejected(Delivery.Fault.RECIPIENT, "5.1.1", "no such user");
        runner.enroll(JANE, "two");
        run(); // a hard bounce
        runner.suppressions().add(ADDRESS, "asked on the phone", "call 7");
        Suppression bounce = entry(Reason.HARD_BOUNCE);
        Suppression asked = entry(Reason.LISTED);
        assertThat(bounce.source()).isEqualTo("delivery");
        assertThat(asked.source()).isEqualTo("host");

        runner.suppressions().consent(ADDRESS, List.of(asked.id()), "the form of 6 January");

        assertThat(runner.suppressions().of(ADDRESS)).containsExactly(bounce);
        List<Stop> stops = office.store.inTransaction(
                tx -> tx.leads().byIds(List.of("jane")).get(0).stops());
        assertThat(stops).extracting(Stop::reason).containsExactly(Stop.Reason.HARD_BOUNCE);
        assertThat(runner.enroll(JANE, "mixed").reason()).contains("does not take mail");
        assertThatThrownBy(() -> runner.suppressions().consent(ADDRESS, List.of(asked.id()), "again"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not in force");
        runner.suppressions().consent(ADDRESS, List.of(bounce.id()), "it works now, they say");
        assertThat(runner.enroll(JANE, "mixed").result()).isEqualTo(Enrolled.Result.ENROLLED);
    }

    private Suppression entry(Reason reason) {
        return runner.suppressions().of(ADDRESS).stream()
                .filter(s -> s.reason() == reason)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void consentInGeneralLeavesDomainsPatternsAndLaterOnes() {
        runner.suppressions().add(ADDRESS, "asked", "1");
        runner.suppressions().addDomain("company.example", "a customer", "1");
        runner.suppressions().addPattern("jane@*", "by hand", "1");
        runner.suppressions().consent(ADDRESS, "the form of 6 January");
        assertThat(runner.suppressions().of(ADDRESS))
                .extracting(Suppression::kind)
                .containsExactlyInAnyOrder(Kind.DOMAIN, Kind.PATTERN);
        runner.suppressions().add(ADDRESS, "asked again", "2");
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(3);
    }

    // Import

    @Test
    void aListMayHoldAddressesDomainsAndPatternsInAnyForm() {
        SuppressionImport done = imports(
                "list.csv",
                "\uFEFFE-Mail;Reason;Channel\r\n jane@Company.example ;COMPLAINT;\r\n@Competitor.example;;\r\n"
                        + "info@*;\"550 5.1.1; gone\";\r\nmünchen.example;;post\r\n");
        assertThat(done.problems()).isEmpty();
        assertThat(done.added()).isEqualTo(4);
        assertThat(runner.suppressions().list(Optional.empty(), 10))
                .extracting(s -> s.kind() + " " + (s.kind() == Kind.ADDRESS ? "" : s.value()) + " " + s.reason() + " "
                        + s.detail() + " " + s.channel().orElse("") + " " + s.source())
                .containsExactlyInAnyOrder(
                        "ADDRESS  COMPLAINT   import:list.csv",
                        "DOMAIN competitor.example LISTED   import:list.csv",
                        "PATTERN info@* LISTED 550 5.1.1; gone  import:list.csv",
                        "DOMAIN xn--mnchen-3ya.example LISTED  post import:list.csv");
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(1);
    }

    @Test
    void aBadRowIsToldWithItsLineAndTheRestGoesOn() {
        SuppressionImport done = imports(
                "list.csv",
                "value,kind\njane@company.example,\nnot an address@,\n\n,DOMAIN\n*@*,\nx.example,PERSON\n"
                        + "\"bob@other.example\",ADDRESS\nbroken\uFFFD.example,\n*@evil.example,\n");
        assertThat(done.added()).isEqualTo(3);
        assertThat(done.bad()).isEqualTo(5);
        assertThat(done.problems()).extracting(p -> p.line()).containsExactly(3L, 5L, 6L, 7L, 9L);
        assertThat(done.problems()).allMatch(p -> p.skipped());
        assertThat(done.problems().get(2).reason()).contains("everybody");
        assertThat(done.problems().get(3).reason()).contains("PERSON");
    }

    @Test
    void aFileThatIsNoCsvIsToldAndWhatStandsBeforeIsImported() {
        SuppressionImport done = imports("list.csv", "jane@company.example\n\"never closed");
        assertThat(done.added()).isEqualTo(1);
        assertThat(done.problems()).hasSize(1);
        assertThat(done.problems().get(0).line()).isEqualTo(2);
        assertThat(imports("empty.csv", "").added()).isZero();
    }

    @Test
    void importingAgainChangesNothingNotEvenAConsent() {
        String list = "jane@company.example\n*@evil.example\njane@company.example\n";
        assertThat(imports("list.csv", list)).isEqualTo(new SuppressionImport(2, 1, 0, 0, List.of()));
        runner.suppressions().consent(ADDRESS, "the form of 6 January");
        assertThat(imports("list.csv", list)).isEqualTo(new SuppressionImport(0, 3, 0, 0, List.of()));
        assertThat(runner.suppressions().of(ADDRESS)).isEmpty();
        assertThat(runner.enroll(JANE, "two").result()).isEqualTo(Enrolled.Result.ENROLLED);
        assertThat(imports("a later list.csv", list).added()).isEqualTo(2);
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(1);
    }

    @Test
    void aRowWithALaterTimeStandsWhateverTheListIsCalled() {
        String first = "email,at\njane@company.example,2026-01-03T10:00:00Z\n";
        assertThat(imports("unsubscribes.csv", first).added()).isEqualTo(1);
        runner.suppressions().consent(ADDRESS, "the form of 6 January");
        assertThat(imports("unsubscribes.csv", first)).isEqualTo(new SuppressionImport(0, 1, 0, 0, List.of()));
        assertThat(runner.suppressions().of(ADDRESS)).isEmpty();

        String later = first + "jane@company.example,2026-01-09T10:00:00Z\n";
        assertThat(imports("unsubscribes.csv", later)).isEqualTo(new SuppressionImport(1, 1, 0, 0, List.of()));
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(1);
        assertThat(imports("unsubscribes.csv", later).added()).isZero();
    }

    @Test
    void importingWhatWasExportedOverAndOverEnds() {
        runner.suppressions().add(ADDRESS, "asked on the phone", "call 7");
        for (int round = 0; round < 4; round++) {
            imports("export.csv", exported());
            office.clock.advance(Duration.ofDays(1));
        }
        assertThat(imports("export.csv", exported()).added()).isZero();
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(3);
    }

    @Test
    void importingStopsWhatRunsInBatches() {
        List<Lead> leads = IntStream.range(0, 1_300)
                .mapToObj(n -> Lead.of("lead" + n, "lead" + n + "@company.example"))
                .toList();
        runner = office.runner(two).build();
        runner.enroll(leads.subList(0, 1_250), "two");
        String list = leads.stream().map(l -> l.email().value()).collect(Collectors.joining("\n"));
        assertThat(imports("list.csv", list).added()).isEqualTo(1_300);
        assertThat(runner.enrollments().of("lead7").get(0).status()).isEqualTo(Enrollment.Status.STOPPED);
        run();
        assertThat(office.sent).isEmpty();
        assertThat(runner.enrollments().of("lead1249").get(0).status()).isEqualTo(Enrollment.Status.STOPPED);
        assertThat(runner.enroll(leads.get(1_299), "two").result()).isEqualTo(Enrolled.Result.REFUSED);
    }

    @Test
    void leadImportsAndNewCampaignsNeverLiftAnOptOut() {
        runner.suppressions().add(ADDRESS, "asked on the phone", "call 7");
        Lead again = JANE.with("source", "a newer list");
        for (int i = 0; i < 3; i++) {
            assertThat(runner.enroll(again, "two").result()).isEqualTo(Enrolled.Result.REFUSED);
            days(1);
        }
        assertThat(imports("resubscribed.csv", "value,lifted\njane@company.example,true\n")
                        .lifted())
                .isEqualTo(1);
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(1);
        assertThat(office.sent).isEmpty();
    }

    // Export

    @Test
    void anExportNamesNoAddressAndIsReadBackByItsOwnStoreOnly() {
        runner.suppressions().add(ADDRESS, "asked on the phone", "call 7");
        runner.suppressions().addForChannel(EmailAddress.of("bob@other.example"), "post", "no paper", "2");
        runner.suppressions().addPattern("info@*", "by hand", "3");
        runner.suppressions().add(EmailAddress.of("carl@other.example"), "asked", "4");
        runner.suppressions().consent(EmailAddress.of("carl@other.example"), "a form");
        String csv = exported();
        assertThat(csv.lines()).hasSize(5);
        assertThat(csv.lines().findFirst().orElseThrow())
                .isEqualTo("kind,value,reason,source,channel,at,lifted,hashed_by");
        assertThat(csv)
                .doesNotContain("jane")
                .contains("info@*")
                .contains(",post,")
                .contains("true");

        SuppressionImport own = imports("back.csv", csv);
        assertThat(own.problems()).isEmpty();
        assertThat(own.added()).isEqualTo(3);
        assertThat(own.lifted()).isEqualTo(1);
        assertThat(runner.suppressions().of(ADDRESS)).hasSize(2);
        assertThat(runner.suppressions().of(EmailAddress.of("bob@other.example")))
                .allMatch(s -> s.channel().equals(Optional.of("post")));

        Office other = new Office();
        runner = SequenceRunner.builder(
                        other.store,
                        dev.sdr.sequence.Sequences.of(two),
                        dev.sdr.mail.Sender.of("Example Ltd", "1 High Street"))
                .sendOnlyMailbox(other.mailbox, other.mailer)
                .virtualClock(other.clock)
                .random(new java.util.SplittableRandom(2))
                .build();
        SuppressionImport foreign = imports("back.csv", csv);
        assertThat(foreign.added()).isEqualTo(1);
        assertThat(foreign.problems()).hasSize(2).allMatch(p -> p.reason().contains("another store"));
    }

    @Test
    void aColumnThatMeansSomethingElseDoesNotNarrowAnOptOut() {
        SuppressionImport read =
                imports("crm.csv", "email,channel\njane@company.example,Newsletter\nbob@other.example,Email\n");

        assertThat(read.added()).isEqualTo(1);
        assertThat(read.problems()).hasSize(1).allMatch(p -> p.reason().contains("no channel 'newsletter'"));
        assertThat(runner.suppressions().of(EmailAddress.of("bob@other.example")))
                .allMatch(s -> s.channel().equals(Optional.of("email")));
    }

    @Test
    void theExportPagesThroughTheWholeLedger() {
        String list =
                IntStream.range(0, 1_201).mapToObj(n -> "d" + n + ".example").collect(Collectors.joining("\n"));
        imports("list.csv", list);
        Set<String> values =
                exported().lines().skip(1).map(l -> l.split(",", -1)[1]).collect(Collectors.toSet());
        assertThat(values).hasSize(1_201);
    }
}
