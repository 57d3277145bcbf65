package dev.sdr.store;

import dev.sdr.lead.Lead;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The kinds of {@link StoredRecord} that other modules write and the core knows: it erases, exports and retains them with
 * the person they belong to. All other kinds are their writer's own.
 */
public final class RecordKinds {

    /**
     * What models said for one person. Key: the lead's id. Index: {@link #moment} of the last write. Content: a JSON object,
     * all of which is the person's data.
     *
     * <p>It goes with the person who is erased, is part of the person's export, and goes once its last write is older than
     * inbound texts or the words of touches are kept, whichever time is shorter. So that nothing is left of a person who is
     * erased while a model answers, it is written only in a transaction that has called {@link #lockLead} first and was not
     * told that there is no such lead.
     */
    public static final String MODEL = "model";

    /**
     * What models cost by day and campaign: no person's data. Key: {@code day/} and a date such as {@code 2026-11-27}, or
     * {@code campaign/} and a campaign. Index: the same as the key. Retention removes days of more than {@link #USAGE_DAYS}
     * days ago, whatever its policy.
     */
    public static final String MODEL_USAGE = "model-usage";

    /** What the keys of days in {@link #MODEL_USAGE} begin with. */
    public static final String DAY = "day/";

    /** For how many days the use of models is kept by day. */
    public static final int USAGE_DAYS = 400;

    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private RecordKinds() {}

    /**
     * A moment as the index of a record: of one length for every moment, so that their order is that of time.
     *
     * @param at a moment in the years 0 to 9999
     * @return such as {@code 2026-11-27T09:00:00.000000Z}; parts of a microsecond are cut
     */
    public static String moment(Instant at) {
        return MOMENT.format(at);
    }

    /**
     * Locks the row of a lead until the transaction ends, so that the person is not erased meanwhile. Called before the
     * transaction locks or writes any other row.
     *
     * @param tx the transaction
     * @param leadId the lead's id
     * @return the lead, or empty if there is none of that id: the person was erased, or never known
     */
    public static Optional<Lead> lockLead(Tx tx, String leadId) {
        return tx.leads().byIds(List.of(leadId)).stream()
                .flatMap(row -> tx.leads().lock(List.of(row.addressKey())).stream())
                .flatMap(row -> row.lead().stream())
                .filter(lead -> lead.id().equals(leadId))
                .findFirst();
    }
}
