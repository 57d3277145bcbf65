package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** getProfile, messages.list, messages.get and attachments.get of the stand-in. */
class GmailReadsTest {

    private final GmailHttp gmail = new GmailHttp();

    @AfterEach
    void stop() {
        gmail.close();
    }

    private GmailMessage deliver(String subject) {
        gmail.clock.advance(Duration.ofSeconds(1));
        return gmail.rep.deliver(GmailHttp.mail(subject));
    }

    @Test
    void lists_newest_first_in_pages_and_leaves_the_field_out_when_there_is_nothing() {
        assertThat(gmail.get("messages").json().has("messages")).isFalse();
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            ids.add(0, deliver("m" + i).id());
        }

        GmailHttp.Reply first = gmail.get("messages?maxResults=3");
        String late = deliver("arrives between two pages").id();
        GmailHttp.Reply second = gmail.get("messages?maxResults=3&pageToken="
                + first.json().path("nextPageToken").asText());
        GmailHttp.Reply third = gmail.get("messages?maxResults=3&pageToken="
                + second.json().path("nextPageToken").asText());

        List<String> all = new ArrayList<>(first.ids());
        all.addAll(second.ids());
        all.addAll(third.ids());
        assertThat(all).isEqualTo(ids).doesNotContain(late);
        assertThat(third.json().has("nextPageToken")).isFalse();
        assertThat(gmail.get("messages?pageToken=abc").status()).isEqualTo(400);
    }

    @Test
    void spam_and_trash_are_shown_on_demand_only() {
        GmailMessage spam = gmail.rep.deliver(GmailHttp.mail("spam"), Set.of("SPAM"));
        GmailMessage trash = gmail.rep.deliver(GmailHttp.mail("trash"), Set.of("TRASH"));
        GmailMessage archived = gmail.rep.deliver(GmailHttp.mail("archived"), Set.of());

        assertThat(gmail.get("messages").ids()).containsExactly(archived.id());
        assertThat(gmail.get("messages?includeSpamTrash=true").ids())
                .containsExactlyInAnyOrder(spam.id(), trash.id(), archived.id());
        assertThat(gmail.get("messages?labelIds=SPAM").ids()).containsExactly(spam.id());
    }

    @Test
    void raw_is_the_message_byte_for_byte() {
        byte[] mime = GmailHttp.mail("Grüße ??>>");
        GmailMessage message = gmail.rep.deliver(mime);

        JsonNode json = gmail.get("messages/" + message.id() + "?format=raw").json();

        assertThat(Base64.getUrlDecoder().decode(json.path("raw").asText())).isEqualTo(mime);
        assertThat(json.path("threadId").asText()).isEqualTo(message.threadId());
        assertThat(json.path("internalDate").asText()).isEqualTo(Long.toString(GmailHttp.START.toEpochMilli()));
        assertThat(json.path("labelIds").findValuesAsText("")).isEmpty();
        assertThat(json.path("labelIds").toString()).isEqualTo("[\"INBOX\",\"UNREAD\"]");
        assertThat(json.has("payload")).isFalse();
    }

    @Test
    void full_is_the_tree_of_parts_with_attachments_apart() {
        String mime = "Subject: a\r\n folded one\r\nreceived: 1\r\nReceived: 2\r\n"
                + "Content-Type: multipart/mixed; boundary=\"x=y\"\r\n\r\npreamble\r\n"
                + "--x=y\r\nContent-Type: text/plain; charset=ISO-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
                + "Gr=FC=\r\n=DFe & co\r\n"
                + "--x=y\r\nContent-Type: application/pdf; name=\"a.pdf\"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + "UERG\r\n--x=y--\r\nepilogue\r\n";
        GmailMessage message = gmail.rep.deliver(mime.getBytes(StandardCharsets.ISO_8859_1));

        JsonNode json = gmail.get("messages/" + message.id()).json();
        JsonNode parts = json.path("payload").path("parts");

        assertThat(json.path("snippet").asText()).isEqualTo("Grüße &amp; co");
        assertThat(json.path("payload").path("headers").findValuesAsText("name"))
                .containsExactly("Subject", "received", "Received", "Content-Type");
        assertThat(json.path("payload").path("headers").path(0).path("value").asText())
                .isEqualTo("a folded one");
        assertThat(parts.findValuesAsText("partId")).containsExactly("0", "1");
        assertThat(Base64.getUrlDecoder()
                        .decode(parts.path(0).path("body").path("data").asText()))
                .isEqualTo("Grüße & co".getBytes(StandardCharsets.ISO_8859_1));
        JsonNode body = parts.path(1).path("body");
        assertThat(body.has("data")).isFalse();
        assertThat(gmail.get("messages/" + message.id() + "/attachments/"
                                + body.path("attachmentId").asText())
                        .json()
                        .path("data")
                        .asText())
                .isEqualTo("UERG");
    }

    @Test
    void metadata_has_the_headers_asked_for_in_any_case() {
        GmailMessage message = gmail.rep.deliver(GmailHttp.mail("s", "Message-Id: <a@b>", "X-Other: o"));

        JsonNode payload = gmail.get("messages/" + message.id()
                        + "?format=metadata&metadataHeaders=message-ID&metadataHeaders=subject")
                .json()
                .path("payload");

        assertThat(payload.path("headers").findValuesAsText("name")).containsExactly("Message-Id", "Subject");
        assertThat(payload.has("body")).isFalse();
        assertThat(message.messageId()).isEqualTo("a@b");
    }

    @Test
    void what_is_gone_is_404_and_what_is_no_id_is_400() {
        GmailMessage message = deliver("gone");
        gmail.rep.delete(message.id());

        GmailHttp.Reply gone = gmail.get("messages/" + message.id());

        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.reason()).isEqualTo("notFound");
        assertThat(gone.json().path("error").path("status").asText()).isEqualTo("NOT_FOUND");
        assertThat(gmail.get("messages/no-id").status()).isEqualTo(400);
        assertThat(gmail.get("nothing/here").status()).isEqualTo(404);
    }

    @Test
    void profile_counts_messages_and_threads() {
        deliver("a");
        deliver("b");

        JsonNode profile = gmail.get("profile").json();

        assertThat(profile.path("emailAddress").asText()).isEqualTo(GmailHttp.REP);
        assertThat(profile.path("messagesTotal").asInt()).isEqualTo(2);
        assertThat(profile.path("historyId").isTextual()).isTrue();
    }

    @Test
    void another_mailbox_is_out_of_reach() {
        assertThat(gmail.exchange(gmail.request("gmail/v1/users/rep@company.example/profile")
                                .GET()
                                .build())
                        .status())
                .isEqualTo(200);
        assertThat(gmail.exchange(gmail.request("gmail/v1/users/boss@company.example/profile")
                                .GET()
                                .build())
                        .status())
                .isEqualTo(403);
    }
}
