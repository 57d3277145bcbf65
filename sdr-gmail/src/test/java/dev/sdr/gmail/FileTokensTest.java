package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTokensTest {

    @TempDir
    private Path folder;

    private Path file;
    private FileTokens tokens;

    @BeforeEach
    void open() {
        file = folder.resolve("tokens.json");
        tokens = FileTokens.in(file);
    }

    private static String mode(Path of) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(of));
    }

    @Test
    void aTokenIsSavedReplacedAndRemoved() {
        assertThat(tokens.load("rep-1")).isEmpty();
        assertThat(tokens.remove("rep-1")).isFalse();
        tokens.save("rep-1", "first");
        tokens.save("rep-1", "second");
        tokens.save("rep-2", "other");
        assertThat(FileTokens.in(file).load("rep-1")).contains("second");
        assertThat(tokens.remove("rep-1")).isTrue();
        assertThat(tokens.remove("rep-1")).isFalse();
        assertThat(tokens.load("rep-1")).isEmpty();
        assertThat(tokens.load("rep-2")).contains("other");
    }

    @Test
    void onlyTheOwnerMayReadTheFileAndNothingElseIsLeft() throws IOException {
        tokens.save("rep-1", "1//refresh");
        assertThat(mode(file)).isEqualTo("rw-------");
        assertThat(mode(folder.resolve("tokens.json.lock"))).isEqualTo("rw-------");
        try (Stream<Path> all = Files.list(folder)) {
            assertThat(all.map(p -> p.getFileName().toString()))
                    .containsExactlyInAnyOrder("tokens.json", "tokens.json.lock");
        }
        assertThat(tokens.toString()).doesNotContain("refresh");
    }

    @Test
    void aFileThatOthersMayReadIsRefused() throws IOException {
        tokens.save("rep-1", "1//refresh");
        for (String open : List.of("rw-r-----", "rw----r--", "rw--w----")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(open));
            assertThatThrownBy(() -> tokens.load("rep-1"))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("chmod 600");
            assertThatThrownBy(() -> tokens.save("rep-2", "x")).isInstanceOf(ConfigurationException.class);
        }
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(tokens.load("rep-1")).contains("1//refresh");
    }

    @Test
    void aDamagedFileIsNeitherEmptyNorQuoted() throws IOException {
        tokens.save("rep-1", "1//refresh");
        for (String damaged : List.of("{\"rep-1\":\"1//refr", "", "[\"1//refresh\"]")) {
            Files.writeString(file, damaged);
            Throwable thrown = catchThrowable(() -> tokens.load("rep-1"));
            assertThat(thrown).isInstanceOf(ConfigurationException.class).hasMessageContaining("tokens.json");
            assertThat(Fixtures.said(thrown)).doesNotContain("1//refr");
            assertThatThrownBy(() -> tokens.save("rep-2", "x")).isInstanceOf(ConfigurationException.class);
            assertThat(Files.readString(file)).isEqualTo(damaged);
        }
    }

    @Test
    void aFolderThatIsNotThereMayComeBack() {
        FileTokens nowhere = FileTokens.in(folder.resolve("missing/tokens.json"));
        assertThat(nowhere.load("rep-1")).isEmpty();
        assertThatThrownBy(() -> nowhere.save("rep-1", "x")).isInstanceOf(RetryableException.class);
    }

    @Test
    void writersOfOneFileLoseNothing() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String mailboxId = "rep-" + i;
                all.add(threads.submit(() -> FileTokens.in(file).save(mailboxId, mailboxId)));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }
        for (int i = 0; i < 40; i++) {
            assertThat(tokens.load("rep-" + i)).contains("rep-" + i);
        }
    }
}
