package dev.sdr.internal.text;

import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Headers of an earlier mail in the text: "From: / Sent: / To: / Subject:" as Outlook and many others write them. */
final class HeaderBlock {

    private static final int LONGEST = 25;
    private static final int LONGEST_NAME = 40;
    private static final Pattern YEAR = Pattern.compile("(?<!\\d)(?:19|20)\\d\\d(?!\\d)|\\d[:.]\\d\\d");

    enum Field {
        FROM,
        SENT,
        DATE,
        TO,
        SUBJECT,
        OTHER
    }

    private static final Map<String, Set<Field>> FIELDS = fields();

    private HeaderBlock() {}

    private static Map<String, Set<Field>> fields() {
        Map<String, Set<Field>> fields = new HashMap<>();
        for (Field field : Field.values()) {
            for (String name : MailWords.list(field.name().toLowerCase(Locale.ROOT))) {
                fields.computeIfAbsent(name, n -> EnumSet.noneOf(Field.class)).add(field);
            }
        }
        return fields;
    }

    /** The line after a block that begins at line {@code from}, or -1 if none does. */
    static int end(List<Line> lines, int from) {
        Set<Field> first = fields(lines.get(from));
        if (first.isEmpty() || first.equals(EnumSet.of(Field.OTHER))) {
            return -1;
        }
        Set<Field> seen = EnumSet.noneOf(Field.class);
        boolean address = false;
        boolean date = false;
        int named = 0;
        int last = from;
        int between = 0;
        for (int i = from; i < Math.min(lines.size(), from + LONGEST); i++) {
            Line line = lines.get(i);
            if (line.isQuote() || line.mark() == Line.Mark.HISTORY) {
                break;
            }
            Set<Field> fields = fields(line);
            if (line.isBlank() || fields.isEmpty()) {
                boolean gap = line.isBlank()
                        ? i > 0 && lines.get(i - 1).isBlank()
                        : lines.get(i - 1).isBlank();
                if (gap || ++between > 3) {
                    break; // two empty lines, or other words after an empty line
                }
            } else {
                seen.addAll(fields);
                named++;
                date |= isDated(fields, line);
                last = i;
                between = 0;
            }
            address |= line.key().indexOf('@') >= 0;
        }
        return named > 1 && isBlock(seen, address, date) ? last + 1 : -1;
    }

    private static boolean isDated(Set<Field> fields, Line line) {
        return (fields.contains(Field.SENT) || fields.contains(Field.DATE))
                && YEAR.matcher(line.key()).find();
    }

    /** Two fields that people also write ("From: Berlin, To: Munich") are none without an address or a subject. */
    private static boolean isBlock(Set<Field> seen, boolean address, boolean date) {
        boolean from = seen.contains(Field.FROM);
        boolean to = seen.contains(Field.TO);
        boolean when = seen.contains(Field.SENT) || seen.contains(Field.DATE);
        if (seen.contains(Field.SUBJECT)) {
            return from || (when && (to || date)) || (to && address);
        }
        return (address && ((from && (when || to)) || (date && to))) || (from && seen.contains(Field.SENT) && date);
    }

    /** The fields that a line may be; a word may name several. */
    static Set<Field> fields(Line line) {
        String key = line.key();
        int colon = key.indexOf(':');
        if (colon <= 0 || colon > LONGEST_NAME || line.mark() != Line.Mark.NONE) {
            return Set.of();
        }
        int start = 0;
        while (start < colon && "*_|#-\u2022\u00b7[ ".indexOf(key.charAt(start)) >= 0) {
            start++;
        }
        int end = colon;
        while (end > start && "*_] ".indexOf(key.charAt(end - 1)) >= 0) {
            end--;
        }
        return FIELDS.getOrDefault(key.substring(start, end), Set.of());
    }
}
