package dev.sdr;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.internal.engine.Engine;
import dev.sdr.lead.EmailAddress;
import java.net.IDN;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Who must not be written to. Entries are lifted by nothing but a recorded consent. Safe for use by several threads. */
public final class Suppressions {

    private final Engine engine;

    Suppressions(Engine engine) {
        this.engine = engine;
    }

    /**
     * Suppresses an address, known or not, and stops everything for the person. Committed when it returns.
     *
     * @param address the address
     * @param reason why, in one line
     * @param key the host's own key of the request: recorded once per key
     */
    public void add(EmailAddress address, String reason, String key) {
        engine.operations().suppress(address, reason, "host:" + key);
    }

    /**
     * Suppresses a domain and its subdomains. No touch to it begins after this returns; its leads are stopped when they
     * come due.
     *
     * @param domain the domain
     * @param reason why, in one line
     * @param key the host's own key of the request: recorded once per key
     * @throws IllegalArgumentException if it is not a domain name
     */
    public void addDomain(String domain, String reason, String key) {
        String ascii = IDN.toASCII(domain.strip(), IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
        if (ascii.isEmpty() || !ascii.contains(".")) {
            throw new IllegalArgumentException("'" + domain + "' is not a domain name");
        }
        engine.operations().suppressDomain(ascii, reason, "host:" + key);
    }

    /**
     * Records that a person explicitly agreed to be written to again. It lifts the address entries in force now; later
     * ones, and those of the domain, stand. Enrollments that were stopped stay stopped.
     *
     * @param address the address
     * @param evidence where and how the consent was given, not blank
     * @return the recorded consent
     * @throws IllegalArgumentException if the evidence is blank
     */
    public Consent consent(EmailAddress address, String evidence) {
        return engine.operations().consent(address, evidence);
    }

    /**
     * The entries in force for an address and its domains.
     *
     * @param address the address
     * @return the entries; none if it may be written to
     */
    public List<Suppression> of(EmailAddress address) {
        return engine.operations().suppressions(address);
    }

    /**
     * A stretch of the whole ledger, lifted entries included.
     *
     * @param after the last id already read; empty to begin
     * @param limit the most entries
     * @return the entries, oldest first
     */
    public List<Suppression> list(Optional<UUID> after, int limit) {
        return engine.read(tx -> tx.suppressions().list(after, limit));
    }
}
