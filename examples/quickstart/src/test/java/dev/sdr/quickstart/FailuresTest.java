package dev.sdr.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
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
        Map<String, Path> sources = sources();
        for (MatchResult test : named) {
            assertThat(sources).as("there is " + test.group(1)).containsKey(test.group(1));
            assertThat(Files.readString(sources.get(test.group(1))))
                    .as(test.group())
                    .contains(" " + test.group(2) + "(");
        }
    }

    /** The source files of all modules by the name of their class, without what the build makes meanwhile. */
    private static Map<String, Path> sources() throws IOException {
        Map<String, Path> sources = new HashMap<>();
        Files.walkFileTree(TOP, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                boolean made = folder.endsWith("target") || folder.endsWith(".git");
                return made ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                String name = file.getFileName().toString();
                if (name.endsWith(".java")) {
                    sources.put(name.substring(0, name.length() - ".java".length()), file);
                }
                return FileVisitResult.CONTINUE;
            }
        });
        return sources;
    }
}
