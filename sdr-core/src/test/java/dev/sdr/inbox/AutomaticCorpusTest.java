package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sdr.inbox.Verdict.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Automatic mail told from people's, in the collections. */
class AutomaticCorpusTest {

    private static final Set<Kind> MACHINES =
            Set.of(Kind.AUTOMATIC, Kind.OUT_OF_OFFICE, Kind.DELIVERY_REPORT, Kind.COMPLAINT);

    private static final Set<String> MAYBE_AUTOMATIC = Set.of("other", "referral");

    @Test
    void automaticMailIsToldFromItsLookAlikes() {
        Optional<Path> folder = Corpora.folder();
        if (folder.isEmpty()) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        List<List<String>> rows = Corpora.table(folder.get().resolve("automatic.tsv"));
        for (List<String> row : rows) {
            byte[] raw = Corpora.bytes(folder.get().resolve("automatic").resolve(row.get(0)));
            Verdict verdict = Mails.judge(MimeReader.read(RawMessage.of("1", raw, Mails.NOW)));
            if (MACHINES.contains(verdict.kind()) != row.get(1).equals("auto-reply")) {
                wrong.add(row.get(0) + " " + verdict.reason());
            }
        }
        System.out.println("Automatic mail and look-alikes: " + rows.size() + ", wrong: " + wrong);
        assertThat(wrong).isEmpty();
    }

    @Test
    void noReplyOfAPersonIsTakenForAMachines() throws IOException {
        Optional<Path> folder = Corpora.folder();
        if (folder.isEmpty()) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        int all = 0;
        try (Stream<Path> files = Files.list(folder.get().resolve("replies"))) {
            for (Path file : files.sorted().toList()) {
                String name = String.valueOf(file.getFileName());
                if (!name.contains(".expected.")) {
                    Verdict verdict = Mails.judge(MimeReader.read(RawMessage.of("1", whole(file, name), Mails.NOW)));
                    all++;
                    if (MACHINES.contains(verdict.kind())) {
                        wrong.add(name + " " + verdict.reason());
                    }
                }
            }
        }
        System.out.println("Replies of people: " + all + ", wrong: " + wrong);
        assertThat(wrong).isEmpty();
    }

    private static byte[] whole(Path file, String name) {
        byte[] content = Corpora.bytes(file);
        if (name.endsWith(".eml")) {
            return content;
        }
        String type = name.contains("html") ? "text/html" : "text/plain";
        byte[] head = ("From: ada@company.example\r\nSubject: Re: Hello\r\nContent-Type: " + type
                        + "; charset=utf-8\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
        byte[] whole = Arrays.copyOf(head, head.length + content.length);
        System.arraycopy(content, 0, whole, head.length, content.length);
        return whole;
    }

    @Test
    void absencesAndDeparturesOfOurOwnRowsAreRead() {
        Optional<Path> folder = Corpora.folder();
        if (folder.isEmpty()) {
            return;
        }
        List<String> wrong = new ArrayList<>();
        int dates = 0;
        int colleagues = 0;
        for (JsonNode row : rows(folder.get().resolve("replies-intent.jsonl"))) {
            String subject = row.get("subject").asText();
            String body = row.get("body").asText();
            String id = row.get("id").asText() + " ";
            Verdict verdict = Mails.judge(Mails.mail("From: ada@company.example\nSubject: " + subject, body));
            if (MACHINES.contains(verdict.kind()) && !mayBeAutomatic(row)) {
                wrong.add(id + verdict.reason());
            }
            String until = row.get("until").asText();
            if (!until.isEmpty()) {
                dates++;
                check(
                        wrong,
                        id,
                        until,
                        ReturnDate.find(
                                        subject + "\n" + body,
                                        Mails.NOW.atZone(ZoneOffset.UTC).toLocalDate())
                                .map(String::valueOf));
            }
            String colleague = row.get("refer_to").asText();
            if (!colleague.isEmpty()) {
                colleagues++;
                check(wrong, id, colleague, Referral.find(body));
            }
        }
        System.out.println("Our own rows: " + dates + " dates, " + colleagues + " colleagues, wrong: " + wrong);
        assertThat(wrong).isEmpty();
    }

    private static void check(List<String> wrong, String id, String wanted, Optional<String> found) {
        if (!found.equals(Optional.of(wanted))) {
            wrong.add(id + found + " for " + wanted);
        }
    }

    private static boolean mayBeAutomatic(JsonNode row) {
        String intent = row.get("intent").asText();
        return intent.equals("out_of_office")
                || (MAYBE_AUTOMATIC.contains(intent)
                        && !row.get("subject").asText().startsWith("Re:"));
    }

    private static List<JsonNode> rows(Path file) {
        List<JsonNode> rows = new ArrayList<>();
        try {
            ObjectMapper json = new ObjectMapper();
            for (String line : Corpora.text(file).lines().toList()) {
                rows.add(json.readTree(line));
            }
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
        return rows;
    }
}
