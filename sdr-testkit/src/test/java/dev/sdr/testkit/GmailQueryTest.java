package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What messages.list finds. */
class GmailQueryTest {

    private final GmailHttp gmail = new GmailHttp();

    @AfterEach
    void stop() {
        gmail.close();
    }

    private GmailHttp.Reply search(String q) {
        return gmail.get("messages?q=" + GmailHttp.encoded(q));
    }

    @Test
    void seconds_are_exclusive_and_dates_are_midnight_in_california() {
        Instant midnight = Instant.parse("2026-05-31T07:00:00Z");
        gmail.rep.deliver(GmailHttp.mail("before"), Set.of("INBOX"), midnight.minusSeconds(1));
        GmailMessage at =
                gmail.rep.deliver(GmailHttp.mail("in that second"), Set.of("INBOX"), midnight.plusMillis(900));
        GmailMessage after = gmail.rep.deliver(GmailHttp.mail("after"), Set.of("INBOX"), midnight.plusSeconds(1));

        assertThat(search("after:" + midnight.getEpochSecond()).ids()).containsExactly(after.id());
        assertThat(search("after:" + (midnight.getEpochSecond() - 1)).ids()).containsExactly(after.id(), at.id());
        assertThat(search("after:2026/05/31").ids()).containsExactly(after.id());
        assertThat(search("before:" + (midnight.getEpochSecond() + 1) + " after:" + (midnight.getEpochSecond() - 1))
                        .ids())
                .containsExactly(at.id());
    }

    @Test
    void spans_go_back_from_the_clock() {
        gmail.rep.deliver(GmailHttp.mail("old"), Set.of("SENT"), GmailHttp.START.minus(Duration.ofDays(3)));
        GmailMessage young =
                gmail.rep.deliver(GmailHttp.mail("young"), Set.of("SENT"), GmailHttp.START.minusSeconds(9));

        assertThat(search("in:sent newer_than:2d").ids()).containsExactly(young.id());
        assertThat(search("newer_than:1h").ids()).containsExactly(young.id());
        assertThat(search("older_than:1d").ids()).hasSize(1).doesNotContain(young.id());
    }

    @Test
    void headers_are_searched() {
        GmailMessage one = gmail.rep.deliver(GmailHttp.mail("Lunch on Friday", "Message-ID: <CA+x=1@mail.gmail.com>"));
        GmailMessage two = gmail.rep.deliver(GmailHttp.outgoing("bob@prospect.example", "Dinner"), Set.of("SENT"));

        assertThat(search("rfc822msgid:CA+x=1@mail.gmail.com").ids()).containsExactly(one.id());
        assertThat(search("rfc822msgid:<CA+x=1@mail.gmail.com>").ids()).containsExactly(one.id());
        assertThat(search("rfc822msgid:x=1@mail.gmail.com").ids()).isEmpty();
        assertThat(search("from:jane@prospect.example").ids()).containsExactly(one.id());
        assertThat(search("-from:me").ids()).containsExactly(one.id());
        assertThat(search("to:bob@prospect.example").ids()).containsExactly(two.id());
        assertThat(search("subject:\"lunch on\"").ids()).containsExactly(one.id());
        assertThat(search("is:unread").ids()).containsExactly(one.id());
        assertThat(search("dinner").ids()).containsExactly(two.id());
    }

    @Test
    void spam_is_found_where_it_is_looked_for() {
        GmailMessage spam = gmail.rep.deliver(GmailHttp.mail("s"), Set.of("SPAM"));

        assertThat(search("from:jane").ids()).isEmpty();
        assertThat(search("in:anywhere from:jane").ids()).containsExactly(spam.id());
        assertThat(search("in:spam").ids()).containsExactly(spam.id());
    }

    @Test
    void what_it_does_not_know_is_an_error_and_not_an_empty_answer() {
        assertThat(search("has:attachment").status()).isEqualTo(400);
        assertThat(search("a OR b").status()).isEqualTo(400);
        assertThat(search("from:(a b)").status()).isEqualTo(400);
        assertThat(search("after:1h").status()).isEqualTo(400);
        assertThat(search("after:yesterday").status()).isEqualTo(400);
    }
}
