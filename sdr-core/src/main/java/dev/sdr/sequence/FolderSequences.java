package dev.sdr.sequence;

import dev.sdr.error.ConfigurationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sequences in files, read again when a file has changed. A change with an error leaves the last good state in place. */
final class FolderSequences implements Sequences {

    private static final Logger log = LoggerFactory.getLogger(FolderSequences.class);

    private final Path path;
    private String stamp;
    private Map<String, Sequence> byId;

    FolderSequences(Path path) {
        this.path = path;
        this.stamp = stamp(path);
        this.byId = read(path);
    }

    private static Map<String, Sequence> read(Path path) {
        SequenceCheck check = SequenceFiles.check(path);
        if (!check.errors().isEmpty()) {
            throw new ConfigurationException("sequences in " + path + " are not usable:\n"
                    + check.errors().stream().map(p -> "  " + p).collect(Collectors.joining("\n")));
        }
        return check.sequences().stream().collect(Collectors.toUnmodifiableMap(Sequence::id, Function.identity()));
    }

    /** Names, times and sizes of the files a sequence may come from. */
    private static String stamp(Path path) {
        Path folder = Files.isDirectory(path)
                ? path
                : Optional.ofNullable(path.toAbsolutePath().getParent()).orElse(path);
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder, 2)) {
            for (Path file : (Iterable<Path>) all.filter(Files::isRegularFile)::iterator) {
                files.put(file.toString(), Files.getLastModifiedTime(file) + " " + Files.size(file));
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            log.warn("the folder {} cannot be looked at; its sequences stay as they were", folder, e);
            return "";
        }
        return files.toString();
    }

    private synchronized Map<String, Sequence> current() {
        String now = stamp(path);
        if (!now.isEmpty() && !now.equals(stamp)) {
            stamp = now;
            try {
                byId = read(path);
            } catch (ConfigurationException e) {
                log.error("{}\nthey stay as they were", e.getMessage());
            }
        }
        return byId;
    }

    @Override
    public Optional<Sequence> find(String id) {
        return Optional.ofNullable(current().get(id));
    }

    @Override
    public Collection<Sequence> all() {
        return current().values();
    }
}
