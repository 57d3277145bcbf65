package dev.sdr.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectMailTest {

    private static final String BOUNCE = """
            From: Mail Delivery System <mailer-daemon@mx.example>
            To: ann@sender.example
            Subject: Undelivered Mail Returned to Sender
            Auto-Submitted: auto-replied
            MIME-Version: 1.0
            Content-Type: multipart/report; report-type=delivery-status; boundary="b"

            --b
            Content-Type: text/plain

            It could not be delivered.
            --b
            Content-Type: message/delivery-status

            Reporting-MTA: dns; mx.example

            Final-Recipient: rfc822; jane@company.example
            Action: failed
            Status: 5.1.1
            Diagnostic-Code: smtp; 550 5.1.1 user unknown

            --b
            Content-Type: text/rfc822-headers

            Message-ID: <one@sender.example>

            --b--
            """;

    private static final String AWAY = """
            From: Jane Doe <jane@company.example>
            To: ann@sender.example
            Subject: Automatic reply: About Company
            Auto-Submitted: auto-replied

            I am out of the office and back on 16 March 2026.
            """;

    @TempDir
    private Path folder;

    private Path file(String name, String content) throws IOException {
        return Files.writeString(folder.resolve(name), content);
    }

    private static String run(int failed, String... arguments) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
        assertThat(InspectMail.run(out, arguments)).isEqualTo(failed);
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static List<JsonNode> jsonl(String... arguments) throws IOException {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.add("--jsonl");
        List<JsonNode> lines = new ArrayList<>();
        for (String line : run(0, all.toArray(String[]::new)).split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(new ObjectMapper().readTree(line));
            }
        }
        return lines;
    }

    @Test
    void aListOfMailsBecomesALineEach() throws IOException {
        Path bounce = file("bounce.eml", BOUNCE);
        Path away = file("away.eml", AWAY);
        Path list = file("list.txt", bounce + "\n" + away + "\n\n");
        List<JsonNode> lines = jsonl("@" + list, "--received", "2026-03-10T09:00:00Z");
        assertThat(lines).hasSize(2);
        JsonNode first = lines.get(0);
        assertThat(first.path("path").asText()).isEqualTo(bounce.toString());
        assertThat(first.path("kind").asText()).isEqualTo("bounce");
        assertThat(first.path("recipients").get(0).asText()).isEqualTo("jane@company.example");
        assertThat(first.path("class").asText()).isEqualTo("hard");
        assertThat(first.path("status").asText()).isEqualTo("5.1.1");
        assertThat(first.path("messageId").asText()).isEqualTo("one@sender.example");
        assertThat(first.path("reasons").get(0).asText()).isNotEmpty();
        JsonNode second = lines.get(1);
        assertThat(second.path("kind").asText()).isEqualTo("auto-reply");
        assertThat(second.path("intent").asText()).isEqualTo("out_of_office");
        assertThat(second.path("returnDate").asText()).isEqualTo("2026-03-16");
    }

    @Test
    void aBodyIsReadByItself() throws IOException {
        Path text = file("body.txt", "Please take me off your list.\n\n> quoted words\n");
        JsonNode line =
                jsonl("--text", "--subject", "Re: Hello", text.toString()).get(0);
        assertThat(line.path("kind").asText()).isEqualTo("person");
        assertThat(line.path("intent").asText()).isEqualTo("unsubscribe");
        assertThat(line.path("visibleText").asText()).isEqualTo("Please take me off your list.");
        Path html = file("body.html", "<p>Sounds good, let's talk.</p><blockquote type=cite>old</blockquote>");
        assertThat(jsonl("--html", html.toString()).get(0).path("visibleText").asText())
                .isEqualTo("Sounds good, let's talk.");
    }

    @Test
    void ownMailIsOwn() throws IOException {
        Path away = file("own.eml", AWAY);
        assertThat(jsonl(away.toString(), "--own", "jane@company.example")
                        .get(0)
                        .path("kind")
                        .asText())
                .isEqualTo("own");
    }

    @Test
    void anExplanationSaysWhatItRestsOn() throws IOException {
        assertThat(run(0, file("bounce.eml", BOUNCE).toString()))
                .contains("kind:      bounce, because: ")
                .contains("a complaint? no")
                .contains("a delivery report? yes: ")
                .contains("jane@company.example: HARD 5.1.1")
                .contains("one@sender.example");
    }

    @Test
    void wrongArgumentsAreSaid() throws IOException {
        assertThat(run(1)).startsWith("Shows what");
        assertThat(run(1, "--nonsense")).startsWith("there is no option --nonsense");
        assertThat(run(1, "--received", "yesterday", "x")).startsWith("--received needs an instant");
        assertThat(run(1, folder.resolve("nothing.eml").toString())).isEmpty();
    }
}
