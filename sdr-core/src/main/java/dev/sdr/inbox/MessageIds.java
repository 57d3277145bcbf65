package dev.sdr.inbox;

import dev.sdr.internal.mime.EncodedWords;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Message-IDs (RFC 5322 section 3.6.4), leniently. */
public final class MessageIds {

    private static final Pattern ID = Pattern.compile("<\\s*([^<>\\s]{1,900})\\s*>");
    private static final int MOST = 200;
    private static final int LONGEST = 900;
    private static final int LONGEST_HEADER = 50_000;

    private MessageIds() {}

    /**
     * All ids of a header such as References. Ids without brackets are taken where the header holds nothing else.
     *
     * @param header the header's value
     * @return the ids without angle brackets, in order; of more than 200 the first and the last 199
     */
    public static List<String> all(String header) {
        String cut = header.length() > LONGEST_HEADER ? header.substring(0, LONGEST_HEADER) : header;
        String text = cut.indexOf('<') < 0 ? EncodedWords.decode(cut) : cut;
        List<String> ids = new ArrayList<>();
        Matcher matcher = ID.matcher(text);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        if (ids.isEmpty()) {
            ids = bare(text);
        }
        if (ids.size() > MOST) {
            ids.subList(1, ids.size() - MOST + 1).clear(); // the newest are those that match
        }
        return ids;
    }

    private static List<String> bare(String text) {
        List<String> ids = new ArrayList<>();
        for (String word : text.strip().split("[\\s,<>]+", -1)) {
            if (!word.isEmpty()) {
                if (word.indexOf('@') < 0 || word.length() > LONGEST) {
                    return List.of(); // words, not ids
                }
                ids.add(word);
            }
        }
        return ids;
    }

    /**
     * The first id of a header such as Message-ID.
     *
     * @param header the header's value
     * @return the id without angle brackets, if there is one
     */
    public static Optional<String> first(String header) {
        return all(header).stream().findFirst();
    }
}
