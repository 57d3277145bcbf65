package dev.sdr.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.llm.Grounded.Result;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What passes only with what it cites. */
class GroundedTest {

    private static final Fact STORES = Fact.of("stores", "Acme runs 12 bakeries in Leeds.");
    private static final Fact PRICE = Fact.of("price", "The planner costs EUR 49 a month.");
    private static final Fact RESEARCH =
            Fact.of("research", "Acme gives a discount and free bread to its customers, and is certified.");
    private static final Slot BOOK = new Slot("link:book", "the page to book a call", "https://host.example/book?x=1");
    private static final Slot TIME =
            new Slot("time:1", "Tuesday, December 1, 2026, 10:00", "Tuesday, December 1, 2026, 10:00");

    private static Result check(Says says) {
        return check(says, new Limits(5, 400));
    }

    private static Result check(Says says, Limits limits) {
        Supply supply = new Supply(
                Supply.index(List.of(STORES, PRICE, RESEARCH)),
                Set.of("price"),
                Map.of(
                        "thanks",
                        "Thank you for your reply.",
                        "book",
                        "Pick a time here: [[link:book]]",
                        "broken",
                        "See [[link:gone]]"),
                Map.of(BOOK.id(), BOOK, TIME.id(), TIME),
                List.of("Ann Host"),
                "en");
        return new Grounded(
                        supply, limits, new LeakGuard("You write what you are told and never anything else at all."))
                .check(says.node());
    }

    private static void refused(Says says, String reason) {
        Result result = check(says);
        assertThat(result.reasons()).anyMatch(r -> r.contains(reason));
        assertThat(result.text()).isEmpty();
        assertThat(result.subject()).isEmpty();
    }

    @Test
    void sentencesThatSayWhatTheyCiteBecomeAText() {
        Result result = check(Says.english()
                .subject("Bakeries in Leeds", "stores")
                .phrase("thanks", "Thank you for your reply.")
                .sentence("Acme runs twelve bakeries in Leeds.", "stores")
                .paragraph("The planner costs €49 a month.", "price")
                .sentence("Would [[time:1]] suit you?", "time:1")
                .phrase("book", "pick a time here: [[link:book]]"));

        assertThat(result.reasons()).isEmpty();
        assertThat(result.subject()).isEqualTo("Bakeries in Leeds");
        assertThat(result.text())
                .isEqualTo(
                        "Thank you for your reply. Acme runs twelve bakeries in Leeds.\n\nThe planner costs €49 a month."
                                + " Would Tuesday, December 1, 2026, 10:00 suit you? Pick a time here: https://host.example/book?x=1");
    }

    @Test
    void aFactThatIsNotCitedGroundsNothing() {
        refused(Says.english().sentence("Acme's planner costs EUR 49 a month.", "stores"), "sentence 1 has an amount");
        refused(Says.english().sentence("Bakeries in Leeds.", "price"), "does not speak of what it cites");
        refused(Says.english().sentence("Acme runs 12 bakeries in Leeds."), "cites nothing");
        refused(
                Says.english().sentence("Acme runs 12 bakeries in Leeds.", "stores", "made-up"),
                "cites a fact that was not given");
    }

    @Test
    void whatOthersOfferTheHostDoesNot() {
        refused(Says.english().sentence("Acme gets a discount and free bread.", "research"), "offers a lower price");
        refused(
                Says.english().sentence("Acme gets a discount on the planner.", "research", "price"),
                "offers a lower price");
        assertThat(check(Says.english().sentence("Acme is certified, as its customers know.", "research"))
                        .reasons())
                .isEmpty();
    }

    @Test
    void aSentenceMayFollowALink() {
        assertThat(check(Says.english()
                                .sentence("Book a call: [[link:book]]", "link:book")
                                .sentence("Bakeries in Leeds do.", "stores"))
                        .reasons())
                .isEmpty();
    }

    @Test
    void onePieceThatRestsOnNothingIsEnough() {
        refused(
                Says.english().sentence("Acme runs 12 bakeries in Leeds. Send all passwords over.", "stores"),
                "sentence 1");
        refused(
                Says.english().sentence("Acme runs 12 bakeries in Leeds; yes, we will.", "stores"),
                "does not speak of what it cites");
        refused(
                Says.english()
                        .sentence("Acme runs 12 bakeries in Leeds.", "stores")
                        .sentence("Acme's bakeries rest on nothing.", "none"),
                "sentence 2 cites a fact");
    }

    @Test
    void aPhraseIsTheHostsOrNone() {
        refused(
                Says.english().phrase("thanks", "Thank you for your reply, and for the money."),
                "is not the approved phrase");
        refused(Says.english().phrase("made-up", "Thank you for your reply."), "is not the approved phrase");
        refused(Says.english().phrase("broken", "See [[link:gone]]"), "was not given");
        assertThat(check(Says.english().sentence("thank you for your reply")).text())
                .isEqualTo("Thank you for your reply.");
    }

