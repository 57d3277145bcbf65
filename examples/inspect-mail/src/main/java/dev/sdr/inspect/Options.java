package dev.sdr.inspect;

import dev.sdr.lead.EmailAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What was asked for.
 *
 * @param files the mails, or bodies, to read
 * @param form what the files hold
 * @param subject the subject of a body
 * @param own the addresses of our own mailboxes
 * @param received when the mails came in; empty for their own Date, or else now
 * @param jsonLines whether to print one JSON object a line
 */
record Options(
        List<Path> files,
        Form form,
        String subject,
        Set<EmailAddress> own,
        Optional<Instant> received,
        boolean jsonLines) {

    static final String USAGE = """
            Shows what the library makes of raw mail, and why.

              FILE             a mail in RFC 5322 form; any number of them
              @LIST            a file with one path in each line
              --text, --html   the files are bodies, as text or HTML, instead of whole mails
              --subject S      the subject of such bodies
              --own ADDRESS    an address of our own mailboxes; may be repeated
              --received T     when the mails came in, such as 2026-03-10T09:00:00Z; by default their own Date
              --jsonl          one JSON object in each line instead of a readable explanation
            """;

    /** What a file holds. */
    enum Form {
        MAIL,
        TEXT,
        HTML
    }

    static Options parse(String... arguments) throws IOException {
        List<Path> files = new ArrayList<>();
        Form form = Form.MAIL;
        String subject = "";
        Set<EmailAddress> own = new HashSet<>();
        Optional<Instant> received = Optional.empty();
        boolean jsonLines = false;
        for (Iterator<String> left = List.of(arguments).iterator(); left.hasNext(); ) {
            String argument = left.next();
            switch (argument) {
                case "--text" -> form = Form.TEXT;
                case "--html" -> form = Form.HTML;
                case "--jsonl" -> jsonLines = true;
                case "--subject" -> subject = value(argument, left);
                case "--own" -> own.add(EmailAddress.of(value(argument, left)));
                case "--received" -> received = Optional.of(instant(value(argument, left)));
                default -> add(argument, files);
            }
        }
        return new Options(files, form, subject, own, received, jsonLines);
    }

    private static void add(String argument, List<Path> files) throws IOException {
        if (argument.startsWith("--")) {
            throw new IllegalArgumentException("there is no option " + argument);
        }
        if (argument.startsWith("@")) {
            for (String line : Files.readAllLines(Path.of(argument.substring(1)))) {
                if (!line.isBlank()) {
                    files.add(Path.of(line.strip()));
                }
            }
        } else {
            files.add(Path.of(argument));
        }
    }

    private static String value(String option, Iterator<String> left) {
        if (!left.hasNext()) {
            throw new IllegalArgumentException(option + " needs a value");
        }
        return left.next();
    }

    private static Instant instant(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "--received needs an instant such as 2026-03-10T09:00:00Z, was " + text, e);
        }
    }
}
