package dev.sdr.store;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The suppression ledger of a {@link Tx}: rows are added and never changed or removed. */
public interface SuppressionRows {

    /**
     * Adds entries, leaving out those whose cause is recorded already for the same kind and value.
     *
     * @param entries the entries
     * @return the ids of those added
     */
    Set<UUID> add(Collection<Suppression> entries);

    /**
     * Records a consent.
     *
     * @param consent the consent
     */
    void add(Consent consent);

    /**
     * The entries in force: those no consent lifts.
     *
     * @param addressKeys keyed hashes of addresses
     * @param domains domains; the caller names parent domains itself
     * @return the entries for any of them
     */
    List<Suppression> inForce(Collection<String> addressKeys, Collection<String> domains);

    /**
     * A stretch of the whole ledger, lifted entries included.
     *
     * @param after the last id already read; empty to begin
     * @param limit the most rows
     * @return the rows, ordered by id
     */
    List<Suppression> list(Optional<UUID> after, int limit);
}
