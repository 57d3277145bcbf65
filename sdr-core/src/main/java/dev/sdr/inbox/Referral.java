package dev.sdr.inbox;

import dev.sdr.lead.EmailAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the colleague a text names as the one to write to: a successor, a deputy, the person in charge. Whether the text
 * refers at all is for the caller to know; in a text that names nobody this finds nobody.
 */
public final class Referral {

    private static final int LONGEST = 5_000;
    private static final int BEFORE = 70;
    private static final int NEAR = 25;
    private static final int AFTER = 60;
    private static final Phrases WORDS = Phrases.load("referral-words.txt");

    private static final String CAPITALIZED = "\\p{Lu}[\\p{L}'\u2019]{0,30}(?:-\\p{L}[\\p{L}'\u2019]{0,30}){0,2}";
    private static final String PARTICLE =
            "(?:van|von|der|den|de|da|do|dos|das|di|del|della|la|le|du|el|al|ter|ten|zu|zur) ";
    private static final Pattern NAME = Pattern.compile("(?:\\p{Lu}\\p{L}{0,4}\\.|" + CAPITALIZED + ")(?: (?:"
            + PARTICLE + "){0,2}(?:\\p{Lu}\\.|" + CAPITALIZED + ")){1,3}");
    private static final Pattern TITLED = Pattern.compile(
            "(?<!\\p{L})(?:Herrn?|Frau|Mr\\.?|Mrs\\.?|Ms\\.?|Mme|Mlle|Sra?\\.|Sig\\.?(?:ra)?|Dhr\\.|Mevr\\.|Mevrouw|Meneer|Madame|Monsieur|Se\u00f1or|Se\u00f1ora|Senhora?|Signora?)\\s("
                    + CAPITALIZED + ")");

    /** The end of a sentence; a title's full stop ends none. */
    private static final Pattern SENTENCE_END = Pattern.compile(
            "(?i)(?<!(?:^|\\P{L})(?:ing|sig|dott|dr|mr|mrs|ms|prof|sra|sr|st|dhr|mevr|hr|fr|\\p{L}))[.!?]\\s|\n\n");

    /** Capitalized words that begin no name: titles, greetings, offices, days, the nouns of German. */
    private static final Set<String> NOT_NAMES = Set.of(
            ("the you your our this that please thanks thank hi hello hey dear regards best kind sincerely cheers mr mrs ms dr prof"
                            + " herr herrn frau mme mlle sra sr sig ing dott dottssa bonjour hallo hola ciao guten liebe lieber"
                            + " monday tuesday wednesday thursday friday saturday sunday january february march april may june july"
                            + " august september october november december montag dienstag mittwoch donnerstag freitag samstag"
                            + " sonntag januar februar m\u00e4rz mai juni juli oktober dezember kollege kollegen kollegin abteilung"
                            + " vertrieb einkauf team support service geschäftsführer geschäftsführung leiter leiterin leitung"
                            + " office manager director head sales human resources customer i we he she it if for from re fw fwd aw"
                            + " monsieur madame se\u00f1or se\u00f1ora senhor senhora signor signora mevrouw meneer dhr mevr try ask contact"
                            + " speak write talk call not no yes copying adding cc contactez contacter sie ihr mit e-mail mail email")
                    .split(" "));

    private Referral() {}

    /**
     * The colleague a text names.
     *
     * @param text the newly written text; its first 5,000 characters are read
     * @return the address, if one is given, else the name as it is written, else empty
     */
    public static Optional<String> find(String text) {
        String read = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        return address(read).or(() -> name(read));
    }

    /** The first address behind words that refer, else the first that is not the author's own or a machine's. */
    private static Optional<String> address(String text) {
        List<String> others = new ArrayList<>();
        Matcher matcher = Addresses.IN_TEXT.matcher(text);
        while (matcher.find()) {
            String before =
                    Phrases.normal(text.substring(Math.max(0, matcher.start() - BEFORE), matcher.start()), BEFORE);
            String near = before.substring(Math.max(0, before.length() - NEAR));
            if (!isDeliverable(matcher.group()) || WORDS.find("own", near).isPresent()) {
                continue;
            }
            if (WORDS.find("before", before).isPresent()) {
                return Optional.of(matcher.group());
            }
            others.add(matcher.group());
        }
        return others.stream().findFirst();
    }

    private static boolean isDeliverable(String address) {
        return EmailAddress.parse(address).isPresent() && !Addresses.isRole(address);
    }

    private static Optional<String> name(String text) {
        Matcher full = NAME.matcher(text);
        while (full.find()) {
            String name = withoutTitles(full.group());
            int start = full.end() - name.length();
            if (isFullName(name) && isReferredTo(text, start, full.end())) {
                return Optional.of(name.replaceAll("\\s+", " "));
            }
        }
        Matcher titled = TITLED.matcher(text);
        while (titled.find()) {
            if (isReferredTo(text, titled.start(), titled.end())) {
                return Optional.of(titled.group().replaceAll("\\s+", " "));
            }
        }
        return Optional.empty();
    }

    private static boolean isFullName(String name) {
        String last = name.substring(name.lastIndexOf(' ') + 1);
        return name.contains(" ") && last.length() > 1 && !NOT_NAMES.contains(last.toLowerCase(Locale.ROOT));
    }

    private static String withoutTitles(String name) {
        String rest = name;
        int space = rest.indexOf(' ');
        while (space > 0
                && NOT_NAMES.contains(rest.substring(0, space).replace(".", "").toLowerCase(Locale.ROOT))) {
            rest = rest.substring(space + 1);
            space = rest.indexOf(' ');
        }
        return rest;
    }

    /** Whether words before it, in the same sentence, or right behind it say that one should turn to this person. */
    private static boolean isReferredTo(String text, int start, int end) {
        String before = text.substring(Math.max(0, start - BEFORE), start);
        int sentence = 0;
        Matcher ends = SENTENCE_END.matcher(before);
        while (ends.find()) {
            sentence = ends.end();
        }
        String behind = text.substring(end, Math.min(text.length(), end + AFTER));
        return WORDS.find("before", Phrases.normal(before.substring(sentence), BEFORE))
                        .isPresent()
                || WORDS.find("after", Phrases.normal(behind, AFTER)).isPresent();
    }
}
