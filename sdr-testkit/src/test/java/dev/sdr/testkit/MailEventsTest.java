package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.consent.Suppression;
import dev.sdr.error.RetryableException;
import dev.sdr.event.Event;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.LeadRows;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import dev.sdr.track.DeliveryState;
import dev.sdr.track.Grade;
import dev.sdr.track.MailEvent;
import dev.sdr.track.MailEvent.Cause;
import dev.sdr.track.RecordedEvent;
import dev.sdr.track.WebhookReceiver;
import dev.sdr.track.WebhookRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider's events cause. */
class MailEventsTest {

    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";

    private final Office office = new Office();
    private final Sequence two = Sequence.builder("two")
            .email("first", s -> s.subject("About Company").text("See https://a.example."))
            .email("second", s -> s.text("Again.").after(Delay.days(2)))
            .build();

    private int mails;

    private static Lead lead(String id) {
        return Lead.of(id, id + "@company.example");
    }

    private SequenceRunner sentTo(String... leads) {
        office.mailer = (email, deadline) -> {
            office.sent.add(email);
            return Delivery.accepted("X" + ++mails);
        };
        SequenceRunner runner = office.runner(two).build();
        for (String lead : leads) {
            runner.enroll(lead(lead), "two");
        }
        run(runner);
        return runner;
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private static Touch touch(SequenceRunner runner, String lead) {
        List<Touch> touches = runner.enrollments().touches(lead);
        return touches.get(touches.size() - 1);
    }

    /** An event that names its mail by our id. */
    private MailEvent event(SequenceRunner runner, String lead, MailEvent.Type type, String... details) {
        Touch touch = touch(runner, lead);
        return event(lead + "@company.example", type, Optional.of(touch.messageId()), details);
    }

    private MailEvent event(String address, MailEvent.Type type, Optional<String> messageId, String... details) {
        Map<String, String> all = new HashMap<>();
        for (int i = 0; i < details.length; i += 2) {
            all.put(details[i], details[i + 1]);
        }
        return new MailEvent(
                "provider",
                type,
                office.clock.instant(),
                Optional.of(EmailAddress.of(address)),
                messageId,
                Optional.empty(),
                all);
    }

    private static List<String> stops(SequenceRunner runner, String lead) {
        return runner.enrollments().of(lead).stream()
                .flatMap(e -> e.stops().stream())
                .map(s -> s.reason().name())
                .toList();
    }

    private List<String> suppressed() {
        return office.store.inTransaction(tx -> tx.suppressions().list(Optional.empty(), 100)).stream()
                .map(Suppression::detail)
                .toList();
    }

    private static List<Event> feed(SequenceRunner runner, String type) {
        return runner.events().after("", 1000).events().stream()
                .filter(e -> e.type().equals(type))
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "BOUNCED, HARD_BOUNCE, bounced",
        "COMPLAINED, COMPLAINT, complained",
        "UNSUBSCRIBED, OPTED_OUT, opted_out"
    })
    void whatEndsItStopsAndSuppressesThePersonOnce(MailEvent.Type type, String reason, String told) {
        SequenceRunner runner = sentTo("jane", "john");
        MailEvent event = event(runner, "jane", type);
        assertThat(Posted.to(runner, List.of(event, event))).isTrue();
        Posted.to(runner, List.of(event));

        assertThat(stops(runner, "jane")).containsExactly(reason);
        assertThat(stops(runner, "john")).isEmpty();
        assertThat(suppressed()).hasSize(1);
        assertThat(feed(runner, told)).hasSize(1).allSatisfy(e -> {
            assertThat(e.leadId()).contains("jane");
            assertThat(e.data()).containsEntry("source", "provider").containsEntry("key", "first");
        });
        office.clock.advance(Duration.ofDays(2));
        run(runner);
        assertThat(office.sent).hasSize(3); // john's second
    }

    @Test
    void aDeadAddressIsNotTheFaultOfWhoMovedFromIt() {
        SequenceRunner runner = sentTo("jane");
        MailEvent bounce = event(
                "old@company.example",
                MailEvent.Type.BOUNCED,
                Optional.of(touch(runner, "jane").messageId()));
        Posted.to(runner, List.of(bounce));
        assertThat(stops(runner, "jane")).isEmpty();
        MailEvent optOut = event(
                "old@company.example",
                MailEvent.Type.UNSUBSCRIBED,
                Optional.of(touch(runner, "jane").messageId()));
        Posted.to(runner, List.of(optOut));
        assertThat(stops(runner, "jane")).containsExactly("OPTED_OUT");
    }

