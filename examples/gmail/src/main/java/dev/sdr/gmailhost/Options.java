package dev.sdr.gmailhost;

import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Sender;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What was asked for.
 *
 * @param client Google's file of the OAuth client; empty for the stand-in
 * @param mailbox the address of the mailbox
 * @param to who gets the two mails, if anybody
 * @param sender who writes them, by name and postal address
 * @param folder where the grant and the database are kept
 * @param zone the mailbox's zone
 */
record Options(
        Optional<Path> client, String mailbox, Optional<EmailAddress> to, Sender sender, Path folder, ZoneId zone) {

    static final String USAGE = """
            options: none, for the stand-in, or
              --client client_secret.json   Google's file (or the variable GMAIL_CREDENTIALS_PATH)
              --mailbox you@example.com     the mailbox to connect
              --to you@elsewhere.example    somebody who gets a mail, and another two days later if they do not answer
              --company "Example Ltd" --address "1 High Street, Leeds"    who writes to them: it stands in each mail
              --folder gmail-host           where the grant and the database are kept
            """;

    static final String WHAT_TO_CREATE = """
            No credentials: this is a walk against a stand-in for Gmail on this machine.

            For a real mailbox, create at https://console.cloud.google.com, once:
              1. a project, in the organisation of the mailbox
              2. APIs & Services > Library > Gmail API > Enable
              3. Google Auth Platform > Audience > Internal (no review; External needs one, and its test users' grants
                 end after 7 days)
              4. Google Auth Platform > Data Access: the scopes gmail.send and gmail.readonly
              5. Google Auth Platform > Clients > Create client > Desktop app > Download JSON
            then run this again with --client client_secret.json --mailbox you@example.com, and what else
            it asks for.
            docs/gmail.md has the rest.
            """;

    private static final Set<String> KNOWN =
            Set.of("--client", "--mailbox", "--to", "--company", "--address", "--folder");

    static Options parse(List<String> args, Map<String, String> environment) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < args.size(); i += 2) {
            if (!KNOWN.contains(args.get(i)) || i + 1 == args.size()) {
                throw new IllegalArgumentException("'" + args.get(i) + "' is no option, or has no value");
            }
            given.put(args.get(i), args.get(i + 1));
        }
        Optional<Path> client = Optional.ofNullable(given.get("--client"))
                .or(() -> Optional.ofNullable(args.isEmpty() ? null : environment.get("GMAIL_CREDENTIALS_PATH")))
                .map(Path::of);
        String mailbox = given.getOrDefault("--mailbox", "");
        if (client.isPresent() == mailbox.isEmpty()) {
            throw new IllegalArgumentException(
                    "--client (or the variable GMAIL_CREDENTIALS_PATH) and --mailbox belong together");
        }
        if (given.containsKey("--to") && !(given.containsKey("--company") && given.containsKey("--address"))) {
            throw new IllegalArgumentException("--to needs --company and --address: they stand in each mail");
        }
        return new Options(
                client,
                mailbox,
                Optional.ofNullable(given.get("--to")).map(EmailAddress::of),
                Sender.of(
                        given.getOrDefault("--company", "nobody"), given.getOrDefault("--address", "nothing is sent")),
                Path.of(given.getOrDefault("--folder", "gmail-host")),
                ZoneId.systemDefault());
    }
}
