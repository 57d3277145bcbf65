package dev.sdr.inbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Collections of real mail that lie beside the project, in {@code ../shared/corpora}, on some machines: other people's
 * mail is not part of it. A test over them measures where they are and says so where they are not.
 */
public final class Corpora {

    private Corpora() {}

    /** The folder, or empty, and a line that says so, where it is absent. */
    public static Optional<Path> folder() {
        for (String place : List.of("../shared/corpora", "../../shared/corpora")) { // from the project or a module
            Path folder = Path.of(place);
            if (Files.isDirectory(folder)) {
                return Optional.of(folder);
            }
        }
        System.out.println("../shared/corpora is not here, so real mail is not measured on this machine");
        return Optional.empty();
    }

    /** The rows of a table of tab-separated columns, without its first line. */
    public static List<List<String>> table(Path file) {
        List<List<String>> rows = new ArrayList<>();
        for (String line : text(file).split("\r?\n", -1)) {
            if (!line.isEmpty()) {
                rows.add(List.of(line.split("\t", -1)));
            }
        }
        return rows.subList(1, rows.size());
    }

    /** A file as UTF-8. */
    public static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    /** A file's bytes. */
    public static byte[] bytes(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