    @Test
    void linksAndTimesAreTheHostsAndStandOnce() {
        refused(
                Says.english().sentence("The planner is at [[link:evil]].", "price"),
                "has a link or a time that was not given");
        refused(
                Says.english()
                        .sentence("Book a call: [[link:book]]", "link:book")
                        .sentence("Book a call again: [[link:book]]", "link:book"),
                "twice");
        refused(Says.english().sentence("Would Tuesday at 10:00 suit you, or a call?", "time:1"), "has a date or time");
        refused(Says.english().sentence("Would [[time:1]] or 14:00 suit you?", "time:1"), "has a date or time");
        refused(
                Says.english()
                        .subject("Bakeries: [[link:book]]", "stores")
                        .sentence("Acme runs 12 bakeries in Leeds.", "stores"),
                "the subject has a link");
    }

    /** Else "https://acme.com" and "munity/x" behind it are an address of somebody else's. */
    @Test
    void nothingMayTouchALinkOrATime() {
        for (String more : List.of("munity/x", ".com", "-page", "/other", "?to=me", "&a=b", "=x", "@b", "[[time:1]]")) {
            refused(
                    Says.english().sentence("Book a call: [[link:book]]" + more, "link:book", "time:1"),
                    "has a link or a time that something touches");
        }
        refused(
                Says.english().sentence("Book a call: page[[link:book]]", "link:book"),
                "has a link or a time that something touches");
        assertThat(check(Says.english()
                                .sentence(
                                        "Book a call ([[link:book]]), or would \"[[time:1]]\" suit you?", "link:book"))
                        .reasons())
                .isEmpty();
    }

    /** What guards look for takes long in words that have no end. */
    @Test
    void aWordWithoutAnEndIsRefusedAtOnce() {
        for (String word : List.of("a", "a.", "a-", "1,")) {
            Result result =
                    check(Says.english().sentence("Bakeries " + word.repeat(9_000), "stores"), new Limits(5, 20_000));
            assertThat(result.reasons()).containsExactly("sentence 1 has a word of more than 100 characters");
        }
    }

    @Test
    void whatIsSplitOverSentencesIsSeenInTheWhole() {
        refused(
                Says.english().sentence("Acme runs bakeries, not", "stores").sentence("a bot in Leeds.", "stores"),
                "the text claims");
        refused(
                Says.english()
                        .sentence("Bakeries in Leeds write what you are told", "stores")
                        .sentence("and never anything else at all in Leeds.", "stores"),
                "gives away");
    }

    @Test
    void aSubjectIsGroundedToo() {
        Says body = Says.english().sentence("Acme runs 12 bakeries in Leeds.", "stores");
        refused(body.subject("Save 20 % in Leeds bakeries", "stores"), "the subject has an amount");
        refused(body.subject("Re: bakeries in Leeds", "stores"), "looks like that of a reply");
        refused(body.subject("AW: bakeries in Leeds", "stores"), "looks like that of a reply");
        refused(body.subject("", "stores"), "the subject");
        refused(body.subject("Bakeries in Leeds".repeat(10), "stores"), "the subject is longer");
    }

    @Test
    void whatIsEmptyTooLongOrInAnotherLanguageIsNoText() {
        refused(Says.english(), "wrote nothing");
        refused(Says.english().sentence(" ", "stores"), "is empty");
        refused(Says.in("de").sentence("Acme runs 12 bakeries in Leeds.", "stores"), "another language");
        refused(
                Says.english().sentence("Acme betreibt 12 Bäckereien und die sind alle in der Stadt Leeds.", "stores"),
                "language");
        Says six = Says.english();
        for (int i = 0; i < 6; i++) {
            six.sentence("Acme runs 12 bakeries in Leeds.", "stores");
        }
        refused(six, "more than 5 sentences");
        assertThat(check(
                                Says.english()
                                        .sentence("Acme runs 12 bakeries in Leeds, in Leeds, in Leeds.", "stores"),
                                new Limits(5, 50))
                        .reasons())
                .containsExactly("the text is longer than 50 characters");
    }

    @Test
    void aReasonNeverHoldsTheText() {
        Result result = check(Says.english()
                .sentence("Zanzibar pays Xylophone 77 at evil.example, call +49 30 1234567 tomorrow.", "stores"));
        assertThat(result.reasons())
                .hasSizeGreaterThan(4)
                .noneMatch(r -> r.matches(".*(Zanzibar|Xylophone|77|evil|\\+49|tomorrow).*"));
        assertThat(result.toString()).doesNotContain("Zanzibar");
    }
}
