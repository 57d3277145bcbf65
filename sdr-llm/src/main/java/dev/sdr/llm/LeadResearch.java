package dev.sdr.llm;

import dev.sdr.lead.Lead;
import java.util.List;

/**
 * What the host knows about a lead's company, for mails that a model writes: from a CRM, a data provider, a page it has read.
 *
 * <p>An implementation is safe for use by several threads at once, bounds every wait, is not called inside a transaction, and
 * may be asked several times about one step. It throws {@code RetryableException} when it cannot answer now: the step then holds
 * and is tried again. Anything else it throws, and facts that share an id, make the step's plain template be sent.
 */
@FunctionalInterface
public interface LeadResearch {

    /**
     * What is known.
     *
     * @param lead the lead, with all its attributes
     * @return the facts, each with its own id, the most important first; empty if nothing is known. Of more than 200 only the
     *     first are used
     * @throws dev.sdr.error.RetryableException if it cannot answer now
     */
    List<Fact> about(Lead lead);

    /**
     * No research.
     *
     * @return one that knows nothing
     */
    static LeadResearch none() {
        return lead -> List.of();
    }
}
