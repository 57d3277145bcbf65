package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import dev.sdr.gmail.OtherGmail.Answer;
import dev.sdr.inbox.InboxSource.Page;
import dev.sdr.inbox.RawMessage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers of Gmail that the stand-in does not give. */
class GmailOddAnswersTest {

    private static final String FORBIDDEN = "{\"error\":{\"code\":403,\"errors\":[{\"reason\":\"forbidden\"}]}}";
    private static final String PRECONDITION =
            "{\"error\":{\"code\":400,\"errors\":[{\"reason\":\"failedPrecondition\"}]}}";
    private static final String NO_SCOPE =
            "{\"error\":{\"code\":403,\"errors\":[{\"reason\":\"insufficientPermissions\"}]}}";

    private final Rep rep = new Rep();

    @AfterEach
    void stop() {
        rep.close();
    }

    private GmailAccount at(OtherGmail gmail) {
        return rep.builder().at(gmail.url()).build();
    }

    private static Page read(GmailInboxSource source, String cursor) {
        return source.read(Optional.of(cursor), Rep.LONG_AGO, 50);
    }

    @Test
    void theEndOfAListThatAnEarlierPollBeganIsNotTheEnd() throws IOException {
        Function<String, Answer> answers = uri -> {
            if (uri.startsWith("/batch")) {
                return OtherGmail.batch(OtherGmail.part("200 OK", OtherGmail.message("meanwhile")));
            }
            return OtherGmail.ok(
                    uri.contains("startHistoryId=5")
                            ? "{\"historyId\":\"9\",\"history\":[{\"messagesAdded\":[{\"message\":{\"id\":\"meanwhile\",\"labelIds\":[]}}]}]}"
                            : "{\"historyId\":\"9\"}");
        };
        try (OtherGmail gmail = new OtherGmail(answers);
                GmailAccount account = at(gmail)) {
            Page page = read(new GmailInboxSource(account), "{\"h\":\"1\",\"page\":\"p2\",\"next\":\"5\"}");
            assertThat(Reading.subjects(page.messages())).containsExactly("meanwhile");
            assertThat(page.complete()).isTrue();
            assertThat(page.cursor()).isEqualTo("{\"h\":\"9\"}");
            assertThat(gmail.asked()).hasSize(3);
        }
    }

    @Test
    void mailThatTheIndexLearnsOfLateIsReadAtTheEndOfAFullReading() throws IOException {
        long begun = Rep.NOW.getEpochSecond();
        AtomicInteger lists = new AtomicInteger();
        Function<String, Answer> answers = uri -> {
            if (uri.startsWith("/batch")) {
                return OtherGmail.batch(
                        OtherGmail.part("200 OK", OtherGmail.message(lists.get() == 1 ? "indexed" : "late")));
            }
            return OtherGmail.ok(
                    !uri.contains("/messages")
                            ? "{\"historyId\":\"9\"}"
                            : lists.incrementAndGet() == 1
                                    ? "{\"messages\":[{\"id\":\"indexed\"}]}"
                                    : "{\"messages\":[{\"id\":\"late\"},{\"id\":\"indexed\"}]}");
        };
        try (OtherGmail gmail = new OtherGmail(answers);
                GmailAccount account = at(gmail)) {
            Page page = new GmailInboxSource(account).read(Optional.empty(), Rep.LONG_AGO, 50);
            assertThat(Reading.subjects(page.messages())).containsExactly("indexed", "late");
            assertThat(page.complete()).isTrue();
            assertThat(page.cursor()).isEqualTo("{\"h\":\"9\"}");
            assertThat(gmail.asked())
                    .filteredOn(uri -> uri.contains("/messages"))
                    .last()
                    .asString()
                    .contains("after:" + (begun - 600));
        }
    }

    @Test
    void whereAnotherSourceGoesOnTheLatestMailIsReadTwiceRatherThanLeftOut() {
        rep.deliver("one", "INBOX");
        rep.deliver("two", "INBOX");
        String cursor = rep.source().read(Optional.empty(), Rep.LONG_AGO, 1).cursor();
        assertThat(cursor).contains("\"since\":" + Rep.NOW.minusSeconds(600).getEpochSecond());

        Page first = read(rep.source(), cursor);
        assertThat(Reading.subjects(first.messages())).containsExactlyInAnyOrder("one", "two");
        assertThat(first.complete()).isTrue();
    }

