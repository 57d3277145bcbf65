package dev.sdr.lead;

import static java.util.Objects.requireNonNull;

/**
 * What is wrong with a row of an import, or worth knowing about it.
 *
 * @param line the line on which the row begins, from 1
 * @param column the column's header, empty if it is about the whole row
 * @param reason what is wrong and what to do
 * @param skipped whether the row was left out because of it
 */
public record RowProblem(long line, String column, String reason, boolean skipped) {

    /** Checks. */
    public RowProblem {
        requireNonNull(column, "column");
        requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return "line " + line + (column.isEmpty() ? "" : ", column " + column) + ": " + reason
                + (skipped ? " (row left out)" : "");
    }
}
