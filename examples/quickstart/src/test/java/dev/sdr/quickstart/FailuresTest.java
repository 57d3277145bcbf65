package dev.sdr.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every test that docs/failures.md names exists. */
class FailuresTest {

    private static final Path TOP = Path.of("..", "..");

    @Test
    void everyNamedTestExists() throws IOException {
        List<MatchResult> named = Pattern.compile("`(\\w+(?:Test|Contract))\\.(\\w+)`")
                .matcher(Files.readString(TOP.resolve("docs/failures.md")))
                .results()
                .toList();
        assertThat(named).hasSizeGreaterThan(20);
        for (MatchResult test : named) {
            assertThat(source(test.group(1))).as(test.group()).contains(" " + test.group(2) + "(");
        }
    }

    private static String source(String type) throws IOException {
        try (Stream<Path> all = Files.walk(TOP)) {
            Path file = all.filter(p -> p.endsWith(type + ".java"))
                    .filter(p -> !p.toString().contains("target"))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("there is no " + type));
            return Files.readString(file);
        }
    }
}
