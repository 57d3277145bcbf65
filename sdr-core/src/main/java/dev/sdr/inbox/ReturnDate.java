package dev.sdr.inbox;

import dev.sdr.inbox.DateMentions.Mention;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the first day back from what an absent person writes, in English, German, French, Spanish, Portuguese, Italian and
 * Dutch. Every date counts by the words before and behind it: a day of return is the first day back; a last day away
 * ("through", "bis einschließlich", "jusqu'au") makes it the day after. "Until Monday" is taken for the first day back, as
 * nobody's absence ends on a Monday; so is a plain English "until" before a Friday. Never throws.
 */
public final class ReturnDate {

    private static final int LONGEST = 5_000;
    private static final int NEAR = 60;
    private static final int MOST_YEARS = 2;

    private enum Role {
        BACK,
        AFTER,
        UNTIL_OPEN,
        UNTIL,
        THROUGH,
        FROM,
        NONE
    }

    private static final String BACK_WORDS =
            "back|returns?|returning|again|resumes?|resuming|reopens?|reopening|open again|available from|reachable from"
                    + "|wieder|zurück|zurueck|rückkehr|retour|reviens|revient|reviendrai|rentrerai|reprendrai|reprise|reprends|retournerai|rouvr\\p{L}*"
                    + "|vuelvo|volveré|volvere|vuelta|vuelve|regreso|regresaré|regresa|reincorpor\\p{L}*|retorno|retomo|retomamos"
                    + "|volto|voltarei|volta|voltamos|regresso|regressarei|regressando|retornarei|retornando|retornamos|retomarei"
                    + "|rientro|rientrerò|rientrero|rientra|torno|tornerò|tornero|ritorno|ritornerò|riapr\\p{L}*|di nuovo|disponibile da"
                    + "|terug|weer|terugkomst|hervat\\p{L}*";
    private static final Pattern CUE = Pattern.compile("(?<![\\p{L}])(?:"
            + "(?<through>(?:until|till|up to) and including|through(?: to)?|thru|bis (?:zum )?(?:einschließlich|einschl\\.?|inkl\\.?|inklusive)|bis und mit|tot en met|t/m|t\\.e\\.m\\.|last day (?:away|out)(?: is)?)"
            + "|(?<notbefore>not before|(?:not|won't|will not|n't) (?:be )?(?:back|return\\p{L}*|available|in(?: the office)?) (?:until|till|before)|nicht vor|erst (?:wieder )?(?:am|ab)|pas avant|no antes de|no antes del|não antes de|non prima d\\p{L}*|niet voor|niet vóór|pas (?:weer )?(?:op|vanaf))"
            + "|(?<after>after|nach|après|después d\\p{L}*|después|depois d\\p{L}*|dopo(?: il)?|vanaf na)"
            + "|(?<open>until|till|'til|til)"
            + "|(?<until>bis(?: zum)?|jusqu'au|jusqu'à|jusqu'en|jusqu’au|hasta|até|fino(?: al| a)?|sino al|tot|ended? on|ends(?: on)?|ending)"
            + "|(?<back>" + BACK_WORDS + ")"
            + "|(?<from>from|starting|beginning|as of|as from|ab|von|vom|seit|since|du|dès|depuis|à partir d\\p{L}*|desde|a partir d\\p{L}*|del|dal|dalla|vanaf|van)"
            + ")(?![\\p{L}])");
    private static final Pattern BACK = Pattern.compile(
            "(?<!\\p{L})(?:" + BACK_WORDS
                    + "|available|reachable|erreichbar|disponible|disponível|disponibile|bereikbaar|joignable|lees ik|lese ich)(?!\\p{L})");
    private static final Pattern INCLUSIVE = Pattern.compile(
            "^[ ,(]{0,3}(?:inclusive|incl\\.?|included|inclus|inclusivo|incluido|incluso|compreso|einschließlich|inkl\\.?|inbegriffen)");
    private static final Pattern FOR_A_WHILE = Pattern.compile(
            "(?<!\\p{L})(?:for|for the next|für|die nächsten|pendant|pour|durante|por|per|voor|de komende) (?:the |next |die |nächsten |les |los |os |i |le |prochaine?s? |próxim[oa]s |prossim[ei] )?(\\d{1,2}|"
                    + DateWords.NUMBER_WORD
                    + ") (weeks?|wochen?|semaines?|semanas?|settiman[ae]|weken|days|tage|jours|días|dias|giorni|dagen)(?!\\p{L})");
    private static final Pattern THIS_WEEK = Pattern.compile(
            "(?<!\\p{L})(?:all week|this week|the whole week|rest of the week|diese woche|die ganze woche|cette semaine|toute la semaine|esta semana|toda la semana|a semana toda|questa settimana|tutta la settimana|deze week|de hele week)(?!\\p{L})");
    private static final Pattern TODAY =
            Pattern.compile("(?<!\\p{L})(?:today|heute|aujourd'hui|hoy|hoje|oggi|vandaag)(?!\\p{L})");

