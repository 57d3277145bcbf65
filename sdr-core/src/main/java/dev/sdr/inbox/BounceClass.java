package dev.sdr.inbox;

import dev.sdr.inbox.Verdict.Bounce.Severity;
import java.util.Optional;

/**
 * How bad a failure is. Hard only if the address or its domain does not exist or has moved, for hard means never again;
 * block if it was refused for who we are or what we sent; all else may pass and is soft. What the server says counts before
 * the number it gives, because servers are careless with numbers.
 */
final class BounceClass {

    private static final int LONGEST = 4_000;
    private static final Phrases WORDS = Phrases.load("bounce-words.txt");

    private BounceClass() {}

    /**
     * Judges a failure.
     *
     * @param code its enhanced status code, or empty
     * @param words what the server said
     * @return hard, soft or block; soft where nothing tells
     */
    static Severity of(String code, String words) {
        return byWords(code, words).or(() -> byCode(code)).orElseGet(() -> byReply(words));
    }

    /** Whether the words themselves say how bad it is. */
    static boolean isTelling(String words) {
        return WORDS.find(Phrases.normal(words, LONGEST)).isPresent();
    }

    private static Optional<Severity> byWords(String code, String words) {
        boolean temporary = code.isEmpty() ? StatusCodes.reply(words).startsWith("4") : code.startsWith("4");
        return WORDS.find(Phrases.normal(words, LONGEST)).flatMap(found -> switch (found.section()) {
            case "gone" -> Optional.of(Severity.HARD);
            case "hard" -> Optional.of(temporary && !code.startsWith("4.1.") ? Severity.SOFT : Severity.HARD);
            case "soft" -> Optional.of(Severity.SOFT);
            case "block" -> Optional.of(Severity.BLOCK);
            default -> byCode(code).or(() -> Optional.of(Severity.BLOCK)); // refused, without a reason
        });
    }

    /** The class of a code that names the trouble (IANA's registry of enhanced status codes; RFC 3463, 7372, 7505). */
    private static Optional<Severity> byCode(String code) {
        String[] parts = code.split("\\.", -1);
        if (parts.length != 3 || parts[1].equals("0")) {
            return Optional.empty();
        }
        boolean permanent = parts[0].equals("5");
        String detail = parts[1] + "." + parts[2];
        return Optional.of(
                switch (parts[1]) {
                    case "1" ->
                        detail.equals("1.7") || detail.equals("1.8")
                                ? Severity.BLOCK
                                : detail.equals("1.9") || detail.equals("1.5") || (!permanent && !detail.equals("1.1"))
                                        ? Severity.SOFT
                                        : Severity.HARD;
                    case "2" -> permanent && detail.equals("2.1") ? Severity.HARD : Severity.SOFT;
                    case "4" ->
                        permanent && (detail.equals("4.4") || detail.equals("4.310")) ? Severity.HARD : Severity.SOFT;
                    case "6" -> permanent ? Severity.BLOCK : Severity.SOFT;
                    case "7" -> Severity.BLOCK;
                    default -> Severity.SOFT;
                });
    }

    /** A bare reply code tells little: 551 and 542 are about the address, the rest may pass. */
    private static Severity byReply(String words) {
        return StatusCodes.reply(words).equals("551") ? Severity.HARD : Severity.SOFT;
    }
}
