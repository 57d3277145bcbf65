package dev.sdr.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sdr.lead.EmailAddress;
import dev.sdr.testkit.SendGridEvents;
import dev.sdr.testkit.SendGridServer;
import dev.sdr.testkit.SendGridTaken;
import dev.sdr.testkit.VirtualClock;
import dev.sdr.track.MailEvent;
import dev.sdr.track.WebhookReceiver.Received;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendGridEventsTest {

    private static final Instant NOW = Instant.parse("2026-03-02T09:00:00Z");
    private static final String TIME = "\"timestamp\":1772440000";

    private final SendGridServer server = SendGridServer.start(new VirtualClock(NOW));
    private final SendGridWebhook webhook = SendGridWebhook.verifiedBy(server.publicKey());

    @AfterEach
    void stop() {
        server.close();
    }

    private Received.Accepted read(String body) {
        return (Received.Accepted) webhook.receive(server.signed(body, NOW), NOW);
    }

    private Received.Incomplete readIncomplete(String body) {
        return (Received.Incomplete) webhook.receive(server.signed(body, NOW), NOW);
    }

    private List<MailEvent> readAny(String body) {
        Received received = webhook.receive(server.signed(body, NOW), NOW);
        return received instanceof Received.Incomplete incomplete
                ? incomplete.events()
                : ((Received.Accepted) received).events();
    }

    private static String event(String name) {
        return "{\"event\":\"" + name + "\"," + TIME + "}";
    }

    private MailEvent one(String fields) {
        Received.Accepted accepted = read("[{" + fields + "," + TIME + "}]\r\n");
        assertThat(accepted.events()).hasSize(1);
        assertThat(accepted.problems()).isEmpty();
        return accepted.events().get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "processed, PROCESSED",
        "deferred, DEFERRED",
        "delivered, DELIVERED",
        "dropped, DROPPED",
        "bounce, BOUNCED",
        "open, OPENED",
        "click, CLICKED",
        "spamreport, COMPLAINED",
        "unsubscribe, UNSUBSCRIBED",
        "group_unsubscribe, UNSUBSCRIBED",
        "group_resubscribe, OTHER",
        "account_status_change, OTHER",
        "teleported, OTHER"
    })
    void everyTypeHasItsMeaning(String name, MailEvent.Type type) {
        assertThat(one("\"event\":\"" + name + "\"").type()).isEqualTo(type);
        assertThat(one("\"new_field\":{\"a\":[1]},\"event\":\"" + name + "\"").type())
                .isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "'\"type\":\"bounce\"', BOUNCED",
        "'\"type\":\"bounce\",\"status\":\"4.2.2\"', BOUNCED", // SendGrid gave up for good
        "'\"type\":\"blocked\"', BLOCKED",
        "'\"type\":\"expired\"', BLOCKED",
        "'\"type\":\"unheard of\"', BLOCKED",
        "'\"status\":\"5.1.1\"', BOUNCED",
        "'\"status\":\"4.7.1\"', BLOCKED"
    })
    void onlyABounceForGoodIsOne(String fields, MailEvent.Type type) {
        assertThat(one("\"event\":\"bounce\"," + fields).type()).isEqualTo(type);
    }

    @ParameterizedTest
    @CsvSource({
        "Bounced Address, BOUNCED",
        "Unsubscribed Address, UNSUBSCRIBED",
        "Spam Reporting Address, COMPLAINED",
        "Invalid, INVALID",
        "Invalid SMTPAPI header, OTHER",
        "Spam Content, OTHER",
        "Recipient List over Package Quota, OTHER",
        "'', OTHER"
    })
    void aDropSaysWhoseItIs(String reason, MailEvent.Cause cause) {
        assertThat(one("\"event\":\"dropped\",\"reason\":\"" + reason + "\"").details())
                .containsEntry(MailEvent.CAUSE, cause.name());
    }

    @Test
    void theIdsAreOursAndThePartOfTheirsThatMailSendAnswered() {
        MailEvent event =
                one("\"event\":\"delivered\",\"email\":\"Lead@Company.example\",\"sdr_message_id\":\"<0a@x.example>\","
                        + "\"sg_message_id\":\"JQtrNr0IRR-slAi2eCUMSg.recvd-7.0.1\",\"smtp-id\":\"<other@x.example>\"");
        assertThat(event.recipient()).contains(EmailAddress.of("lead@company.example"));
        assertThat(event.messageId()).contains("0a@x.example");
        assertThat(event.providerId()).contains("JQtrNr0IRR-slAi2eCUMSg");
        assertThat(event.source()).isEqualTo("sendgrid");
        assertThat(event.at()).isEqualTo(Instant.ofEpochSecond(1772440000));
        MailEvent delayed = one("\"event\":\"bounce\",\"smtp-id\":\"<JQtr-slAi2@ismtpd0039p1iad1.sendgrid.net>\"");
        assertThat(delayed.providerId()).contains("JQtr-slAi2");
        assertThat(delayed.messageId()).isEmpty();
        assertThat(one("\"event\":\"bounce\",\"smtp-id\":\"<0a@x.example>\"").providerId())
                .isEmpty();
    }

    @Test
    void whatElseAnEventSaysIsKeptUnderOurNames() {
        assertThat(
                        one("\"event\":\"click\",\"url\":\"https://x.example/?a=b\",\"url_offset\":{\"index\":2,\"type\":\"html\"},"
                                        + "\"useragent\":\"Mozilla\",\"ip\":\"192.0.2.1\"")
                                .details())
                .isEqualTo(Map.of(
                        MailEvent.URL, "https://x.example/?a=b",
                        MailEvent.LINK, "2",
                        MailEvent.USER_AGENT, "Mozilla",
                        MailEvent.IP, "192.0.2.1"));
        assertThat(one("\"event\":\"open\",\"sg_machine_open\":true").details())
                .isEqualTo(Map.of(MailEvent.MACHINE, "true"));
        assertThat(one("\"event\":\"open\",\"sg_machine_open\":false").details())
                .isEmpty();
        assertThat(one("\"event\":\"deferred\",\"attempt\":5,\"response\":\"450 4.2.1\\r\\n later\"")
                        .details())
                .isEqualTo(Map.of(MailEvent.ATTEMPT, "5", MailEvent.REASON, "450 4.2.1 later"));
        assertThat(one("\"event\":\"bounce\",\"status\":\"5.1.1\",\"reason\":\"" + "x".repeat(5000) + "\"")
                        .details()
                        .get(MailEvent.REASON))
                .hasSize(1000);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"nurture\"", "[\"nurture\",\"q3\"]", "null", "7", "{}"})
    void anyFormOfCategoryIsAllRight(String category) {
        assertThat(one("\"event\":\"delivered\",\"category\":" + category).type())
                .isEqualTo(MailEvent.Type.DELIVERED);
    }

    @ParameterizedTest
    @CsvSource({"'\"1772440000\"', 1772440000", "1772440000000, 1772440000", "1772440000.25, 1772440000"})
    void aTimeIsReadInEveryFormItMayCome(String time, long seconds) {
        assertThat(read("[{\"event\":\"open\",\"timestamp\":" + time + "}]")
                        .events()
                        .get(0)
                        .at())
                .isEqualTo(Instant.ofEpochSecond(seconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "99999999999999999999999", "1e400", "\"soon\"", "null", "[]", "4102444800"})
    void anAbsurdTimeIsSaidAndTheEventKept(String time) {
        Received.Accepted accepted = read("[{\"event\":\"open\",\"timestamp\":" + time + "}]");
        assertThat(accepted.events())
                .hasSize(1)
                .first()
                .satisfies(e -> assertThat(e.at()).isEqualTo(NOW));
        assertThat(accepted.problems()).containsExactly("event 1: it has no time that can be; taken as posted now");
    }

    @Test
    void aBadElementLosesNoOther() {
        Received.Accepted accepted = read("[{\"event\":\"open\"," + TIME
                + "},7,\"person@company.example\",null,[],{bad},"
                + "{\"a\":" + "[".repeat(2000) + "]".repeat(2000) + "},{\"email\":\"no address\",\"event\":7," + TIME
                + "},{\"event\":\"click\"," + TIME + "}]");
        assertThat(accepted.events())
                .extracting(MailEvent::type)
                .containsExactly(MailEvent.Type.OPENED, MailEvent.Type.OTHER, MailEvent.Type.CLICKED);
        assertThat(accepted.problems()).hasSize(6).noneMatch(p -> p.contains("company.example"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7", "{}", "null", "not JSON", "[", "[[[", "]", "[\"", "[{\"a\":\"\\"})
    void aBodyThatIsNoArrayComesAgain(String body) {
        Received.Incomplete received = readIncomplete(body);
        assertThat(received.events()).isEmpty();
        assertThat(received.problems()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"a\":1}}", "{\"a\":1}]", "}", "]", "}}]]}", "{\"a\":1}}}}", "{\"a\":[1]]}", "{\"a\"}"})
    void whatClosesTooMuchLosesNothingThatFollows(String bad) {
        Received.Accepted accepted = read("[" + event("open") + "," + bad + "," + event("click") + "]\n");
        assertThat(accepted.events())
                .extracting(MailEvent::type)
                .containsExactly(MailEvent.Type.OPENED, MailEvent.Type.CLICKED);
        assertThat(accepted.problems()).containsExactly("event 2: it is not valid JSON");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[OPEN,{\"event\":\"cli",
                "[OPEN,CLICK",
                "[OPEN,{\"a\":1,CLICK]",
                "[OPEN,{\"a\":[1},CLICK]",
                "[OPEN,{\"a\":\"x},CLICK]",
                "[OPEN,CLICK{\"a\":1}]",
                "[OPEN,{\"a\":\"x},CLICK,{\"b\":\"y},{\"c\":2}]",
                "[OPEN,CLICK] and more",
            })
    void whatMayHaveLostAnEventKeepsTheOthersAndComesAgain(String body) {
        Received.Incomplete incomplete =
                readIncomplete(body.replace("OPEN", event("open")).replace("CLICK", event("click")));
        assertThat(incomplete.events()).extracting(MailEvent::type).contains(MailEvent.Type.OPENED);
        assertThat(incomplete.problems()).isNotEmpty();
    }

    /** Of several events, one with a bracket or quote too many or too few: each of the others is read, or the body comes again. */
    @Test
    void noEventIsLostInSilence() {
        List<String> day = new SendGridEvents(13).day(mails(6));
        List<MailEvent> clean = read("[" + String.join(",", day) + "]").events();
        for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            int victim = random.nextInt(day.size());
            StringBuilder changed = new StringBuilder(day.get(victim));
            for (int i = 0; i <= random.nextInt(3); i++) {
                int where = random.nextInt(changed.length());
                if (random.nextBoolean()) {
                    changed.insert(where, "\"{}[],".charAt(random.nextInt(6)));
                } else {
                    changed.deleteCharAt(where);
                }
            }
            List<String> mutated = new ArrayList<>(day);
            mutated.set(victim, changed.toString());
            Received received = webhook.receive(server.signed("[" + String.join(",", mutated) + "]", NOW), NOW);
            if (received instanceof Received.Accepted accepted) {
                List<MailEvent> others = new ArrayList<>(clean);
                others.remove(victim);
                assertThat(accepted.events()).as("seed %s", seed).containsAll(others);
            }
        }
    }

    /** Whatever is done to one event, those beside it are read as before. */
    @Test
    void mutationsOfOneEventNeverThrowAndNeverTouchTheOthers() throws Exception {
        ObjectMapper json = new ObjectMapper();
        List<String> day = new SendGridEvents(11).day(mails(40));
        List<MailEvent> clean = read("[" + String.join(",", day) + "]").events();
        assertThat(clean).hasSize(day.size());
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int victim = random.nextInt(day.size());
            ObjectNode event = (ObjectNode) json.readTree(day.get(victim));
            for (int i = 0; i <= random.nextInt(4); i++) {
                List<String> names = new ArrayList<>(
                        event.properties().stream().map(Map.Entry::getKey).toList());
                String name = names.get(random.nextInt(names.size()));
                switch (random.nextInt(8)) {
                    case 0 -> event.remove(name);
                    case 1 -> event.putNull(name);
                    case 2 -> event.put(name, random.nextLong());
                    case 3 -> event.put(name, random.nextDouble());
                    case 4 -> event.putArray(name).add(1).addObject();
                    case 5 -> event.putObject(name).put("email", "x");
                    case 6 -> event.put(name, "\u0000\ud800\"]}{[,".repeat(random.nextInt(50)));
                    default -> event.set(name, JsonNodeFactory.instance.booleanNode(random.nextBoolean()));
                }
            }
            List<String> mutated = new ArrayList<>(day);
            mutated.set(victim, event.toString());
            assertOthers(
                    clean, victim, read("[" + String.join(",", mutated) + "]").events(), seed);
        }
    }

    /** Bytes of the whole body: those events that come before the first change are read as before. */
    @Test
    void mutationsOfBytesNeverThrow() {
        List<String> day = new SendGridEvents(12).day(mails(10));
        List<MailEvent> clean = read("[" + String.join(",", day) + "]").events();
        String body = "[" + String.join(",", day) + "]";
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            StringBuilder changed = new StringBuilder(body);
            int at = random.nextInt(body.length());
            for (int i = 0; i < 5; i++) {
                int where = at + random.nextInt(body.length() - at);
                changed.setCharAt(where, "\"{}[],:\\x\u0000\ud800".charAt(random.nextInt(11)));
            }
            List<MailEvent> read = readAny(changed.toString());
            int before = 0;
            int end = 1;
            while (before < day.size() && end + day.get(before).length() + 1 <= at) {
                end += day.get(before++).length() + 1;
            }
            assertThat(read).as("seed %s", seed).hasSizeGreaterThanOrEqualTo(before);
            assertThat(read.subList(0, before)).as("seed %s", seed).isEqualTo(clean.subList(0, before));
        }
    }

    private static void assertOthers(List<MailEvent> clean, int victim, List<MailEvent> read, int seed) {
        assertThat(read).as("seed %s", seed).hasSameSizeAs(clean);
        for (int i = 0; i < clean.size(); i++) {
            if (i != victim) {
                assertThat(read.get(i)).as("seed %s", seed).isEqualTo(clean.get(i));
            }
        }
    }

    private static List<SendGridTaken> mails(int number) {
        return IntStream.range(0, number)
                .mapToObj(i -> new SendGridTaken(
                        "id" + i,
                        NOW.minusSeconds(600),
                        "",
                        "jane@sender.example",
                        "lead" + i + "@company.example",
                        "Hi",
                        "Hi",
                        Optional.empty(),
                        Optional.empty(),
                        Map.of("Message-ID", "<m" + i + "@sender.example>"),
                        Map.of("sdr_message_id", "m" + i + "@sender.example"),
                        i % 2 == 0 ? List.of("one") : List.of("one", "two"),
                        ""))
                .toList();
    }
}