    private ReturnDate() {}

    /**
     * The first day back, where nothing is known of how the author writes dates: of two readings of a date such as 3/4 the
     * nearer one is taken.
     *
     * @param words subject and newly written text; the first 5,000 characters are read
     * @param today the day it came in
     * @return the first day back: today at the earliest, within two years; empty if none is named
     */
    public static Optional<LocalDate> find(String words, LocalDate today) {
        return find(words, today, DateOrder.UNKNOWN);
    }

    /**
     * The first day back.
     *
     * @param words subject and newly written text; the first 5,000 characters are read
     * @param today the day it came in
     * @param monthFirst whether the author rather writes 3/4 for the 4th of March
     * @return the first day back: today at the earliest, within two years; empty if none is named
     */
    public static Optional<LocalDate> find(String words, LocalDate today, boolean monthFirst) {
        return find(words, today, monthFirst ? DateOrder.MONTH_FIRST : DateOrder.DAY_FIRST);
    }

    static Optional<LocalDate> find(String words, LocalDate today, DateOrder order) {
        String text = normal(words);
        List<Mention> mentions = DateMentions.find(text, today, order);
        List<LocalDate> back = new ArrayList<>();
        List<LocalDate> away = new ArrayList<>();
        for (int i = 0; i < mentions.size(); i++) {
            Mention mention = mentions.get(i);
            int from = i == 0 ? 0 : mentions.get(i - 1).end();
            int to = i + 1 == mentions.size()
                    ? text.length()
                    : mentions.get(i + 1).start();
            firstDay(mention, role(text, mention, from, to))
                    .ifPresent(d -> (isReturn(text, mention, from, to) ? back : away).add(d));
        }
        return back.stream()
                .filter(d -> isSane(d, today))
                .findFirst()
                .or(() -> away.stream().filter(d -> isSane(d, today)).max(Comparator.naturalOrder()))
                .or(() -> vague(text, today));
    }

    /** Whether the words say when somebody comes back, rather than only that he is away. */
    static boolean speaksOfReturn(String words, LocalDate today) {
        String text = normal(words);
        List<Mention> mentions = DateMentions.find(text, today, DateOrder.UNKNOWN);
        for (int i = 0; i < mentions.size(); i++) {
            int from = i == 0 ? 0 : mentions.get(i - 1).end();
            int to = i + 1 == mentions.size()
                    ? text.length()
                    : mentions.get(i + 1).start();
            if (isReturn(text, mentions.get(i), from, to)) {
                return true;
            }
        }
        return false;
    }

    private static boolean isReturn(String text, Mention mention, int from, int to) {
        Role role = role(text, mention, from, to);
        return role == Role.BACK || role == Role.AFTER;
    }

    private static boolean isSane(LocalDate date, LocalDate today) {
        return !date.isBefore(today) && date.isBefore(today.plusYears(MOST_YEARS));
    }

    /** The first day back that a date means in its role. */
    private static Optional<LocalDate> firstDay(Mention mention, Role role) {
        LocalDate date = mention.date();
        DayOfWeek day = date.getDayOfWeek();
        boolean whole = mention.wholeMonth();
        boolean weekend = day.getValue() >= DayOfWeek.SATURDAY.getValue();
        return switch (role) {
            case BACK -> Optional.of(date);
            case AFTER -> Optional.of(whole ? date.plusMonths(1) : date.plusDays(1));
            case THROUGH -> Optional.of(whole ? date.plusMonths(1) : date.plusDays(1));
            case UNTIL_OPEN -> {
                boolean bare = mention.named().isEmpty() && (day == DayOfWeek.FRIDAY || mention.rangeEnd());
                yield Optional.of(whole || !(weekend || bare) ? date : date.plusDays(1));
            }
            case UNTIL -> Optional.of(whole || day == DayOfWeek.MONDAY ? date : date.plusDays(1));
            case FROM, NONE -> Optional.empty();
        };
    }