    @Test
    void whoUnsubscribedFromOtherMailOfTheAccountIsNeverWrittenTo() {
        SequenceRunner runner = sentTo("john");
        Posted.to(
                runner,
                List.of(
                        event("jane@company.example", MailEvent.Type.UNSUBSCRIBED, Optional.of("else@app.example")),
                        event("jim@company.example", MailEvent.Type.OTHER, Optional.of("else@app.example"))));
        runner.enroll(lead("jane"), "two");
        runner.enroll(lead("jim"), "two");
        run(runner);
        assertThat(office.sent)
                .extracting(m -> m.to().value())
                .containsExactly("john@company.example", "jim@company.example");
    }

    @ParameterizedTest
    @CsvSource({"BOUNCED, HARD_BOUNCE", "INVALID, HARD_BOUNCE", "UNSUBSCRIBED, OPTED_OUT", "COMPLAINED, COMPLAINT"})
    void whatAProviderDropsForThePersonIsMirrored(Cause cause, String reason) {
        SequenceRunner runner = sentTo("jane");
        Posted.to(runner, List.of(event(runner, "jane", MailEvent.Type.DROPPED, MailEvent.CAUSE, cause.name())));
        assertThat(stops(runner, "jane")).containsExactly(reason);
        assertThat(feed(runner, Event.MAIL_DROPPED)).hasSize(1);
    }

    @Test
    void blocksAndDropsForTheSenderHoldTheMailboxAndKeepTheLeads() {
        SequenceRunner runner = sentTo("jane", "john", "jim");
        Posted.to(
                runner,
                List.of(
                        event(runner, "jane", MailEvent.Type.BLOCKED),
                        event(runner, "jane", MailEvent.Type.BLOCKED, MailEvent.STATUS, "5.2.2"), // a full mailbox
                        event(runner, "john", MailEvent.Type.DROPPED, MailEvent.CAUSE, "OTHER")));
        assertThat(feed(runner, Event.MAILBOX_HELD)).isEmpty();
        Posted.to(
                runner,
                List.of(event(runner, "jim", MailEvent.Type.BLOCKED), event(runner, "jim", MailEvent.Type.BLOCKED)));

        assertThat(feed(runner, Event.MAILBOX_HELD)).hasSize(1);
        assertThat(List.of("jane", "john", "jim"))
                .allSatisfy(l -> assertThat(stops(runner, l)).isEmpty());
        assertThat(suppressed()).isEmpty();
    }

