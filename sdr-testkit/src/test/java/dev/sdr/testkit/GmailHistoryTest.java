package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** history.list, watch and stop of the stand-in. */
class GmailHistoryTest {

    private final GmailHttp gmail = new GmailHttp();

    @AfterEach
    void stop() {
        gmail.close();
    }

    private String now() {
        return gmail.get("profile").json().path("historyId").asText();
    }

    private static List<String> added(JsonNode page) {
        List<String> ids = new ArrayList<>();
        page.path("history")
                .forEach(r -> r.path("messagesAdded")
                        .forEach(a -> ids.add(a.path("message").path("id").asText())));
        return ids;
    }

    @Test
    void pages_cover_all_that_came_since_and_end_with_an_id_that_has_nothing_after_it() {
        String start = now();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.add(gmail.rep.deliver(GmailHttp.mail("m" + i)).id());
        }

        JsonNode first = gmail.get("history?startHistoryId=" + start + "&historyTypes=messageAdded&maxResults=3")
                .json();
        ids.add(gmail.rep.deliver(GmailHttp.mail("between the pages")).id());
        JsonNode second = gmail.get(
                        "history?startHistoryId=" + start + "&historyTypes=messageAdded&maxResults=3&pageToken="
                                + first.path("nextPageToken").asText())
                .json();

        List<String> all = added(first);
        all.addAll(added(second));
        assertThat(all).isEqualTo(ids);
        assertThat(second.has("nextPageToken")).isFalse();
        JsonNode idle = gmail.get(
                        "history?startHistoryId=" + second.path("historyId").asText())
                .json();
        assertThat(idle.has("history")).isFalse();
        assertThat(idle.path("historyId").asText())
                .isEqualTo(second.path("historyId").asText());
    }

    @Test
    void types_and_labels_select_changes() {
        String start = now();
        GmailMessage archived = gmail.rep.deliver(GmailHttp.mail("archived"), Set.of());
        GmailMessage read = gmail.rep.deliver(GmailHttp.mail("read"));
        gmail.rep.label(read.id(), Set.of("STARRED"), Set.of("UNREAD"));
        gmail.rep.delete(archived.id());
        String history = "history?startHistoryId=" + start;

        assertThat(gmail.get(history).json().path("history")).hasSize(5);
        JsonNode additions = gmail.get(history + "&historyTypes=messageAdded").json();
        assertThat(added(additions)).containsExactly(archived.id(), read.id());
        assertThat(additions.path("history")).hasSize(2);
        assertThat(added(gmail.get(history + "&labelId=INBOX").json())).containsExactly(read.id());
        assertThat(gmail.get(history + "&historyTypes=labelRemoved&historyTypes=messageDeleted")
                        .json()
                        .path("history")
                        .findValuesAsText("threadId"))
                .contains(read.id(), archived.id());
    }

    @Test
    void an_id_too_old_or_from_elsewhere_is_404_and_the_profile_gives_one_that_works() {
        String old = now();
        gmail.rep.deliver(GmailHttp.mail("m"));
        gmail.rep.expireHistory();

        assertThat(gmail.get("history?startHistoryId=" + old).status()).isEqualTo(404);
        assertThat(gmail.get("history?startHistoryId=" + old).reason()).isEqualTo("notFound");
        assertThat(gmail.get("history?startHistoryId=99999999").status()).isEqualTo(404);
        assertThat(gmail.get("history?startHistoryId=abc").status()).isEqualTo(400);
        String fresh = now();
        String late = gmail.rep.deliver(GmailHttp.mail("late")).id();
        assertThat(added(gmail.get("history?startHistoryId=" + fresh).json())).containsExactly(late);
    }

    @Test
    void a_watch_lasts_seven_days_and_pushes_what_pub_sub_pushes() {
        assertThat(gmail.post("watch", "{\"topicName\":\"mail\"}").status()).isEqualTo(400);
        assertThat(gmail.rep.push("sub")).isEmpty();

        JsonNode started =
                gmail.post("watch", "{\"topicName\":\"projects/p/topics/t\"}").json();

        assertThat(started.path("historyId").asText()).isEqualTo(now());
        assertThat(started.path("expiration").asText())
                .isEqualTo(
                        Long.toString(GmailHttp.START.plus(Duration.ofDays(7)).toEpochMilli()));
        assertThat(gmail.rep.watchedTopic()).contains("projects/p/topics/t");
        assertThat(gmail.rep.push("sub").orElseThrow()).contains("\"data\":\"eyJlbWFpbEFkZHJlc3MiOi");
        gmail.clock.advance(Duration.ofDays(7));
        assertThat(gmail.rep.watchedTopic()).isEmpty();
        gmail.token = gmail.server.accessToken(GmailHttp.REP);
        gmail.post("watch", "{\"topicName\":\"projects/p/topics/t\"}");
        assertThat(gmail.post("stop", "").status()).isEqualTo(204);
        assertThat(gmail.rep.watchedTopic()).isEmpty();
    }
}
