package dev.sdr.sequence;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What reading sequence files found.
 *
 * @param sequences the sequences without errors
 * @param errors what must be mended before anything is loaded
 * @param warnings what is probably not meant
 */
public record SequenceCheck(List<Sequence> sequences, List<Problem> errors, List<Problem> warnings) {

    /** Copies the lists. */
    public SequenceCheck {
        sequences = List.copyOf(sequences);
        errors = List.copyOf(errors);
        warnings = List.copyOf(warnings);
    }

    /**
     * One finding.
     *
     * @param file the file's name
     * @param line its line, from 1
     * @param column its column, from 1
     * @param message what is wrong and what to do
     */
    public record Problem(String file, int line, int column, String message) {

        /** Checks. */
        public Problem {
            requireNonNull(file, "file");
            requireNonNull(message, "message");
        }

        @Override
        public String toString() {
            return file + ":" + line + ":" + column + ": " + message;
        }
    }
}
