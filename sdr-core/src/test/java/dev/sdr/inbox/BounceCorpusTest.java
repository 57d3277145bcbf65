package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.Verdict.Bounce.Severity;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Delivery reports and complaints of some fifty mail systems against the truth of their collection. That collection counts
 * a warning of delay as a soft bounce; we read it as one that is still tried, and count that as right.
 */
class BounceCorpusTest {

    private static final double RECIPIENTS = 0.98;
    private static final double CLASS = 0.95;
    private static final double MESSAGE_ID = 0.95;

    private static final class Tally {
        private final String name;
        private int right;
        private int all;
        private final List<String> wrong = new ArrayList<>();

        Tally(String name) {
            this.name = name;
        }

        void count(String file, Object found, Object wanted) {
            all++;
            right += found.equals(wanted) ? 1 : 0;
            if (!found.equals(wanted)) {
                wrong.add(file + " " + found + " for " + wanted);
            }
        }

        double share() {
            return all == 0 ? 1 : (double) right / all;
        }

        void print() {
            System.out.printf(
                    Locale.ROOT, "  %-12s %4d of %4d  %5.1f %%  %s%n", name, right, all, 100 * share(), wrong);
        }
    }

    @Test
    void reportsAreReadAsTheirCollectionSays() {
        Optional<Path> folder = Corpora.folder();
        if (folder.isEmpty()) {
            return;
        }
        Tally kind = new Tally("kind");
        Tally recipients = new Tally("recipients");
        Tally severity = new Tally("class");
        Tally messageId = new Tally("message id");
        for (List<String> row : Corpora.table(folder.get().resolve("bounces.tsv"))) {
            String file = row.get(0);
            byte[] raw = Corpora.bytes(folder.get().resolve("bounces").resolve(file));
            InboundMail mail = MimeReader.read(RawMessage.of("1", raw, Mails.NOW));
            Verdict verdict = Triage.judge(mail, ReplyText.of(mail), Set.of(), Mails.NOW, ZoneOffset.UTC);
            kind.count(file, kind(verdict), row.get(1));
            if (row.get(1).equals("auto-reply")) {
                continue;
            }
            recipients.count(
                    file, lower(verdict.recipients()), lower(List.of(row.get(2).split(";", -1))));
            if (!row.get(3).isEmpty()) {
                severity.count(file, severity(verdict), row.get(3));
            }
            if (!row.get(5).isEmpty()) {
                messageId.count(file, verdict.originalMessageId().orElse(""), row.get(5));
            }
        }
        System.out.println("Delivery reports and complaints of the collection:");
        List.of(kind, recipients, severity, messageId).forEach(Tally::print);
        assertThat(kind.share()).isEqualTo(1);
        assertThat(recipients.share()).isGreaterThanOrEqualTo(RECIPIENTS);
        assertThat(severity.share()).isGreaterThanOrEqualTo(CLASS);
        assertThat(messageId.share()).isGreaterThanOrEqualTo(MESSAGE_ID);
    }

    private static Set<String> lower(List<String> addresses) {
        Set<String> lower = new TreeSet<>();
        addresses.forEach(a -> lower.add(a.toLowerCase(Locale.ROOT)));
        return lower;
    }

    private static String kind(Verdict verdict) {
        return switch (verdict.kind()) {
            case DELIVERY_REPORT ->
                verdict.bounce().orElseThrow().severity() == Severity.DELIVERED ? "delivered" : "bounce";
            case COMPLAINT -> "complaint";
            case OUT_OF_OFFICE, AUTOMATIC -> "auto-reply";
            default -> "person";
        };
    }

    private static String severity(Verdict verdict) {
        Severity severity = verdict.bounce().map(Verdict.Bounce::severity).orElse(Severity.DELIVERED);
        return (severity == Severity.DELAYED ? Severity.SOFT : severity).name().toLowerCase(Locale.ROOT);
    }
}
