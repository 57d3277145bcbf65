package dev.sdr.lead;

import java.util.List;

/**
 * What an import found.
 *
 * @param leads the leads of the good rows, in order
 * @param problems what was wrong with the others, in order
 */
public record LeadImport(List<Lead> leads, List<RowProblem> problems) {

    /** Copies the lists. */
    public LeadImport {
        leads = List.copyOf(leads);
        problems = List.copyOf(problems);
    }
}
