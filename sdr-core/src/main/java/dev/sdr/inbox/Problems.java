package dev.sdr.inbox;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What could not be read of one message: each said once, and not too many. */
final class Problems {

    private static final int MOST = 20;

    private final Set<String> said = new LinkedHashSet<>();

    void add(String problem) {
        if (said.size() < MOST) {
            said.add(problem);
        }
    }

    List<String> list() {
        return List.copyOf(said);
    }
}
