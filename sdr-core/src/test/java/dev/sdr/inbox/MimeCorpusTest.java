package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Odd and broken messages of other projects' tests: read without an exception, and as a careful reader would. */
class MimeCorpusTest {

    @Test
    void every_broken_message_is_read() throws IOException {
        Path folder = Corpora.folder().orElse(null);
        if (folder == null) {
            return;
        }
        int bodies = 0;
        int files = 0;
        List<String> said = new ArrayList<>();
        List<String> damaged = new ArrayList<>();
        List<Path> all;
        try (Stream<Path> listed = Files.list(folder.resolve("mime"))) {
            all = listed.sorted().toList();
        }
        for (Path file : all) {
            InboundMail mail = MimeReader.read(RawMessage.of("1", Corpora.bytes(file), Instant.EPOCH));
            bodies += mail.text().isBlank() ? 0 : 1;
            files += (int)
                    mail.parts().stream().filter(p -> !p.fileName().isEmpty()).count();
            mail.problems().forEach(p -> said.add(file.getFileName() + ": " + p));
            if (mail.problems().stream().anyMatch(p -> p.contains("is damaged"))) {
                damaged.add(file.getFileName().toString());
            }
            assertThat(ReplyText.of(mail).isEmpty())
                    .as(file.toString())
                    .isEqualTo(mail.text().isBlank());
        }
        System.out.printf(
                "mime %d messages, %d with a text, %d named files, %d problems said%n",
                all.size(), bodies, files, said.size());
        said.forEach(s -> System.out.println("mime " + s));
        assertThat(damaged).isEmpty();
        assertThat(bodies).isGreaterThanOrEqualTo(all.size() * 8 / 10);
    }
}
