package dev.sdr.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The people of a {@link Tx}, by address key. */
public interface LeadRows {

    /**
     * Locks people until the transaction ends, in ascending order of address key.
     *
     * @param addressKeys whom
     * @return the rows that exist, as they are once locked, ordered by address key
     */
    List<StoredLead> lock(Collection<String> addressKeys);

    /**
     * Inserts people, in ascending order of address key. One whose address key or lead id is taken, even by a
     * transaction that is still running (which is waited for), is left out.
     *
     * @param leads the rows
     * @return the address keys of those inserted, which are as good as locked
     */
    Set<String> insertMissing(Collection<StoredLead> leads);

    /**
     * Writes people that were locked before, by address key.
     *
     * @param leads the rows
     */
    void save(Collection<StoredLead> leads);

    /**
     * People by their lead ids, without locking.
     *
     * @param leadIds the ids
     * @return the rows that exist, in any order
     */
    List<StoredLead> byIds(Collection<String> leadIds);

    /**
     * The sequence numbers of people, without locking: equal to one seen before if nothing has stopped, lifted or
     * answered since.
     *
     * @param leadIds the ids
     * @return {@link StoredLead#seq()} by lead id, for the rows that exist
     */
    Map<String, Long> seqs(Collection<String> leadIds);

    /**
     * People by the domains of their addresses, without locking.
     *
     * @param domains the domains, in lower case
     * @param limit the most rows for all of them together
     * @return rows whose address ends in {@code @} and one of the domains, in any order
     */
    List<StoredLead> byDomains(Collection<String> domains, int limit);

    /**
     * People by their addresses, without locking.
     *
     * @param addressKeys the keys
     * @return the rows that exist, in any order
     */
    List<StoredLead> byAddressKeys(Collection<String> addressKeys);
}
