package dev.sdr.testkit;

/** The process of a node of the world is gone: whatever was running in it ends here. */
final class NodeDied extends Error {

    private static final long serialVersionUID = 1L;

    NodeDied(String where) {
        super(where, null, false, false);
    }
}