    @Test
    void aServerThatPutsOneMailOffAgainAndAgainHoldsNobodyAndTwentyMailsDo() {
        List<String> leads = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            leads.add("lead" + i);
        }
        SequenceRunner runner = sentTo(leads.toArray(String[]::new));
        for (int attempt = 1; attempt < 30; attempt++) {
            Posted.to(runner, List.of(putOff(runner, "lead0", attempt), putOff(runner, "lead0", attempt)));
        }
        Posted.to(
                runner,
                leads.subList(1, 19).stream().map(l -> putOff(runner, l, 1)).toList());
        assertThat(feed(runner, Event.MAILBOX_HELD)).isEmpty();
        Posted.to(runner, List.of(putOff(runner, "lead19", 1)));
        assertThat(feed(runner, Event.MAILBOX_HELD))
                .hasSize(1)
                .allSatisfy(e -> assertThat(e.data().get("reason"))
                        .isEqualTo("20 mails in an hour were put off by the servers they went to"));
    }

    private MailEvent putOff(SequenceRunner runner, String lead, int attempt) {
        return event(runner, lead, MailEvent.Type.DEFERRED, MailEvent.ATTEMPT, Integer.toString(attempt));
    }

    @Test
    void anEventOfAMailInDoubtSettlesIt() { // D8
        SequenceRunner runner = inDoubt("jane", "john", "jim");
        MailEvent processed = event(runner, "jane", MailEvent.Type.PROCESSED);
        Posted.to(
                runner,
                List.of(
                        new MailEvent(
                                "provider",
                                MailEvent.Type.PROCESSED,
                                processed.at(),
                                processed.recipient(),
                                processed.messageId(),
                                Optional.of("X7"),
                                Map.of()),
                        event(
                                runner,
                                "john",
                                MailEvent.Type.DROPPED,
                                MailEvent.CAUSE,
                                "OTHER",
                                MailEvent.REASON,
                                "spam"),
                        event(
                                "jim@company.example",
                                MailEvent.Type.DELIVERED,
                                Optional.empty()))); // a guess is no evidence
        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.SENDING);
        office.clock.advance(Duration.ofMinutes(1));
        runner.reconcile();

        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.SENT);
        assertThat(touch(runner, "jane").providerId()).contains("X7");
        assertThat(touch(runner, "john").state()).isEqualTo(TouchState.REJECTED);
        assertThat(touch(runner, "john").detail()).contains("the provider did not send it: spam");
        assertThat(touch(runner, "jim").state()).isEqualTo(TouchState.SENDING);
        assertThat(stops(runner, "john")).isEmpty();
    }

    private SequenceRunner inDoubt(String... leads) {
        SequenceRunner runner = office.runner(two).build();
        office.outcome = Delivery.uncertain("no answer");
        for (String lead : leads) {
            runner.enroll(lead(lead), "two");
            runner.runDueSteps();
        }
        return runner;
    }

    @Test
    void anEventOfAMailThatCountedAsSentMakesItSent() { // T4
        SequenceRunner runner = inDoubt("jane");
        office.clock.advance(Duration.ofMinutes(20));
        runner.reconcile();
        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.UNKNOWN);
        Posted.to(runner, List.of(event(runner, "jane", MailEvent.Type.DROPPED)));
        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.UNKNOWN);
        Posted.to(runner, List.of(event(runner, "jane", MailEvent.Type.DELIVERED)));
        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.SENT);
    }

    @Test
    void alsoAnEventThatSaysNoMoreThanThatTheProviderTookIt() { // T4
        SequenceRunner runner = inDoubt("jane");
        office.clock.advance(Duration.ofMinutes(20));
        runner.reconcile();
        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.UNKNOWN);
        Posted.to(runner, List.of(event(runner, "jane", MailEvent.Type.OTHER)));
        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.UNKNOWN);
        Posted.to(runner, List.of(event(runner, "jane", MailEvent.Type.PROCESSED)));
        assertThat(touch(runner, "jane").state()).isEqualTo(TouchState.SENT);
    }

    @Test
    void aConsentIsNotUndoneByAnEventThatComesAgain() { // P6
        SequenceRunner runner = sentTo("jane");
        MailEvent whole = event(runner, "jane", MailEvent.Type.UNSUBSCRIBED);
        MailEvent bare = new MailEvent(
                whole.source(),
                whole.type(),
                whole.at(),
                whole.recipient(),
                Optional.empty(),
                Optional.empty(),
                Map.of());
        Posted.to(runner, List.of(bare));
        runner.suppressions().consent(EmailAddress.of("jane@company.example"), "said so on the phone");
        Posted.to(runner, List.of(whole, bare));
        Posted.to(runner, List.of(bare));

        assertThat(people("jane")).isEmpty();
        assertThat(feed(runner, Event.OPTED_OUT)).hasSize(1);
        List<UUID> keys = runner.enrollments().mailEvents("jane").stream()
                .map(RecordedEvent::key)
                .toList();
        office.store.inTransaction(
                tx -> { // as retention does
                    tx.mailEvents().remove(keys);
                    return true;
                });
        Posted.to(runner, List.of(bare));
        assertThat(people("jane")).isEmpty();
        office.clock.advance(Duration.ofHours(1));
        Posted.to(runner, List.of(event(runner, "jane", MailEvent.Type.UNSUBSCRIBED)));
        assertThat(people("jane")).containsExactly("OPTED_OUT");
    }

    private List<String> people(String lead) {
        return office.store.inTransaction(tx -> tx.leads().byIds(List.of(lead))).get(0).stops().stream()
                .map(s -> s.reason().name())
                .toList();
    }

    @Test
    void visitsAreGradedToldAndGradedAnew() {
        SequenceRunner runner = sentTo("jane");
        office.clock.advance(Duration.ofHours(1));
        Posted.to(runner, List.of(click(runner, 1)));
        assertThat(feed(runner, Event.MAIL_CLICKED))
                .hasSize(1)
                .allSatisfy(e ->
                        assertThat(e.data()).containsEntry("grade", "HUMAN").containsEntry("key", "first"));
        assertThat(visits(runner)).allSatisfy(v -> assertThat(v.details()).containsEntry(MailEvent.IP, "203.0.113.0"));

        Posted.to(runner, List.of(click(runner, 2), click(runner, 3)));
        assertThat(visits(runner))
                .hasSize(3)
                .allSatisfy(v -> assertThat(v.grade().orElseThrow().kind()).isEqualTo(Grade.Kind.MACHINE));
        assertThat(feed(runner, Event.MAIL_CLICKED)).hasSize(3);
        assertThat(feed(runner, Event.MAIL_REGRADED))
                .hasSize(1)
                .allSatisfy(e ->
                        assertThat(e.data()).containsEntry("grade", "MACHINE").containsEntry("type", "CLICKED"));
    }

    private MailEvent click(SequenceRunner runner, int link) {
        return event(
                runner,
                "jane",
                MailEvent.Type.CLICKED,
                MailEvent.URL,
                "https://a.example/" + link,
                MailEvent.USER_AGENT,
                CHROME,
                MailEvent.IP,
                "203.0.113.77");
    }

    private static List<RecordedEvent> visits(SequenceRunner runner) {
        return runner.enrollments().mailEvents("jane").stream()
                .filter(RecordedEvent::isVisit)
                .toList();
    }

    @Test
    void aDeliveryThatIsReportedLateChangesTheVerdict() { // sendgrid-nodejs#710
        SequenceRunner runner = sentTo("jane");
        office.clock.advance(Duration.ofMinutes(10));
        MailEvent delivered = event(runner, "jane", MailEvent.Type.DELIVERED);
        office.clock.advance(Duration.ofSeconds(2));
        Posted.to(runner, List.of(click(runner, 1)));
        assertThat(visits(runner).get(0).grade().orElseThrow().isHuman()).isTrue();
        Posted.to(runner, List.of(delivered));
        assertThat(visits(runner).get(0).grade().orElseThrow().isHuman()).isFalse();
        assertThat(DeliveryState.of(runner.enrollments().mailEvents("jane"))).isEqualTo(DeliveryState.DELIVERED);
    }

    @Test
    void anEventWithoutIdsIsGuessedAndAGuessGivesWay() { // sendgrid/docs#5177
        SequenceRunner runner = sentTo("jane");
        MailEvent whole = event(runner, "jane", MailEvent.Type.OPENED, MailEvent.USER_AGENT, CHROME);
        office.clock.advance(Duration.ofDays(2));
        run(runner);
        MailEvent bare = new MailEvent(
                whole.source(),
                whole.type(),
                office.clock.instant(),
                whole.recipient(),
                Optional.empty(),
                Optional.empty(),
                whole.details());
        Posted.to(runner, List.of(bare));
        assertThat(visits(runner))
                .extracting(v -> v.touch().orElseThrow().key())
                .containsExactly("second");
        MailEvent named = new MailEvent(
                whole.source(),
                whole.type(),
                bare.at(),
                whole.recipient(),
                whole.messageId(),
                Optional.empty(),
                whole.details());
        Posted.to(runner, List.of(named));
        Posted.to(runner, List.of(bare, named));
        assertThat(visits(runner))
                .extracting(v -> v.touch().orElseThrow().key())
                .containsExactly("first");
    }

    @Test
    void aMailThatLeftLongAgoIsNotGuessed() {
        SequenceRunner runner = sentTo("jane");
        office.clock.advance(Duration.ofDays(2));
        run(runner);
        office.clock.advance(Duration.ofDays(5));
        Posted.to(runner, List.of(event("jane@company.example", MailEvent.Type.OPENED, Optional.empty())));
        assertThat(visits(runner)).isEmpty();
    }

    @Test
    void whatACrashLeftIsDoneByTheNextPoll() {
        SequenceRunner runner = sentTo("jane");
        Touch touch = touch(runner, "jane");
        office.store.inTransaction(tx -> tx.mailEvents()
                .insert(List.of(new RecordedEvent(
                        new UUID(1, 1),
                        "provider",
                        MailEvent.Type.COMPLAINED,
                        office.clock.instant(),
                        office.clock.instant(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.of(touch.messageId()),
                        Optional.empty(),
                        Map.of(),
                        Optional.empty(),
                        true))));
        assertThat(stops(runner, "jane")).isEmpty();
        runner.pollInboxes();
        assertThat(stops(runner, "jane")).containsExactly("COMPLAINT");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anEventThatBreaksItsHandlingKeepsNoOtherFromTheirs(boolean asTheStoreDoes) {
        SequenceRunner runner = sentTo("jane", "john", "jim");
        List<MailEvent> events = List.of(
                event(runner, "jane", MailEvent.Type.BOUNCED),
                event(runner, "john", MailEvent.Type.BOUNCED),
                event(runner, "jim", MailEvent.Type.BOUNCED));
        String poison = office.store
                .inTransaction(tx -> tx.leads().byIds(List.of("john")))
                .get(0)
                .addressKey();
        SequenceRunner broken = office.runner(new Poisoned(office.store, poison, asTheStoreDoes), two)
                .build();
        Posted.to(broken, events);
        assertThat(stops(runner, "jane")).containsExactly("HARD_BOUNCE");
        assertThat(stops(runner, "jim")).containsExactly("HARD_BOUNCE");
        assertThat(stops(runner, "john")).isEmpty();
        assertThat(broken.pollInboxes().problems())
                .anySatisfy(p -> assertThat(p).contains("an event failed and is tried again: provider"));

        assertThat(runner.pollInboxes().problems()).isEmpty();
        assertThat(stops(runner, "john")).containsExactly("HARD_BOUNCE");
    }

    private record Poisoned(SequenceStore store, String key, boolean asTheStoreDoes) implements SequenceStore {
        @Override
        public <T> T inTransaction(Function<Tx, T> work) {
            return store.inTransaction(tx -> work.apply(new ForwardingTx(tx) {
                @Override
                public LeadRows leads() {
                    return Layers.around(LeadRows.class, super.leads(), call -> {
                        if (call.name().equals("lock")
                                && ((java.util.Collection<?>) call.arguments().get(0)).contains(key)) {
                            throw asTheStoreDoes ? new RetryableException("a bug") : new IllegalStateException("a bug");
                        }
                        return call.proceed();
                    });
                }
            }));
        }

        @Override
        public Optional<String> identity() {
            return store.identity();
        }
    }

    private static WebhookReceiver finding(WebhookReceiver.Received received) {
        return new WebhookReceiver() {
            @Override
            public String name() {
                return "provider";
            }

            @Override
            public Received receive(WebhookRequest request, Instant now) {
                return received;
            }
        };
    }

    @Test
    void aRefusedRequestStoresNothing() {
        SequenceRunner runner = sentTo("jane");
        WebhookReceiver refusing = finding(new WebhookReceiver.Received.Refused("the signature is wrong"));
        assertThat(runner.web().receive(refusing, new WebhookRequest(Map.of(), new byte[0])))
                .isFalse();
        assertThat(runner.enrollments().mailEvents("jane")).isEmpty();
    }

    @Test
    void anIncompleteRequestIsStoredAndIsToComeAgain() {
        SequenceRunner runner = sentTo("jane");
        MailEvent bounce = event(runner, "jane", MailEvent.Type.BOUNCED);
        WebhookReceiver incomplete =
                finding(new WebhookReceiver.Received.Incomplete(List.of(bounce), List.of("the body breaks off")));
        assertThat(runner.web().receive(incomplete, new WebhookRequest(Map.of(), new byte[0])))
                .isFalse();
        assertThat(stops(runner, "jane")).containsExactly("HARD_BOUNCE");
        assertThat(Posted.to(runner, List.of(bounce))).isTrue();
        assertThat(runner.enrollments().mailEvents("jane")).hasSize(1);
    }

    @Test
    void tracesGoAfterNinetyDaysAndTheVerdictsStay() {
        SequenceRunner runner = sentTo("jane");
        office.clock.advance(Duration.ofHours(1));
        Posted.to(
                runner,
                List.of(
                        click(runner, 1),
                        event("else@x.example", MailEvent.Type.DELIVERED, Optional.of("x@app.example"))));
        office.clock.advance(Duration.ofDays(90));
        assertThat(runner.retain(RetentionPolicy.keepAll()).traces()).isZero();
        office.clock.advance(Duration.ofSeconds(1));
        assertThat(runner.retain(RetentionPolicy.keepAll()).traces()).isEqualTo(2);
        assertThat(visits(runner)).hasSize(1).allSatisfy(v -> {
            assertThat(v.details()).containsOnlyKeys(MailEvent.URL);
            assertThat(v.grade().orElseThrow().isHuman()).isTrue();
        });
    }
}
