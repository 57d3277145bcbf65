package dev.sdr.internal.mime;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What could not be read of one message: each said once, and not too many. */
public final class Problems {

    private static final int MOST = 20;

    private final Set<String> said = new LinkedHashSet<>();

    /**
     * Notes a problem, unless it was noted before.
     *
     * @param problem what could not be read, in words
     */
    public void add(String problem) {
        if (said.size() < MOST) {
            said.add(problem);
        }
    }

    /**
     * What was noted.
     *
     * @return the problems in order
     */
    public List<String> list() {
        return List.copyOf(said);
    }
}
