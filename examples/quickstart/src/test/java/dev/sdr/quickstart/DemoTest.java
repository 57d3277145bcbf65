package dev.sdr.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DemoTest {

    @Test
    void theDemonstrationKeepsItsPromises() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        boolean sound = new Demo(new PrintStream(printed, true, StandardCharsets.UTF_8), Path.of("")).run();
        String text = printed.toString(StandardCharsets.UTF_8);
        assertThat(text).contains("CHECK leads=30 touches=71 replies=9 suppressed=4 duplicates=0 after-stop=0 lost=0");
        assertThat(sound).isTrue();
        assertThat(text).doesNotContain("problem:");
    }

    @Test
    void aDryRunSaysWhatWouldBeSentAndWhatWouldHold() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        String[] args = {
            "--leads",
            "leads.csv",
            "--sequences",
            "sequences",
            "--sequence",
            "cold_outreach",
            "--from",
            "Jane Doe <jane@sender.example>",
            "--zone",
            "Europe/London",
            "--company",
            "Example Ltd",
            "--address",
            "1 High Street, Leeds"
        };
        assertThat(new RealRun(new PrintStream(printed, true, StandardCharsets.UTF_8), args).run())
                .isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .contains("info@quiet-harbour.example: the lead has no first_name")
                .contains("DRY RUN leads=30 with-holds=1 problems-in-file=0");
    }

    @Test
    void aMissingOptionIsNamed() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        assertThat(new RealRun(new PrintStream(printed, true, StandardCharsets.UTF_8), new String[] {"--send"}).run())
                .isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("the option --leads is missing");
    }
}
