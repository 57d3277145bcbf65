package dev.sdr.sequence;

import java.time.DayOfWeek;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads {@code window: {days: [mon, tue], from: "09:00", to: "17:00"}}. */
final class YamlWindow {

    private static final List<String> FIELDS = List.of("days", "from", "to");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private YamlWindow() {}

    static Optional<SendWindow> read(YamlFields step) {
        if (!step.has("window")) {
            return Optional.empty();
        }
        Node node = step.at("window");
        if (!(node instanceof MappingNode mapping)) {
            step.error(node, "'window' must be a mapping with days, from and to");
            return Optional.empty();
        }
        YamlFields f = step.nested(mapping, FIELDS);
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (Node day : f.list("days")) {
            String word = YamlFields.scalar(day).toLowerCase(Locale.ROOT);
            int index = word.length() < 3 ? -1 : DAYS.indexOf(word.substring(0, 3));
            if (index < 0) {
                f.error(day, "unknown day '" + word + "'; known are " + String.join(", ", DAYS));
            } else {
                days.add(DayOfWeek.of(index + 1));
            }
        }
        Optional<LocalTime> from = time(f, "from");
        Optional<LocalTime> to = time(f, "to");
        if (from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        try {
            Set<DayOfWeek> open = f.has("days") ? days : SendWindow.OFFICE_HOURS.days();
            return Optional.of(new SendWindow(open, from.get(), to.get()));
        } catch (IllegalArgumentException e) {
            f.error(node, "the window can never open: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<LocalTime> time(YamlFields f, String field) {
        String text = f.text(field).orElse("");
        try {
            return Optional.of(LocalTime.parse(text.equals("24:00") ? "00:00" : text));
        } catch (DateTimeParseException e) {
            f.error(f.at(field), "'" + field + "' must be a time like \"09:00\", was '" + text + "'");
            return Optional.empty();
        }
    }
}
