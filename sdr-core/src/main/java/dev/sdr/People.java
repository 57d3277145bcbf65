package dev.sdr;

import dev.sdr.internal.engine.Engine;
import dev.sdr.lead.EmailAddress;
import dev.sdr.observe.ErasureReport;

/**
 * What is kept about people: handed out and erased on their request (GDPR articles 15, 17 and 20). {@code
 * docs/compliance.md} lists what is kept where and what stays. Safe for use by several threads.
 */
public final class People {

    private final Engine engine;

    People(Engine engine) {
        this.engine = engine;
    }

    /**
     * Erases a person: stops everything, suppresses the address by its keyed hash, so that nothing that is imported or
     * enrolled later reaches it, and removes whatever else is kept. What is in flight is waited for: then the report says
     * so, the rest is erased already, and a later call goes on. So it does after a crash; calling it again for somebody
     * who was erased changes nothing. Mail the person sends later is kept as a stub without content.
     *
     * <p>It takes as long as looking once through the event feed and the leads, some seconds for a million of each, in many
     * short transactions that nothing waits for. A database that is set back to before it needs it again.
     *
     * @param address the person's address, known here or not
     * @return what was erased, and what is waited for
     * @throws dev.sdr.error.SdrException if the store cannot be reached or belongs to another environment
     */
    public ErasureReport erase(EmailAddress address) {
        return engine.erase(address);
    }

    /**
     * Everything that is kept about a person, over every table, for the person to read or take along. Mail of others that
     * only mentions the person is not in it.
     *
     * @param address the person's address
     * @return a JSON document; the fields are named in {@code docs/compliance.md}
     * @throws dev.sdr.error.SdrException if the store cannot be reached
     */
    public String export(EmailAddress address) {
        return engine.export(address);
    }
}
