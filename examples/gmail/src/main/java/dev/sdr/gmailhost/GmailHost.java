package dev.sdr.gmailhost;

import dev.sdr.error.SdrException;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** With credentials: connects a real mailbox and watches it. Without: says what to create, and plays against a stand-in. */
public final class GmailHost {

    private GmailHost() {}

    /**
     * Runs it.
     *
     * @param args see {@link Options#USAGE}
     * @throws IOException if the folder cannot be made
     * @throws InterruptedException if it is interrupted
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (!run(System.out, List.of(args), System.getenv())) {
            System.exit(1);
        }
    }

    private static boolean run(PrintStream out, List<String> args, Map<String, String> environment)
            throws IOException, InterruptedException {
        if (args.equals(List.of("--help"))) {
            out.println(Options.USAGE + "\n" + Options.WHAT_TO_CREATE);
            return true;
        }
        Options options;
        try {
            options = Options.parse(args, environment);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
            return false;
        }
        if (options.client().isEmpty()) {
            out.println(Options.WHAT_TO_CREATE);
            try (Walk walk = new Walk(out)) {
                return walk.run();
            }
        }
        try (RealMailbox mailbox = new RealMailbox(out, options)) {
            mailbox.watch();
            return true;
        } catch (SdrException e) { // their messages say what to do
            System.err.println(e.getMessage());
            return false;
        }
    }
}
