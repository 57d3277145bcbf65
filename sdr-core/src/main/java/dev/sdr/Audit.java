package dev.sdr;

import dev.sdr.internal.engine.Engine;
import dev.sdr.observe.AuditRecord;
import java.util.List;

/**
 * What the host has decided that lifts a protection: risks taken, rules lifted. Records are only ever added. Each is told as
 * an event too ({@link dev.sdr.event.Event#AUDITED}). Safe for use by several threads.
 */
public final class Audit {

    private final Engine engine;

    Audit(Engine engine) {
        this.engine = engine;
    }

    /**
     * All records.
     *
     * @return the records, oldest first
     */
    public List<AuditRecord> all() {
        return engine.operations().audit();
    }
}
