package dev.sdr.track;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.track.Grade.Kind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** People and machines, told apart. */
class GradingTest {

    private static final Instant SENT = Instant.parse("2026-03-02T09:00:00Z");
    private static final String CHROME =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36";
    private static final String GMAIL =
            "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)";

    private final List<RecordedEvent> visits = new ArrayList<>();
    private Optional<Instant> deliveredAt = Optional.of(SENT.plusSeconds(3));
    private int links;

    private RecordedEvent visit(MailEvent.Type type, long secondsAfter, String agent, String... details) {
        Map<String, String> all = new HashMap<>(Map.of(MailEvent.USER_AGENT, agent));
        for (int i = 0; i < details.length; i += 2) {
            all.put(details[i], details[i + 1]);
        }
        RecordedEvent event = new RecordedEvent(
                new UUID(1, visits.size()),
                "test",
                type,
                SENT.plusSeconds(secondsAfter),
                SENT,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                all,
                Optional.empty(),
                false);
        visits.add(event);
        return event;
    }

    private RecordedEvent open(long secondsAfter, String agent) {
        return visit(MailEvent.Type.OPENED, secondsAfter, agent);
    }

    private RecordedEvent click(long secondsAfter, String url) {
        return visit(MailEvent.Type.CLICKED, secondsAfter, CHROME, MailEvent.URL, url);
    }

