package dev.sdr.llmhost;

import dev.sdr.error.SdrException;
import dev.sdr.llmhost.Options.Server;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** Without options: a day with a stand-in model. With the options of a real one: the same with it. With "evaluate": tables. */
public final class LlmHost {

    private LlmHost() {}

    /**
     * Runs it.
     *
     * @param args see {@link Options#USAGE}
     * @throws IOException if the example's files cannot be read
     */
    public static void main(String[] args) throws IOException {
        if (!run(System.out, List.of(args), System.getenv())) {
            System.exit(1);
        }
    }

    static boolean run(PrintStream out, List<String> args, Map<String, String> environment) throws IOException {
        if (args.equals(List.of("--help"))) {
            out.println(Options.USAGE);
            return true;
        }
        Options options;
        try {
            options = Options.parse(args, environment);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage() + "\n\n" + Options.USAGE);
            return false;
        }
        try {
            if (options.evaluate()) {
                new Evaluate(out, options).run();
                return true;
            }
            options.server().map(Server::toString).ifPresent(s -> out.println("The model is " + s + ".\n"));
            return new Walk(out, options).run();
        } catch (UncheckedIOException e) {
            System.err.println("cannot be read: " + e.getCause());
            return false;
        } catch (SdrException e) { // their messages say what to do
            System.err.println(e.getMessage());
            return false;
        }
    }
}
