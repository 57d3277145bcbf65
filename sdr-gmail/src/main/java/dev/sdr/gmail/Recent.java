package dev.sdr.gmail;

import java.util.LinkedHashSet;

/** The latest of some ids. Safe for use by several threads. */
final class Recent {

    private final int most;
    private final LinkedHashSet<String> ids = new LinkedHashSet<>();

    Recent(int most) {
        this.most = most;
    }

    synchronized void add(String id) {
        ids.remove(id);
        ids.add(id);
        if (ids.size() > most) {
            ids.remove(ids.iterator().next());
        }
    }

    synchronized boolean contains(String id) {
        return ids.contains(id);
    }
}