    private Kind grade(RecordedEvent event) {
        return Grading.grade(event, new Grading.Mail(SENT, deliveredAt, links, visits))
                .kind();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                CHROME,
                GMAIL, // mautic#16069: a fix that took this for a robot lost every open of Gmail's
                "YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html",
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148",
                "Mozilla/5.0 (Linux; Android 12; CUBOT X50) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36",
                "Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0.17328; Pro)"
            })
    void anOpenOfWhichNothingSpeaksForAMachineIsAPersons(String agent) {
        assertThat(grade(open(3_600, agent))).isEqualTo(Kind.HUMAN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mozilla/5.0",
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)",
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/42.0.2311.135"
                        + " Safari/537.36 Edge/12.246 Mozilla/5.0",
                "python-requests/2.32",
                "Barracuda Sentinel (EE)",
                "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
                "LinkedInBot/1.0 (compatible; Mozilla/5.0)"
            })
    void agentsThatFetchForNobodyAreMachines(String agent) {
        assertThat(grade(open(3_600, agent))).isEqualTo(Kind.MACHINE);
    }

    @Test
    void aLinkFollowedInAnAppOfApplesIsAPersons() {
        RecordedEvent click = visit(
                MailEvent.Type.CLICKED,
                3_600,
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)");
        assertThat(grade(click)).isEqualTo(Kind.HUMAN);
    }

    @Test
    void whatTheProviderSaysAndHowItIsAskedForCounts() {
        assertThat(grade(visit(MailEvent.Type.OPENED, 3_600, CHROME, MailEvent.MACHINE, "true")))
                .isEqualTo(Kind.MACHINE);
        assertThat(grade(visit(MailEvent.Type.OPENED, 3_600, CHROME, MailEvent.MACHINE, "false")))
                .isEqualTo(Kind.HUMAN);
        assertThat(grade(visit(MailEvent.Type.CLICKED, 3_600, CHROME, MailEvent.METHOD, "HEAD")))
                .isEqualTo(Kind.MACHINE);
        assertThat(grade(visit(MailEvent.Type.CLICKED, 3_600, CHROME, MailEvent.METHOD, "GET")))
                .isEqualTo(Kind.HUMAN);
        assertThat(grade(open(3_600, ""))).isEqualTo(Kind.UNKNOWN);
    }

    @ParameterizedTest
    @CsvSource({"1, MACHINE", "3, MACHINE", "7, MACHINE", "8, UNKNOWN", "62, UNKNOWN", "63, HUMAN"})
    void aClickSoonAfterTheDeliveryIsNotAPersons(long seconds, Kind expected) {
        assertThat(grade(click(seconds, "https://a.example"))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"1, MACHINE", "7, MACHINE", "8, HUMAN"})
    void anOpenRightAfterTheDeliveryIsAMachines(long seconds, Kind expected) {
        assertThat(grade(open(seconds, GMAIL))).isEqualTo(expected);
    }

    @Test
    void withoutADeliveryTimeCountsFromTheBegin() {
        deliveredAt = Optional.empty();
        assertThat(grade(open(4, CHROME))).isEqualTo(Kind.MACHINE);
        assertThat(grade(open(5, CHROME))).isEqualTo(Kind.HUMAN);
    }

    @Test
    void whatComesBeforeTheDeliveryIsTheGatewaysUnlessTheDeliveryIsReportedLate() {
        deliveredAt = Optional.of(SENT.plusSeconds(600));
        assertThat(grade(click(300, "https://a.example"))).isEqualTo(Kind.MACHINE);
        deliveredAt = Optional.of(SENT.plusSeconds(86_400));
        assertThat(grade(click(300, "https://a.example"))).isEqualTo(Kind.HUMAN);
    }

    @Test
    void threeLinksWithinTwoSecondsAreAMachinesAndMakeTheFirstOnesItsToo() { // mautic#9162, #9798, #16263
        RecordedEvent first = click(300, "https://a.example/1");
        RecordedEvent open = open(301, CHROME);
        RecordedEvent elsewhere = open(301, GMAIL);
        assertThat(grade(first)).isEqualTo(Kind.HUMAN);
        RecordedEvent again = click(301, "https://a.example/1");
        RecordedEvent second = click(302, "https://a.example/2");
        assertThat(grade(first)).isEqualTo(Kind.HUMAN);
        RecordedEvent third = click(302, "https://a.example/3");
        RecordedEvent later = click(305, "https://a.example/4");

        assertThat(List.of(first, again, second, third, open)).allMatch(v -> grade(v) == Kind.MACHINE);
        assertThat(List.of(elsewhere, later)).allMatch(v -> grade(v) == Kind.HUMAN);
    }

    @Test
    void allLinksOfAMailTogetherAreAMachines() {
        links = 2;
        RecordedEvent one = click(300, "https://a.example/1");
        assertThat(grade(one)).isEqualTo(Kind.HUMAN);
        click(301, "https://a.example/2");
        assertThat(grade(one)).isEqualTo(Kind.MACHINE);
        links = 3;
        assertThat(grade(one)).isEqualTo(Kind.HUMAN);
    }

    @Test
    void theUnsubscribePageTogetherWithALinkIsAMachines() {
        RecordedEvent page = visit(MailEvent.Type.CLICKED, 300, CHROME, MailEvent.LINK, MailEvent.UNSUBSCRIBE_LINK);
        assertThat(grade(page)).isEqualTo(Kind.HUMAN);
        RecordedEvent link = click(301, "https://a.example");
        assertThat(grade(page)).isEqualTo(Kind.MACHINE);
        assertThat(grade(link)).isEqualTo(Kind.MACHINE);
    }

    @Test
    void whatHappensAroundALinkNobodySeesIsAMachines() {
        RecordedEvent link = click(300, "https://a.example");
        RecordedEvent much = click(400, "https://a.example");
        RecordedEvent trap = visit(MailEvent.Type.CLICKED, 330, CHROME, MailEvent.LINK, MailEvent.HONEYPOT_LINK);
        assertThat(List.of(link, trap)).allMatch(v -> grade(v) == Kind.MACHINE);
        assertThat(grade(much)).isEqualTo(Kind.HUMAN);
    }

    @Test
    void theVerdictsAreTheSameInAnyOrder() {
        for (int i = 0; i < 40; i++) {
            click(300 + i % 9, "https://a.example/" + i % 5);
            open(290 + i, i % 2 == 0 ? CHROME : GMAIL);
        }
        List<RecordedEvent> ordered = List.copyOf(visits);
        List<Kind> before = ordered.stream().map(this::grade).toList();
        Collections.shuffle(visits, new Random(1));
        assertThat(ordered.stream().map(this::grade).toList()).isEqualTo(before);
        assertThat(before).contains(Kind.HUMAN, Kind.MACHINE);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.77, 203.0.113.0",
        "203.0.113.0, 203.0.113.0",
        "2001:db8:1:2:3:4:5:6, 2001:db8:1:0:0:0:0:0",
        "2001:db8:1::, 2001:db8:1:0:0:0:0:0",
        "::ffff:203.0.113.77, 203.0.113.0"
    })
    void addressesAreCutToTheirNetworks(String ip, String network) {
        assertThat(Networks.of(ip)).contains(network);
        assertThat(Networks.of(network)).contains(network);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "a.example", "300.1.1.1", "fe80::1%eth0", "ab:zz", "::::", "1.2.3"})
    void whatIsNoAddressHasNoNetwork(String text) {
        assertThat(Networks.of(text)).isEmpty();
    }

    @Test
    void theStateOfAMailIsTheSameInWhateverOrder() { // sendgrid-nodejs#710: delivered comes a day after open
        List<RecordedEvent> events = new ArrayList<>();
        assertThat(DeliveryState.of(events)).isEqualTo(DeliveryState.UNKNOWN);
        for (MailEvent.Type type : List.of(MailEvent.Type.OPENED, MailEvent.Type.PROCESSED, MailEvent.Type.DEFERRED)) {
            events.add(visit(type, 9, ""));
        }
        assertThat(DeliveryState.of(events)).isEqualTo(DeliveryState.DELIVERED);
        events.add(visit(MailEvent.Type.BOUNCED, 1, ""));
        events.add(visit(MailEvent.Type.DELIVERED, 99, ""));
        assertThat(DeliveryState.of(events)).isEqualTo(DeliveryState.BOUNCED);
        Collections.reverse(events);
        assertThat(DeliveryState.of(events)).isEqualTo(DeliveryState.BOUNCED);
    }
}
