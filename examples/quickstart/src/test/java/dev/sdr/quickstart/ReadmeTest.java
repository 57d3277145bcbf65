package dev.sdr.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.llm.LlmClassifier;
import dev.sdr.reply.Classifier;
import dev.sdr.web.OutreachServlet;
import jakarta.servlet.http.HttpServlet;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every Java block of the README and of the pages about adapters compiles. */
class ReadmeTest {

    private static final String IMPORTS = """
            import dev.sdr.*; import dev.sdr.answer.*; import dev.sdr.answer.ReplyPolicy.Action; import dev.sdr.reply.ReplyAnalysis.Intent; import dev.sdr.channel.*; import dev.sdr.error.*; import dev.sdr.event.*; import dev.sdr.email.*; import dev.sdr.gmail.*; import dev.sdr.jdbc.*; import dev.sdr.lead.*; import dev.sdr.llm.*; import dev.sdr.llm.chat.*; import dev.sdr.llm.evaluate.*;
            import dev.sdr.mail.*; import dev.sdr.observe.*; import dev.sdr.sequence.*; import dev.sdr.testkit.*; import java.io.*; import java.net.*;
            import dev.sdr.store.*; import dev.sdr.track.*; import dev.sdr.web.*; import java.net.http.*; import java.nio.file.*; import java.time.*; import java.util.*;
            import java.util.concurrent.*; import org.slf4j.*;
            import static org.assertj.core.api.Assertions.assertThat;
            @interface Component {}
            @interface Scheduled { long fixedDelay(); }
            """;

    /** What a block may use without making it. */
    private static final List<String> GIVEN = List.of(
            "javax.sql.DataSource dataSource",
            "java.sql.Connection connection",
            "ScheduledExecutorService scheduler",
            "Map<String, String> secrets",
            "Instant restoredAt",
            "Logger log",
            "RunnerBuilder builder",
            "SequenceRunner runner",
            "SequenceStore store",
            "ChatModel model",
            "Llm llm",
            "Lead lead",
            "Sequence sequence",
            "GoogleClient client",
            "TokenStore tokens",
            "GoogleTokens rep",
            "GmailAccount account",
            "Map<String, String> parametersOfTheRequest",
            "byte[] bodyOfTheRequest");

    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    /** One for all blocks, so that the class path is opened once. */
    private static final StandardJavaFileManager FILES = COMPILER.getStandardFileManager(null, null, null);

    @TempDir
    private static Path target;

    @BeforeAll
    static void open() throws IOException {
        FILES.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(target));
        FILES.setLocationFromPaths(
                StandardLocation.CLASS_PATH,
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .map(Path::of)
                        .toList());
    }

    @AfterAll
    static void close() throws IOException {
        FILES.close();
    }

    static Stream<String> blocks() throws IOException {
        Path top = Path.of("..", "..");
        StringBuilder pages = new StringBuilder();
        for (String page : List.of("README.md", "docs/sendgrid.md", "docs/gmail.md", "docs/llm.md")) {
            pages.append(Files.readString(top.resolve(page)));
        }
        Matcher matcher = Pattern.compile("(?s)```java\n(.*?)```").matcher(pages);
        return matcher.results().map(r -> r.group(1)).toList().stream();
    }

    @Test
    void theReadmeHasItsBlocks() throws IOException {
        assertThat(blocks()).hasSizeGreaterThan(6);
        assertThat(HttpServlet.class).isAssignableFrom(OutreachServlet.class); // what one of them mounts
        assertThat(Classifier.class).isAssignableFrom(LlmClassifier.class);
    }

    @ParameterizedTest
    @MethodSource("blocks")
    void aBlockCompiles(String block) {
        String given = GIVEN.stream().filter(g -> !block.contains(g + " =")).collect(Collectors.joining(", "));
        boolean type = block.contains("class ");
        String source =
                IMPORTS + (type ? block : "class Block { void run(" + given + ") throws Exception {\n" + block + "}}");
        assertThat(compile(source)).isEmpty();
    }

    @Test
    void aBlockThatDoesNotCompileIsNoticed() {
        assertThat(compile(IMPORTS + "class Block { SequenceRunner runner = 1; }"))
                .isNotEmpty();
    }

    private String compile(String source) {
        StringWriter messages = new StringWriter();
        boolean sound = COMPILER.getTask(
                        messages, FILES, null, List.of("-proc:none"), null, List.of(new Source(source)))
                .call();
        return sound ? "" : messages.toString();
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String text) {
            super(URI.create("string:///Block.java"), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
