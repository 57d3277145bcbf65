package dev.sdr.llm;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The times a host offers, as slots that a model may put into a text but cannot change. */
final class Times {

    private static final int MOST = 10;

    private Times() {}

    static List<Slot> slots(List<ZonedDateTime> times, String language) {
        Locale locale = Locale.forLanguageTag(language);
        DateTimeFormatter day =
                DateTimeFormatter.ofLocalizedDate(FormatStyle.FULL).withLocale(locale);
        DateTimeFormatter hour = DateTimeFormatter.ofPattern("HH:mm", locale);
        List<Slot> slots = new ArrayList<>();
        for (ZonedDateTime time : times.subList(0, Math.min(MOST, times.size()))) {
            String text = day.format(time) + ", " + hour.format(time) + " ("
                    + time.getZone().getDisplayName(TextStyle.FULL, locale) + ")";
            slots.add(new Slot("time:" + (slots.size() + 1), text, text));
        }
        return slots;
    }
}
