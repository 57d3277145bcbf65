package dev.sdr.llm;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * No name that neither a cited fact nor a value of the host holds.
 *
 * <p>What it takes for a name, in every language: a word in capitals or with a capital inside ("SAP", "LinkedIn"), beyond the
 * abbreviations everybody uses; the word before a legal form ("Muster GmbH"); the word after a title ("Frau Weber", "Dr Lee").
 * In all languages but German also a word that begins with a capital inside a sentence. The first word of a sentence is one if
 * it is no small word and a capital, a verb such as "is" or "uses", or nothing follows it. In German, where every noun has a
 * capital, inside a sentence only two in a row that both are not known ("Max Mustermann"), and one after a few words such as
 * "bei" or "Firma" that does not end as most nouns do.
 *
 * <p>What it cannot see: a name in small letters; in German any other name of one word inside a sentence ("mit Siemens"), and two
 * at its beginning if the first ends like an adjective; a first word followed by any other word ("Siemens gladly recommends"); names in
 * scripts without capitals.
 */
final class NameGuard implements Guard {

    private static final Pattern TOKEN = Pattern.compile("\\p{L}[\\p{L}\\p{M}\\d]*(?:'\\p{L}+)?|[^\\p{L}\\s]");
    private static final Pattern LETTER = Pattern.compile("\\p{L}.*");
    private static final Pattern LEGAL_FORM = Pattern.compile(
            "(?:gmbh|ag|kg|kgaa|ohg|se|inc|ltd|llc|llp|plc|corp|co|sarl|sas|sa|spa|srl|sl|slu|bv|nv|ab|oy|aps|lda|ltda|ug|ev|limited|corporation)");
    private static final Set<String> TITLES = Set.of(
            "mr",
            "mrs",
            "ms",
            "miss",
            "dr",
            "prof",
            "professor",
            "herr",
            "herrn",
            "frau",
            "hr",
            "fr",
            "familie",
            "monsieur",
            "madame",
            "mme",
            "mlle",
            "señor",
            "señora",
            "sr",
            "sra",
            "don",
            "doña",
            "signor",
            "signora",
            "sig",
            "dott",
            "senhor",
            "senhora",
            "meneer",
            "mevrouw",
            "dhr",
            "mevr",
            "mw");
    private static final Set<String> ABBREVIATIONS = Set.of(
            "i", "it", "hr", "ceo", "cto", "cfo", "coo", "cmo", "crm", "erp", "api", "pdf", "faq", "ai", "ki", "ia",
            "ok", "ps", "roi", "kpi", "saas", "b2b", "b2c", "seo", "usb", "tv", "pr", "vip", "id", "ui", "ux", "url",
            "sms", "edv", "kmu", "pme", "rh", "tic");
    private static final Set<String> POLITE = Set.of(
            "sie", "ihnen", "ihr", "ihre", "ihrem", "ihren", "ihrer", "ihres", "du", "dir", "dich", "lei", "la", "le",
            "suo", "sua", "suoi", "sue", "voi", "vostro", "vostra", "usted", "ud", "uds", "u", "uw", "vous", "vos",
            "votre");
    private static final Set<String> VERBS = Set.of(
            "is",
            "are",
            "was",
            "were",
            "has",
            "have",
            "had",
            "uses",
            "use",
            "used",
            "will",
            "would",
            "can",
            "chose",
            "trusts",
            "saves",
            "saved",
            "says",
            "said",
            "recommends",
            "works",
            "runs",
            "wants",
            "bought",
            "sells",
            "made",
            "makes",
            "asked",
            "told",
            "does",
            "did",
            "and",
            "ist",
            "war",
            "hat",
            "hatte",
            "nutzt",
            "wird",
            "kann",
            "sagt",
            "setzt",
            "vertraut",
            "und",
            "est",
            "était",
            "a",
            "utilise",
            "peut",
            "dit",
            "et",
            "es",
            "era",
            "ha",
            "usa",
            "utiliza",
            "dice",
            "y",
            "è",
            "utilizza",
            "può",
            "e",
            "é",
            "tem",
            "diz",
            "heeft",
            "gebruikt",
            "zegt",
            "en",
            "kan");
    private static final Pattern COMMON_ENDING = Pattern.compile(
            ".*(?:ing|ings|tion|tions|sion|ment|ments|ness|ity|ities|ance|ence|ship|ism|ung|ungen|heit|keit|schaft|tät|ción|sión|dad|dade|zione|sione|tà|ção|mento|té"
                    + "|heid|tie|ies|ers|ors|ists)");

