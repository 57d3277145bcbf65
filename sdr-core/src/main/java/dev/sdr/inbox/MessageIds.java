package dev.sdr.inbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads Message-IDs (RFC 5322 section 3.6.4), leniently. */
public final class MessageIds {

    private static final Pattern ID = Pattern.compile("<\\s*([^<>\\s]{1,900})\\s*>");
    private static final int MOST = 200;

    private MessageIds() {}

    /**
     * All ids of a header such as References.
     *
     * @param header the header's value
     * @return the ids without angle brackets, in order, at most 200
     */
    public static List<String> all(String header) {
        List<String> ids = new ArrayList<>();
        Matcher matcher = ID.matcher(header);
        while (matcher.find() && ids.size() < MOST) {
            ids.add(matcher.group(1));
        }
        if (ids.isEmpty()) {
            String bare = header.strip();
            if (bare.contains("@") && bare.length() <= 900 && bare.chars().noneMatch(Character::isWhitespace)) {
                ids.add(bare);
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
