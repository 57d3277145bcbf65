package dev.sdr.consent;

import dev.sdr.lead.RowProblem;
import java.util.List;

/**
 * What became of an imported suppression list.
 *
 * @param added how many entries were added
 * @param known how many rows were imported before, or twice in the file
 * @param lifted how many rows say that their entry was lifted; they are left out
 * @param bad how many rows could not be read
 * @param problems what was wrong with them, the first thousand
 */
public record SuppressionImport(int added, int known, int lifted, int bad, List<RowProblem> problems) {

    /** Copies the list. */
    public SuppressionImport {
        problems = List.copyOf(problems);
    }
}
