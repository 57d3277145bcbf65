package dev.sdr.email;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far each folder was read: {@code folder=uidvalidity:uid} pairs, in one line of text. */
final class ImapCursor {

    /**
     * A position in a folder.
     *
     * @param validity the folder's UIDVALIDITY
     * @param last the last UID that was read
     */
    record Position(long validity, long last) {}

    private final Map<String, Position> positions = new TreeMap<>();

    /** Reads a cursor; a folder whose part cannot be read starts anew from {@code since}, never from now (I4). */
    static ImapCursor parse(Optional<String> text) {
        ImapCursor cursor = new ImapCursor();
        for (String part : text.orElse("").split("&", -1)) {
            int equals = part.indexOf('=');
            int colon = part.lastIndexOf(':');
            if (equals > 0 && colon > equals && part.substring(equals + 1).matches("\\d{1,18}:\\d{1,18}")) {
                cursor.put(
                        URLDecoder.decode(part.substring(0, equals), StandardCharsets.UTF_8),
                        new Position(
                                Long.parseLong(part.substring(equals + 1, colon)),
                                Long.parseLong(part.substring(colon + 1))));
            }
        }
        return cursor;
    }

    Optional<Position> get(String folder) {
        return Optional.ofNullable(positions.get(folder));
    }

    void put(String folder, Position position) {
        positions.put(folder, position);
    }

    String text() {
        return positions.entrySet().stream()
                .map(e -> URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8) + "="
                        + e.getValue().validity() + ":" + e.getValue().last())
                .collect(Collectors.joining("&"));
    }
}
