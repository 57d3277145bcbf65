package dev.sdr.webhost;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Without arguments: a walk through everything, which ends by itself. With {@code --serve [PORT]}: waits for your browser. */
public final class WebHost {

    private WebHost() {}

    /**
     * Runs it.
     *
     * @param args none, or {@code --serve} and a port
     * @throws Exception if the port is taken or the server does not start
     */
    public static void main(String[] args) throws Exception {
        List<String> arguments = List.of(args);
        if (arguments.isEmpty()) {
            walk(System.out);
        } else if (arguments.get(0).equals("--serve") && arguments.size() <= 2) {
            serve(System.out, arguments.size() == 2 ? Integer.parseInt(arguments.get(1)) : 8080);
        } else {
            System.err.println("options: none for the walk, or --serve [PORT]");
            System.exit(2);
        }
    }

    private static void walk(PrintStream out) throws Exception {
        boolean sound;
        try (Host host = new Host(out, 0)) {
            sound = new Walk(out, host).run();
        }
        if (!sound) {
            System.exit(1);
        }
    }

    private static void serve(PrintStream out, int port) throws Exception {
        try (Host host = new Host(out, port)) {
            host.send();
            out.println(
                    "\nOpen a /c/ or /u/ link in a browser: a /c/ link leads to where the mail's link led, a /u/ link asks"
                            + " before it unsubscribes.\nPress Enter to see what was recorded, and to end.");
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            host.report();
        }
    }
}
