package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Batches, in the form Google's Java client writes and reads. */
class GmailBatchTest {

    private final GmailHttp gmail = new GmailHttp();

    @AfterEach
    void stop() {
        gmail.close();
    }

    /** As com.google.api.client.googleapis.batch.BatchRequest writes it: whole URLs, Content-ID counted from 1. */
    private String body(List<String> ids) {
        StringBuilder body = new StringBuilder();
        for (int i = 0; i < ids.size(); i++) {
            body.append("--__END_OF_PART__\r\nContent-Length: 200\r\nContent-Type: application/http\r\ncontent-id: "
                    + (i + 1)
                    + "\r\ncontent-transfer-encoding: binary\r\n\r\nGET " + gmail.server.url()
                    + "gmail/v1/users/me/messages/"
                    + ids.get(i) + "?format=minimal HTTP/1.1\r\nAccept: */*\r\n\r\n\r\n");
        }
        return body.append("--__END_OF_PART__--\r\n").toString();
    }

    private GmailHttp.Reply batch(List<String> ids) {
        return gmail.batch("__END_OF_PART__", body(ids));
    }

    private List<String> deliver(int number) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            ids.add(gmail.rep.deliver(GmailHttp.mail("m" + i)).id());
        }
        return ids;
    }

    private static List<String> found(String regex, GmailHttp.Reply reply) {
        return Pattern.compile(regex)
                .matcher(reply.body())
                .results()
                .map(r -> r.group(1))
                .toList();
    }

    @Test
    void the_answers_come_in_the_order_of_the_calls_each_with_its_own_status() {
        List<String> ids = deliver(3);
        gmail.rep.delete(ids.get(1));

        GmailHttp.Reply reply = batch(ids);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.body()).startsWith("--batch_").endsWith("--\r\n");
        assertThat(found("Content-ID: (\\S+)\r\n", reply)).containsExactly("response-1", "response-2", "response-3");
        assertThat(found("HTTP/1.1 (\\d+) ", reply)).containsExactly("200", "404", "200");
        assertThat(found("\\{\"id\":\"(\\w+)\"", reply)).containsExactly(ids.get(0), ids.get(2));
    }

    @Test
    void a_fault_meets_one_call_and_a_lost_connection_all() {
        List<String> ids = deliver(3);
        gmail.server.faults().every(GmailMethod.GET, 2, GmailFault.USER_RATE_LIMIT);
        assertThat(found("HTTP/1.1 (\\d+) ", batch(ids))).containsExactly("200", "403", "200");

        gmail.server.faults().clear();
        gmail.server.faults().next(GmailMethod.BATCH, GmailFault.UNAVAILABLE);
        assertThat(batch(ids).status()).isEqualTo(503);
        assertThat(gmail.server.meter().calls(GmailHttp.REP, GmailMethod.GET)).isEqualTo(2);
    }

    @Test
    void a_part_may_have_a_token_of_its_own() {
        String id = deliver(1).get(0);
        String wrong = body(List.of(id)).replace("Accept: */*", "Authorization: Bearer wrong");

        assertThat(found("HTTP/1.1 (\\d+) ", gmail.batch("__END_OF_PART__", wrong)))
                .containsExactly("401");
    }

    @Test
    void what_is_no_batch_is_refused() {
        assertThat(batch(List.of()).status()).isEqualTo(400);
        assertThat(gmail.batch("other", body(deliver(1))).status()).isEqualTo(400);
        assertThat(batch(deliver(101)).status()).isEqualTo(400);
        assertThat(batch(deliver(100)).status()).isEqualTo(200);
    }
}