    @Test
    void aPageOfAFullReadingThatWasNotStoredComesAgain() {
        for (int i = 0; i < 210; i++) {
            rep.deliver("n" + i, "INBOX");
        }
        GmailInboxSource source = rep.source();
        Optional<String> cursor = Optional.empty();
        List<String> stored = new ArrayList<>();
        for (boolean complete = false; !complete; rep.clock.advance(Duration.ofMinutes(1))) {
            Page lost = source.read(cursor, Rep.LONG_AGO, 50);
            rep.clock.advance(Duration.ofMinutes(1));
            Page page = source.read(cursor, Rep.LONG_AGO, 50);
            assertThat(page.messages()).hasSameSizeAs(lost.messages());
            stored.addAll(Reading.subjects(page.messages()));
            cursor = Optional.of(page.cursor());
            complete = page.complete();
        }
        assertThat(stored).hasSize(210).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {FORBIDDEN, PRECONDITION, NO_SCOPE})
    void aMessageThatGmailForbidsIsADamagedOne(String refusal) throws IOException {
        Function<String, Answer> answers = uri -> uri.startsWith("/batch")
                ? OtherGmail.batch(OtherGmail.part("403 Forbidden", refusal))
                : uri.contains("/messages/") ? new Answer(403, refusal) : OtherGmail.ok("{\"historyId\":\"9\"}");
        try (OtherGmail gmail = new OtherGmail(answers);
                GmailAccount account = at(gmail)) {
            GmailInboxSource source = new GmailInboxSource(account);
            String cursor = "{\"h\":\"1\",\"todo\":[\"a1\"]}";
            for (int i = 0; i < 9; i++) {
                assertThatThrownBy(() -> read(source, cursor))
                        .isInstanceOf(RetryableException.class)
                        .isNotInstanceOf(CredentialsException.class);
                rep.clock.advance(Duration.ofHours(3));
            }
            Page page = read(source, cursor);
            assertThat(page.messages()).extracting(RawMessage::ref).containsExactly("a1");
            assertThat(page.complete()).isTrue();
        }
    }

    @Test
    void twoMessagesThatGmailForbidsHoldUpNoOther() throws IOException {
        Function<String, Answer> answers = uri -> uri.startsWith("/batch")
                ? OtherGmail.batch(
                        OtherGmail.part("403 Forbidden", FORBIDDEN),
                        OtherGmail.part("403 Forbidden", FORBIDDEN),
                        OtherGmail.part("200 OK", OtherGmail.message("c1")))
                : OtherGmail.ok("{\"historyId\":\"9\"}");
        try (OtherGmail gmail = new OtherGmail(answers);
                GmailAccount account = at(gmail)) {
            Page page = read(new GmailInboxSource(account), "{\"h\":\"1\",\"todo\":[\"a1\",\"b1\",\"c1\"]}");
            assertThat(Reading.subjects(page.messages())).containsExactly("c1");
            assertThat(page.cursor()).contains("\"h\":\"9\"").contains("a1").contains("b1");
        }
    }

    @Test
    void scopesThatEveryPartMissesAreSaidSo() throws IOException {
        Function<String, Answer> answers = uri -> uri.startsWith("/batch")
                ? OtherGmail.batch(
                        OtherGmail.part("403 Forbidden", NO_SCOPE), OtherGmail.part("403 Forbidden", NO_SCOPE))
                : OtherGmail.ok("{\"historyId\":\"9\"}");
        try (OtherGmail gmail = new OtherGmail(answers);
                GmailAccount account = at(gmail)) {
            GmailInboxSource source = new GmailInboxSource(account);
            assertThatThrownBy(() -> read(source, "{\"h\":\"1\",\"todo\":[\"a1\",\"b1\"]}"))
                    .isInstanceOf(CredentialsException.class);
        }
    }

    @Test
    void noTraceHoldsWhatTheWordsLeaveOut() throws IOException {
        String secret = "{\"error\":{\"code\":403,\"message\":\"Delegation denied for victim@private.example\","
                + "\"errors\":[{\"reason\":\"forbidden\",\"message\":\"Delegation denied for victim@private.example\"}]}}";
        String torn = "{\"historyId\": victim@private.example";
        for (Answer answer : new Answer[] {new Answer(403, secret), new Answer(500, secret), OtherGmail.ok(torn)}) {
            try (OtherGmail gmail = new OtherGmail(uri -> answer);
                    GmailAccount account = at(gmail)) {
                GmailInboxSource source = new GmailInboxSource(account);
                assertThatThrownBy(() -> read(source, "{\"h\":\"1\"}"))
                        .isInstanceOf(SdrException.class)
                        .satisfies(e -> assertThat(trace(e))
                                .doesNotContain("victim")
                                .doesNotContain(gmail.url().toString())
                                .doesNotContain(rep.token()));
            }
        }
    }

    private static String trace(Throwable e) {
        StringWriter text = new StringWriter();
        e.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}
