package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.inbox.InboxSource.Page;
import dev.sdr.inbox.RawMessage;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GmailReadingTest extends Reading {
    @Test
    void anIdlePollCostsTwoUnitsAndANewMessageTwentyMore() {
        rep.deliver("old", "INBOX");
        readAll();

        rep.server.meter().reset();
        assertThat(read().complete()).isTrue();
        assertThat(rep.units()).isEqualTo(2);

        for (int i = 0; i < 13; i++) {
            rep.deliver("new " + i, "INBOX");
        }
        rep.deliver("a draft costs nothing", "DRAFT");
        rep.server.meter().reset();
        Page page = read();
        assertThat(page.messages()).hasSize(13);
        assertThat(page.complete()).isTrue();
        assertThat(rep.units()).isEqualTo(2 + 13 * 20);
        assertThat(rep.server.meter().mostAtOnce(Rep.ADDRESS)).isEqualTo(4); // the largest batch
    }

    @Test
    void mailIsSeenWhereverItLies() {
        List<String> places = List.of("inbox", "archived", "spam", "trash", "labelled", "own sent");
        readAll();
        for (int i = 0; i < 2; i++) { // the second time it is found by a full reading
            rep.deliver("inbox", "INBOX", "UNREAD");
            rep.deliver("archived");
            rep.deliver("spam", "SPAM");
            rep.deliver("trash", "TRASH");
            rep.deliver("labelled", "Label_1");
            rep.deliver("own sent", "SENT");
            rep.deliver("a draft", "DRAFT");
            rep.deliver("a chat", "CHAT");

            assertThat(subjects(readAll())).containsOnlyOnceElementsOf(places).hasSize(places.size());
            rep.mailbox.messages().forEach(m -> rep.mailbox.delete(m.id()));
            cursor = Optional.empty();
        }
    }

    @Test
    void aMessageKnowsItsThreadAndWhenItCame() {
        rep.deliver("one", "INBOX");
        RawMessage message = readAll().get(0);

        assertThat(message.thread()).contains(rep.mailbox.messages().get(0).threadId());
        assertThat(message.ref()).isEqualTo(rep.mailbox.messages().get(0).id());
        assertThat(message.receivedAt()).isEqualTo(Rep.NOW);
        assertThat(message.bytes()).isEqualTo(Rep.mail("one"));
        assertThat(source.limitedUse()).isTrue();
    }

    @Test
    void whatIsOlderIsLeftOutOfAFullReading() {
        rep.mailbox.deliver(Rep.mail("old"), Set.of("INBOX"), Rep.NOW.minusSeconds(60));
        rep.mailbox.deliver(Rep.mail("of that second"), Set.of("INBOX"), Rep.NOW);

        Page page = source.read(Optional.empty(), Rep.NOW, LIMIT);
        assertThat(subjects(page.messages())).containsExactly("of that second");
    }

    @Test
    void whatWasDeletedMeanwhileIsLeftOut() {
        readAll();
        String gone = rep.deliver("gone", "INBOX");
        rep.deliver("there", "INBOX");
        rep.mailbox.delete(gone);

        Page page = read();
        assertThat(subjects(page.messages())).containsExactly("there");
        assertThat(page.complete()).isTrue();
    }

    @Test
    void aPollIsNotCompleteOnWhatAnEarlierOneListed() {
        readAll();
        for (int i = 0; i < 2 * LIMIT; i++) {
            rep.deliver("first " + i, "INBOX");
        }
        assertThat(read().complete()).isFalse();

        rep.deliver("meanwhile", "INBOX");
        Page rest = read();
        assertThat(rest.messages()).hasSize(LIMIT);
        assertThat(rest.complete()).isFalse();
        Page last = read();
        assertThat(subjects(last.messages())).containsExactly("meanwhile");
        assertThat(last.complete()).isTrue();
    }

    @Test
    void theCursorHoldsOnePageOfALargeMailbox() {
        for (int i = 0; i < 1_200; i++) {
            rep.mailbox.deliver(Rep.mail("n" + i), Set.of("INBOX"), Rep.NOW.minusSeconds(3_600));
        }
        int longest = 0;
        List<RawMessage> all = new ArrayList<>();
        for (Page page = read(); !page.complete(); page = readLater()) {
            all.addAll(page.messages());
            longest = Math.max(longest, page.cursor().length());
        }
        assertThat(all).hasSize(1_200);
        assertThat(longest).isLessThan(3_000);
        assertThat(cursor.orElseThrow().length()).isLessThan(40);
    }

    private Page readLater() {
        rep.clock.advance(Duration.ofSeconds(20));
        return read();
    }

    private static String text(String subject) {
        return new String(Rep.mail(subject), StandardCharsets.UTF_8);
    }

    @Test
    void ofALargeMessageTheBeginningIsRead() {
        rep.mailbox.deliver((text("large") + "line of text\r\n".repeat(500_000)).getBytes(StandardCharsets.UTF_8));
        RawMessage message = readAll().get(0);
        assertThat(message.truncated()).isTrue();
        assertThat(message.bytes()).hasSize(5_000_000);
        assertThat(message.thread()).isPresent();
    }

    @Test
    void answersThatAreTooLargeTogetherComeOneByOne() {
        String filler = "line of text\r\n".repeat(30_000); // 420 kB, 560 kB in base64
        try (GmailAccount small = rep.builder().largestAnswer(1_000_000).build()) {
            GmailInboxSource bounded = new GmailInboxSource(small);
            for (int i = 0; i < 4; i++) {
                rep.mailbox.deliver((text("n" + i) + filler).getBytes(StandardCharsets.UTF_8));
            }
            rep.mailbox.deliver((text("huge") + filler + filler + filler).getBytes(StandardCharsets.UTF_8));
            List<RawMessage> all = new ArrayList<>();
            Page page = bounded.read(Optional.empty(), Rep.LONG_AGO, LIMIT);
            all.addAll(page.messages());
            for (int i = 0; i < 10 && !page.complete(); i++) {
                page = bounded.read(Optional.of(page.cursor()), Rep.LONG_AGO, LIMIT);
                all.addAll(page.messages());
            }
            assertThat(page.complete()).isTrue();
            assertThat(subjects(all)).containsExactlyInAnyOrder("n0", "n1", "n2", "n3", "huge");
            assertThat(all).filteredOn(RawMessage::truncated).hasSize(1);
            RawMessage huge =
                    all.stream().filter(RawMessage::truncated).findFirst().orElseThrow();
            assertThat(bounded.fetch(huge.ref()))
                    .hasValueSatisfying(m -> assertThat(m.truncated()).isTrue());
        }
    }

    @Test
    void aLimitBelowOneIsRefused() {
        assertThatThrownBy(() -> source.read(Optional.empty(), Rep.LONG_AGO, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
