package dev.sdr.webhost;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Scanner;

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
            try (Host host = new Host(System.out, 0)) {
                if (!new Walk(System.out, host).run()) {
                    System.exit(1);
                }
            }
        } else if (arguments.get(0).equals("--serve") && arguments.size() <= 2) {
            try (Host host = new Host(System.out, arguments.size() == 2 ? Integer.parseInt(arguments.get(1)) : 8080)) {
                host.send();
                System.out.println("\nOpen a c or u link in a browser: a c link leads to where the mail's link led, a u link asks"
                        + " before it unsubscribes.\nPress Enter to see what was recorded, and to end.");
                new Scanner(System.in, StandardCharsets.UTF_8).nextLine();
                host.report();
            }
        } else {
            System.err.println("options: none for the walk, or --serve [PORT]");
            System.exit(2);
        }
    }
}
