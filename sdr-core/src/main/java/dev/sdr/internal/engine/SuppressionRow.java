package dev.sdr.internal.engine;

import dev.sdr.consent.Suppression;
import dev.sdr.internal.engine.Suppressing.Wish;
import dev.sdr.lead.EmailAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A row of a suppression list.
 *
 * @param kind what the value is
 * @param value as entries hold it
 * @param channel the one channel, if any
 * @param reason why
 * @param detail why, in words; may be empty
 * @param source where its list says it comes from; may be empty
 * @param at when it was made, as its list says it; may be empty
 */
record SuppressionRow(
        Suppression.Kind kind,
        String value,
        Optional<String> channel,
        Suppression.Reason reason,
        String detail,
        String source,
        String at) {

    private static final String KIND = "kind";
    private static final String VALUE = "value";
    private static final String REASON = "reason";
    private static final String CHANNEL = "channel";
    private static final String LIFTED = "lifted";
    private static final String HASHED_BY = "hashed_by";
    private static final String SOURCE = "source";
    private static final String AT = "at";

    /** The columns of an export. */
    static final List<String> HEADER = List.of(KIND, VALUE, REASON, SOURCE, CHANNEL, AT, LIFTED, HASHED_BY);

    private static final Set<String> VALUES = Set.of(
            VALUE, "email", "e-mail", "email address", "email_address", "address", "recipient", "domain", "pattern");

    private static final Pattern HASH = Pattern.compile("[0-9a-f]{32}");
    private static final int LONGEST_DETAIL = 200;
    private static final int LONGEST_TIME = 60;

    /** Where the columns of a file are. */
    record Columns(Map<String, Integer> places, boolean isHeader) {

        /** By the first row; of a file without a header the first column is the value. */
        static Columns of(List<String> first) {
            Map<String, Integer> places = new HashMap<>();
            for (int i = 0; i < first.size(); i++) {
                String name = first.get(i).strip().toLowerCase(Locale.ROOT);
                places.putIfAbsent(VALUES.contains(name) ? VALUE : name, i);
            }
            return places.containsKey(VALUE) ? new Columns(places, true) : new Columns(Map.of(VALUE, 0), false);
        }

        String get(List<String> row, String column) {
            int place = places.getOrDefault(column, row.size());
            return place < row.size() ? row.get(place).strip() : "";
        }
    }

    /** Whether a row says that its entry is in force no more. */
    static boolean isLifted(Columns columns, List<String> row) {
        return columns.get(row, LIFTED).equalsIgnoreCase("true");
    }

    /** Reads a row. Throws IllegalArgumentException with what is wrong. */
    static SuppressionRow read(Columns columns, List<String> row, Keys keys, Set<String> channels) {
        String value = columns.get(row, VALUE);
        if (value.isEmpty()) {
            throw new IllegalArgumentException("it names no address, domain or pattern");
        }
        if (value.indexOf('\uFFFD') >= 0) {
            throw new IllegalArgumentException("it is not UTF-8 text; save the file as UTF-8");
        }
        Suppression.Kind kind = kind(columns.get(row, KIND), value);
        String entry = switch (kind) {
            case ADDRESS -> address(value, columns.get(row, HASHED_BY), keys);
            case DOMAIN -> Suppression.domain(value.startsWith("@") ? value.substring(1) : value);
            case PATTERN -> Suppression.pattern(value);
        };
        String why = columns.get(row, REASON);
        Optional<Suppression.Reason> reason = reason(why);
        return new SuppressionRow(
                kind,
                entry,
                channel(columns, row, channels),
                reason.orElse(Suppression.Reason.LISTED),
                reason.isPresent() ? "" : cut(why, LONGEST_DETAIL),
                columns.get(row, SOURCE),
                cut(columns.get(row, AT), LONGEST_TIME));
    }

    private static String cut(String text, int longest) {
        return text.substring(0, Math.min(text.length(), longest));
    }

    /** A list of others may have a column of this name that means something else: it must not narrow an opt-out. */
    private static Optional<String> channel(Columns columns, List<String> row, Set<String> channels) {
        String channel = columns.get(row, CHANNEL).toLowerCase(Locale.ROOT);
        boolean isOwnExport = columns.places().containsKey(HASHED_BY);
        if (!channel.isEmpty() && !isOwnExport && !channels.contains(channel)) {
            throw new IllegalArgumentException("there is no channel '" + channel + "' here, only " + channels
                    + "; leave the column out if the entry is for all of them");
        }
        return Optional.of(channel).filter(c -> !c.isEmpty());
    }

    private static Suppression.Kind kind(String name, String value) {
        if (name.isEmpty()) {
            return value.indexOf('*') >= 0
                    ? Suppression.Kind.PATTERN
                    : value.indexOf('@') > 0 || HASH.matcher(value).matches()
                            ? Suppression.Kind.ADDRESS
                            : Suppression.Kind.DOMAIN;
        }
        for (Suppression.Kind kind : Suppression.Kind.values()) {
            if (kind.name().equalsIgnoreCase(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("'" + name + "' is no kind of entry: ADDRESS, DOMAIN or PATTERN");
    }

    private static String address(String value, String hashedBy, Keys keys) {
        if (!HASH.matcher(value).matches()) {
            return keys.address(EmailAddress.of(value));
        }
        if (!hashedBy.equals(keys.fingerprint())) {
            throw new IllegalArgumentException("the address is hashed with the key of another store, so nothing here"
                    + " matches it; import the address itself");
        }
        return value;
    }

    private static Optional<Suppression.Reason> reason(String name) {
        if (name.isEmpty()) {
            return Optional.of(Suppression.Reason.LISTED);
        }
        for (Suppression.Reason reason : Suppression.Reason.values()) {
            if (reason.name().equalsIgnoreCase(name)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }

    /**
     * The entry a row of a list of some name asks for: another one for each time at which the list says that it was made, so
     * that somebody who opts out again stands in a list that keeps its name. An exported entry that came from a list of this
     * name is the one that list made, at whatever time it was imported.
     */
    Wish wish(String list) {
        String from = "import:" + list;
        String when = at.isEmpty() || source.equals(from) ? "" : "#" + at;
        String cause = from + channel.map(c -> "@" + c).orElse("") + when;
        return new Wish(kind, value, channel, reason, detail, from, cause);
    }

    /** An entry as a row. */
    static List<String> fields(Suppression entry, boolean lifted, String fingerprint) {
        List<String> fields = new ArrayList<>(List.of(
                entry.kind().name(),
                entry.value(),
                entry.reason().name(),
                entry.source(),
                entry.channel().orElse(""),
                entry.at().toString(),
                Boolean.toString(lifted)));
        fields.add(entry.kind() == Suppression.Kind.ADDRESS ? fingerprint : "");
        return fields;
    }
}
