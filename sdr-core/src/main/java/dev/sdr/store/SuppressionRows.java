package dev.sdr.store;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The suppression ledger of a {@link Tx}: rows are added and never removed. */
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
     * @return the entries for any of them, and every pattern: those are few, and the caller matches them
     */
    List<Suppression> inForce(Collection<String> addressKeys, Collection<String> domains);

    /**
     * Every entry for some addresses, lifted ones included.
     *
     * @param addressKeys keyed hashes of addresses
     * @return the entries of kind {@link Suppression.Kind#ADDRESS}, in any order
     */
    List<Suppression> ofAddresses(Collection<String> addressKeys);

    /**
     * A stretch of the whole ledger, lifted entries included.
     *
     * @param after the last id already read; empty to begin
     * @param limit the most rows
     * @return the rows, ordered by id
     */
    List<Suppression> list(Optional<UUID> after, int limit);

    /**
     * The consents that lift some entries.
     *
     * @param suppressionIds the entries
     * @return the consents that lift any of them, each with those of them that it lifts
     */
    List<Consent> consents(Collection<UUID> suppressionIds);
}