    private static final Set<String> COMPANY_FOLLOWS = Set.of(
            "bei",
            "laut",
            "sagt",
            "meint",
            "namens",
            "firma",
            "kunde",
            "partner",
            "konzern",
            "marke",
            "hersteller",
            "anbieter",
            "stadt");
    private static final Pattern NO_COMPANY = Pattern.compile(
            ".*(?:en|e|ern|eln|ung|heit|keit|schaft|tät|tion)|bedarf|wunsch|start|versand|kauf|umzug|verlust|ausfall|eintritt|verzug");
    private static final String SENTENCE_END = ".!?;:";
    private static final Pattern ADJECTIVE = Pattern.compile(".*e[mnrs]?");
    private static final Pattern ENGLISH_I = Pattern.compile("I'(?:m|d|ll|ve)");

    private record Token(String text, boolean first) {

        boolean isWord() {
            return LETTER.matcher(text).matches();
        }

        boolean isCapital() {
            return isWord() && Character.isUpperCase(text.codePointAt(0));
        }

        /** Without the ending of a genitive. */
        String bare() {
            String lower = text.toLowerCase(Locale.ROOT);
            int quote = lower.indexOf('\'');
            boolean elided = quote > 0 && quote <= 2; // l'Oréal, d'Acme, but Acme's
            return quote < 0 ? lower : elided ? lower.substring(quote + 1) : lower.substring(0, quote);
        }

        boolean hasInnerCapital() {
            long capitals =
                    text.codePoints().skip(1).filter(Character::isUpperCase).count();
            boolean elided = text.indexOf('\'') == 1; // "L'Acme"
            return isWord() && capitals > (elided ? 1 : 0);
        }
    }

    @Override
    public List<String> objections(Passage passage) {
        Set<String> known = known(passage);
        Set<String> small = SmallWords.of(passage.language());
        boolean german = passage.language().equals("de");
        List<Token> tokens = tokens(Plain.of(passage.text()));
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (!token.isCapital() && !token.hasInnerCapital()) {
                continue;
            }
            Token before = i > 0 ? tokens.get(i - 1) : new Token(".", false);
            Token after = i + 1 < tokens.size() ? tokens.get(i + 1) : new Token(".", false);
            if (!isKnown(token, known, small, passage.language())
                    && isName(token, before, after, german, known, small, passage.language())) {
                return List.of("has a name that neither a cited fact nor a value of the host holds");
            }
        }
        return List.of();
    }

    private static boolean isName(
            Token token,
            Token before,
            Token after,
            boolean german,
            Set<String> known,
            Set<String> small,
            String language) {
        boolean beforeForm = LEGAL_FORM.matcher(after.bare()).matches() && after.isCapital();
        boolean afterTitle = TITLES.contains(before.bare()) && before.isCapital();
        boolean afterCompany = german
                && COMPANY_FOLLOWS.contains(before.bare())
                && !NO_COMPANY.matcher(token.bare()).matches();
        if (token.hasInnerCapital() || beforeForm || afterTitle || afterCompany) {
            return true;
        }
        boolean nextUnknown = after.isCapital() && !after.first() && !isKnown(after, known, small, language);
        if (token.first()) {
            boolean ends = !after.isWord() && SENTENCE_END.contains(after.text());
            boolean acts = (ends || VERBS.contains(after.text()))
                    && !COMMON_ENDING.matcher(token.bare()).matches();
            return acts
                    || (nextUnknown
                            && !(german && ADJECTIVE.matcher(token.bare()).matches()));
        }
        return !german || nextUnknown;
    }

    private static boolean isKnown(Token token, Set<String> known, Set<String> small, String language) {
        String word = token.bare();
        boolean abbreviation = ABBREVIATIONS.contains(word) && !token.text().equals(word);
        boolean isDate = !DateReader.read(word, language).keys().isEmpty();
        return known.contains(word)
                || (word.endsWith("s") && known.contains(word.substring(0, word.length() - 1)))
                || known.stream()
                        .anyMatch(k -> k.length() >= 4 && word.startsWith(k) && word.length() - k.length() <= 3)
                || abbreviation
                || isDate
                || ENGLISH_I.matcher(token.text()).matches()
                || (token.first() && small.contains(word))
                || TITLES.contains(word)
                || POLITE.contains(word);
    }

    private static Set<String> known(Passage passage) {
        Set<String> known = new HashSet<>();
        for (String text : passage.basis()) {
            tokens(Plain.of(text)).stream()
                    .filter(Token::isWord)
                    .map(Token::bare)
                    .forEach(known::add);
        }
        for (String text : passage.values()) {
            tokens(Plain.of(text)).stream()
                    .filter(Token::isWord)
                    .map(Token::bare)
                    .forEach(known::add);
        }
        return known;
    }

    private static List<Token> tokens(String text) {
        List<Token> tokens = new ArrayList<>();
        Matcher matcher = TOKEN.matcher(text);
        boolean first = true;
        while (matcher.find()) {
            String token = matcher.group();
            boolean word = LETTER.matcher(token).matches();
            tokens.add(new Token(token, word && first));
            if (word) {
                first = false;
            } else if (token.matches("[.!?]")) {
                int end = matcher.end();
                first = end >= text.length() || text.charAt(end) == ' ' || text.charAt(end) == '"';
            }
        }
        return tokens;
    }
}