    /** What a date is, by the last of the words before it in its sentence, else by those behind it. */
    private static Role role(String text, Mention mention, int from, int to) {
        String before = before(text, Math.max(from, mention.start() - NEAR), mention.start());
        String behind = behind(text, mention.end(), Math.min(to, mention.end() + NEAR));
        boolean back = BACK.matcher(behind).find();
        Role cue = lastCue(before);
        return switch (cue) {
            case UNTIL, UNTIL_OPEN -> INCLUSIVE.matcher(behind).find() ? Role.THROUGH : cue;
            case FROM ->
                back || BACK.matcher(before).find() ? Role.BACK : mention.rangeEnd() ? Role.THROUGH : Role.FROM;
            case NONE -> mention.rangeEnd() ? Role.THROUGH : back ? Role.BACK : Role.NONE;
            case BACK, AFTER, THROUGH ->
                mention.rangeEnd() && isMonthEnd(mention) && cue == Role.BACK ? Role.BACK : cue;
        };
    }

    private static boolean isMonthEnd(Mention mention) {
        return mention.date().getDayOfMonth() == mention.date().lengthOfMonth();
    }

    private static Role lastCue(String before) {
        Role role = Role.NONE;
        Matcher cue = CUE.matcher(before);
        while (cue.find()) {
            role = cue.group("through") != null
                    ? Role.THROUGH
                    : cue.group("notbefore") != null || cue.group("back") != null
                            ? Role.BACK
                            : cue.group("after") != null
                                    ? Role.AFTER
                                    : cue.group("open") != null
                                            ? Role.UNTIL_OPEN
                                            : cue.group("until") != null
                                                    ? Role.UNTIL
                                                    : role == Role.BACK ? role : Role.FROM;
        }
        return role;
    }

    private static String before(String text, int from, int to) {
        String window = text.substring(Math.min(from, to), to);
        int cut = Math.max(window.lastIndexOf('\n'), Math.max(window.lastIndexOf("! "), window.lastIndexOf("? ")));
        int stop = window.lastIndexOf(". ");
        boolean sentence = stop > 3 && Character.isLetter(window.charAt(stop - 4));
        return window.substring(Math.max(cut, sentence ? stop : -1) + 1);
    }

    private static String behind(String text, int from, int to) {
        String window = text.substring(from, Math.max(from, to));
        String start = window.replaceFirst("^\\.?,", "");
        int end = start.length();
        for (String stop :
                List.of(",", "\n", ". ", "!", "?", ";", "|", " and ", " und ", " et ", " y ", " e ", " en ")) {
            int at = start.indexOf(stop);
            end = at >= 0 ? Math.min(end, at) : end;
        }
        return start.substring(0, end);
    }

    /** Absences without a date: "for two weeks", "all week", "today". */
    private static Optional<LocalDate> vague(String text, LocalDate today) {
        Matcher spell = FOR_A_WHILE.matcher(text);
        if (spell.find()) {
            boolean weeks = spell.group(2).startsWith("w") || spell.group(2).startsWith("se");
            return DateWords.number(spell.group(1)).map(n -> weeks ? today.plusWeeks(n) : today.plusDays(n));
        }
        if (THIS_WEEK.matcher(text).find()) {
            return Optional.of(today.plusDays(8 - today.getDayOfWeek().getValue()));
        }
        return TODAY.matcher(text).find() ? Optional.of(today.plusDays(1)) : Optional.empty();
    }

    private static String normal(String words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words.length() && text.length() < LONGEST; i++) {
            char c = Character.toLowerCase(words.charAt(i));
            boolean blank = c != '\n' && (Character.isWhitespace(c) || Character.isSpaceChar(c));
            char last = text.isEmpty() ? ' ' : text.charAt(text.length() - 1);
            if (!blank || last != ' ') {
                text.append(blank ? ' ' : c == '\u2019' ? '\'' : c);
            }
        }
        return text.toString();
    }
}
