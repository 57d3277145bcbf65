package dev.sdr.lead;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads leads from CSV (RFC 4180): comma, semicolon or tab; UTF-8 with or without BOM; quoted fields with line breaks.
 * The first row holds the headers; usual names of other tools' exports are understood, any other column becomes an
 * attribute. A column {@code id} is optional: without one the address in its comparing form is the id.
 *
 * <p>A bad row is reported with its line, column and reason, and the rest goes on. An address is taken exactly as it
 * stands, without white space around the field; one that is not an address is reported, never repaired. Rows of one
 * person (the same address but for case and spelling of the domain, or the same id) are one lead: the first counts, the
 * others are reported.
 */
public final class LeadCsv {

    private LeadCsv() {}

    /**
     * Reads a file.
     *
     * @param file the file
     * @return the leads and the problems
     * @throws IOException if the file cannot be read
     */
    public static LeadImport read(Path file) throws IOException {
        return read(Files.readAllBytes(file));
    }

    /**
     * Reads the content of a file.
     *
     * @param content the bytes
     * @return the leads and the problems
     */
    public static LeadImport read(byte[] content) {
        String text = new String(content, StandardCharsets.UTF_8);
        return new Reading().read(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    /** One import. */
    private static final class Reading {

        private final List<Lead> leads = new ArrayList<>();
        private final List<RowProblem> problems = new ArrayList<>();
        private final Map<EmailAddress, Long> lineOfAddress = new HashMap<>();
        private final Map<String, Long> lineOfId = new HashMap<>();
        private List<String> headers = List.of();
        private long lastLine;
        private final Map<Integer, String> attributes = new LinkedHashMap<>();

        LeadImport read(String text) {
            try (CsvReader<CsvRecord> reader = CsvReader.builder()
                    .fieldSeparator(separator(text))
                    .skipEmptyLines(true)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(text)) {
                Iterator<CsvRecord> rows = reader.iterator();
                if (!rows.hasNext()) {
                    problems.add(
                            new RowProblem(1, "", "the file is empty; its first row must name the columns", false));
                } else if (headers(rows.next())) {
                    while (rows.hasNext()) {
                        row(rows.next());
                    }
                }
            } catch (CsvParseException e) {
                problems.add(new RowProblem(
                        lastLine + 1,
                        "",
                        "the file is not CSV from here on: a quote is opened and never closed, or a field is too long",
                        true));
            } catch (IOException e) {
                throw new IllegalStateException("text in memory could not be read", e);
            }
            return new LeadImport(leads, problems);
        }

        private static char separator(String text) {
            String first = text.lines().findFirst().orElse("");
            char best = ',';
            for (char c : new char[] {';', '\t'}) {
                if (count(first, c) > count(first, best)) {
                    best = c;
                }
            }
            return best;
        }

        private static long count(String line, char c) {
            return line.chars().filter(x -> x == c).count();
        }

        private boolean headers(CsvRecord row) {
            headers = row.getFields();
            Map<String, Integer> first = new HashMap<>();
            for (int i = 0; i < headers.size(); i++) {
                String name = LeadHeaders.attribute(headers.get(i));
                if (name.isEmpty()) {
                    problems.add(new RowProblem(
                            row.getStartingLineNumber(),
                            headers.get(i),
                            "column " + (i + 1) + " has no name and is left out",
                            false));
                } else if (first.putIfAbsent(name, i) != null) {
                    problems.add(new RowProblem(
                            row.getStartingLineNumber(),
                            headers.get(i),
                            "means the same as column " + headers.get(first.get(name)) + " (" + name
                                    + ") and is left out",
                            false));
                } else {
                    attributes.put(i, name);
                }
            }
            if (!attributes.containsValue(LeadHeaders.EMAIL)) {
                problems.add(new RowProblem(
                        row.getStartingLineNumber(),
                        "",
                        "no column holds the address; name one 'email'. Found: " + String.join(", ", headers),
                        true));
                return false;
            }
            return true;
        }

        private void row(CsvRecord row) {
            long line = row.getStartingLineNumber();
            lastLine = line;
            if (row.getFieldCount() == 1 && row.getField(0).isBlank()) {
                return;
            }
            if (row.getFieldCount() > headers.size()) {
                problem(
                        line,
                        "",
                        "has " + row.getFieldCount() + " fields, the header has " + headers.size()
                                + "; quote fields that hold a separator");
                return;
            }
            Map<String, String> values = new LinkedHashMap<>();
            for (Map.Entry<Integer, String> column : attributes.entrySet()) {
                String value = column.getKey() < row.getFieldCount() ? row.getField(column.getKey()) : "";
                if (value.contains("\uFFFD")) {
                    problem(line, headers.get(column.getKey()), "is not UTF-8 text; save the file as UTF-8");
                    return;
                }
                values.put(column.getValue(), value.strip());
            }
            lead(line, values);
        }

        private void lead(long line, Map<String, String> values) {
            String address = values.getOrDefault(LeadHeaders.EMAIL, "");
            EmailAddress email;
            try {
                email = EmailAddress.of(address);
            } catch (IllegalArgumentException e) {
                problem(line, LeadHeaders.EMAIL, e.getMessage() + ": '" + shorten(address) + "'");
                return;
            }
            String id = values.getOrDefault(LeadHeaders.ID, "");
            id = id.isEmpty() ? email.normalized() : id;
            Optional<Long> same = Optional.ofNullable(lineOfAddress.get(email));
            if (same.isPresent()) {
                problem(line, LeadHeaders.EMAIL, "is the same person as in line " + same.get());
                return;
            }
            Optional<Long> sameId = Optional.ofNullable(lineOfId.get(id));
            if (sameId.isPresent()) {
                problem(
                        line,
                        LeadHeaders.ID,
                        "the id '" + shorten(id) + "' is used in line " + sameId.get() + " already");
                return;
            }
            values.remove(LeadHeaders.EMAIL);
            values.remove(LeadHeaders.ID);
            try {
                leads.add(new Lead(id, email, values));
                lineOfAddress.put(email, line);
                lineOfId.put(id, line);
            } catch (IllegalArgumentException e) {
                problem(line, "", String.valueOf(e.getMessage()));
            }
        }

        private void problem(long line, String column, String reason) {
            problems.add(new RowProblem(line, column, reason, true));
        }

        private static String shorten(String text) {
            return text.length() > 100 ? text.substring(0, 100) + "..." : text;
        }
    }
}
