package dev.sdr.inspect;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/** Prints what the library makes of mails, as a readable explanation or as JSON lines. */
public final class InspectMail {

    private InspectMail() {}

    /**
     * Inspects mails.
     *
     * @param arguments see {@link Options#USAGE}
     */
    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
        int failed = run(out, arguments);
        out.flush();
        if (failed > 0) {
            System.exit(1);
        }
    }

    /** Returns how many files could not be read, or 1 if the arguments make no sense. */
    static int run(PrintStream out, String... arguments) {
        Options options;
        try {
            options = Options.parse(arguments);
        } catch (IllegalArgumentException | IOException e) {
            out.println(e.getMessage());
            out.print(Options.USAGE);
            return 1;
        }
        if (options.files().isEmpty()) {
            out.print(Options.USAGE);
            return 1;
        }
        int failed = 0;
        for (Path file : options.files()) {
            try {
                Inspection inspection = Inspection.of(file, options);
                out.print(options.jsonLines() ? JsonLine.of(inspection) : Explanation.of(inspection));
            } catch (IOException | RuntimeException | StackOverflowError e) { // the others are still looked at
                System.err.println(file + " cannot be read: " + e);
                failed++;
            }
        }
        return failed;
    }
}
