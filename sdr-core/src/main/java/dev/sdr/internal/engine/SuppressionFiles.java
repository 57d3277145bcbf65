package dev.sdr.internal.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import de.siegmar.fastcsv.writer.CsvWriter;
import dev.sdr.consent.Suppression;
import dev.sdr.consent.SuppressionImport;
import dev.sdr.internal.engine.Suppressing.Wish;
import dev.sdr.lead.RowProblem;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** The suppression list as CSV (RFC 4180), in and out, in bounded batches. Thread-safe. */
public final class SuppressionFiles {

    private static final int BATCH = 500;
    private static final int MOST_PROBLEMS = 1_000;
    private static final int LOOK_AHEAD = 8_192;

    private final Context context;
    private final Suppressing suppressing;

    SuppressionFiles(Context context, Suppressing suppressing) {
        this.context = context;
        this.suppressing = suppressing;
    }

    /**
     * Imports a list.
     *
     * @param name what the list is called; a row of it is imported once
     * @param csv the content
     * @return what became of it
     * @throws IOException if it cannot be read; what was read before is imported
     */
    public SuppressionImport read(String name, InputStream csv) throws IOException {
        BufferedReader text = new BufferedReader(new InputStreamReader(csv, UTF_8), LOOK_AHEAD);
        text.mark(LOOK_AHEAD);
        char[] start = new char[LOOK_AHEAD / 2];
        int length = Math.max(0, text.read(start));
        text.reset();
        if (length > 0 && start[0] == '\uFEFF') {
            text.skip(1);
        }
        String first = new String(start, 0, length).lines().findFirst().orElse("");
        return new Reading(name).read(text, separator(first));
    }

    private static char separator(String line) {
        char best = ',';
        for (char c : new char[] {';', '\t'}) {
            if (count(line, c) > count(line, best)) {
                best = c;
            }
        }
        return best;
    }

    private static long count(String line, char c) {
        return line.chars().filter(x -> x == c).count();
    }

    /** One import. */
    private final class Reading {

        private final String name;
        private final List<RowProblem> problems = new ArrayList<>();
        private final List<Wish> batch = new ArrayList<>();
        private Optional<SuppressionRow.Columns> columns = Optional.empty();
        private int added;
        private int known;
        private int lifted;
        private int bad;
        private long lastLine;

        Reading(String name) {
            this.name = name;
        }

        SuppressionImport read(Reader text, char separator) throws IOException {
            try (CsvReader<CsvRecord> rows = CsvReader.builder()
                    .fieldSeparator(separator)
                    .skipEmptyLines(true)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(text)) {
                rows.forEach(this::row);
            } catch (CsvParseException e) {
                problem(
                        lastLine + 1,
                        "the file is not CSV from here on: a quote is opened and never closed, or a field is too long");
            }
            flush();
            return new SuppressionImport(added, known, lifted, bad, problems);
        }

        private void row(CsvRecord row) {
            lastLine = row.getStartingLineNumber();
            if (columns.isEmpty()) {
                columns = Optional.of(SuppressionRow.Columns.of(row.getFields()));
                if (columns.get().isHeader()) {
                    return;
                }
            }
            if (row.getFields().stream().allMatch(String::isBlank)) {
                return;
            }
            if (SuppressionRow.isLifted(columns.get(), row.getFields())) {
                lifted++;
                return;
            }
            try {
                batch.add(SuppressionRow.read(columns.get(), row.getFields(), context.keys)
                        .wish(name));
            } catch (IllegalArgumentException e) {
                problem(lastLine, String.valueOf(e.getMessage()));
            }
            if (batch.size() == BATCH) {
                flush();
            }
        }

        private void problem(long line, String reason) {
            bad++;
            if (problems.size() < MOST_PROBLEMS) {
                problems.add(new RowProblem(line, "", reason, true));
            }
        }

        private void flush() {
            if (!batch.isEmpty()) {
                int fresh = suppressing.add(List.copyOf(batch));
                added += fresh;
                known += batch.size() - fresh;
                batch.clear();
            }
        }
    }

    /**
     * Exports the whole ledger, lifted entries included, oldest first.
     *
     * @param out where it is written to; flushed, not closed
     * @throws IOException if it cannot be written
     */
    public void write(Writer out) throws IOException {
        CsvWriter csv = CsvWriter.builder().build(out);
        csv.writeRecord(SuppressionRow.HEADER);
        Optional<UUID> after = Optional.empty();
        List<Suppression> page;
        do {
            Optional<UUID> from = after;
            Page read = context.read(tx -> {
                List<Suppression> entries = tx.suppressions().list(from, BATCH);
                Set<UUID> lifted = tx
                        .suppressions()
                        .consents(entries.stream().map(Suppression::id).toList())
                        .stream()
                        .flatMap(c -> c.lifts().stream())
                        .collect(Collectors.toSet());
                return new Page(entries, lifted);
            });
            page = read.entries();
            for (Suppression entry : page) {
                csv.writeRecord(
                        SuppressionRow.fields(entry, read.lifted().contains(entry.id()), context.keys.fingerprint()));
                after = Optional.of(entry.id());
            }
        } while (page.size() == BATCH);
        csv.flush();
    }

    private record Page(List<Suppression> entries, Set<UUID> lifted) {}
}
