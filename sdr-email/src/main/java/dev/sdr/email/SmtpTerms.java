package dev.sdr.email;

import static java.util.Objects.requireNonNull;

import dev.sdr.mail.MailerTerms;
import dev.sdr.mail.MailerTerms.ColdMail;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the providers behind known SMTP hosts say about cold mail, as it stands in {@code smtp-terms.txt}. */
final class SmtpTerms {

    private static final List<Row> ROWS = read();

    private record Row(Pattern host, ColdMail coldMail, String sentence) {}

    private SmtpTerms() {}

    static MailerTerms of(String host, boolean riskAccepted) {
        String name = host.toLowerCase(Locale.ROOT);
        return ROWS.stream()
                .filter(row -> row.host().matcher(name).matches())
                .findFirst()
                .map(row -> new MailerTerms(row.coldMail(), row.sentence(), riskAccepted))
                .orElseGet(() -> new MailerTerms(
                        ColdMail.OWN_SERVER,
                        host + " is not known to be a provider's, so it counts as your own server",
                        riskAccepted));
    }

    private static List<Row> read() {
        InputStream file = requireNonNull(SmtpTerms.class.getResourceAsStream("smtp-terms.txt"), "smtp-terms.txt");
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(file, StandardCharsets.UTF_8))) {
            return lines.lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(SmtpTerms::row)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Row row(String line) {
        String[] cells = line.split("\\s*\\|\\s*", -1);
        if (cells.length != 5) {
            throw new IllegalStateException("smtp-terms.txt: a line needs five cells: " + line);
        }
        String host = Stream.of(cells[0].split("\\*", -1)).map(Pattern::quote).collect(Collectors.joining(".*"));
        return new Row(
                Pattern.compile("(.*\\.)?" + host),
                ColdMail.valueOf(cells[1]),
                cells[2] + " (" + cells[3] + ", read " + cells[4] + ")");
    }
}
