package dev.sdr.sequence;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The sequences a host has, by id. Asked whenever a lead is enrolled, so an implementation of one's own may add
 * sequences while the runner works. Safe for use by several threads.
 */
public interface Sequences {

    /**
     * A sequence as it is now.
     *
     * @param id its id
     * @return the sequence, or empty if there is none of that id
     */
    Optional<Sequence> find(String id);

    /**
     * All sequences.
     *
     * @return the sequences as they are now
     */
    Collection<Sequence> all();

    /**
     * Some sequences made in Java.
     *
     * @param sequences the sequences
     * @return them by id
     * @throws IllegalStateException if two have one id
     */
    static Sequences of(Sequence... sequences) {
        Map<String, Sequence> byId =
                List.of(sequences).stream().collect(Collectors.toUnmodifiableMap(Sequence::id, Function.identity()));
        return new Sequences() {
            @Override
            public Optional<Sequence> find(String id) {
                return Optional.ofNullable(byId.get(id));
            }

            @Override
            public Collection<Sequence> all() {
                return byId.values();
            }
        };
    }

    /**
     * Reads a YAML file, or all {@code .yaml} and {@code .yml} files of a folder. Templates lie beside them, as {@code
     * name.txt} and {@code name.html}, in the same folder or its folder {@code templates}. Files that change later are read
     * again when a sequence is next asked for; if they have errors then, the last good state stays and the errors are
     * logged.
     *
     * @param path the file or folder
     * @return the sequences
     * @throws dev.sdr.error.ConfigurationException if anything is wrong; the message lists every error of every file with its place,
     *     and nothing is loaded
     */
    static Sequences load(Path path) {
        return new FolderSequences(path);
    }

    /**
     * Reads as {@link #load} does, and reports instead of throwing.
     *
     * @param path the file or folder
     * @return what was found, with errors and warnings
     */
    static SequenceCheck check(Path path) {
        return SequenceFiles.check(path);
    }
}
