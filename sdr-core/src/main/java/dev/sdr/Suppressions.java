package dev.sdr;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.consent.Suppression.Kind;
import dev.sdr.consent.SuppressionImport;
import dev.sdr.internal.engine.Engine;
import dev.sdr.internal.engine.Suppressing.Wish;
import dev.sdr.lead.EmailAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Who must not be written to. An entry holds for every sequence, campaign, one-off mail and answer, and is lifted by
 * nothing but a recorded consent: not by importing or enrolling leads, and not by erasing a person. An entry for one
 * channel passes over the steps of that channel only. Safe for use by several threads.
 */
public final class Suppressions {

    private static final String HOST = "host";

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
        add(Kind.ADDRESS, engine.suppressing().key(address), Optional.empty(), reason, key);
    }

    /**
     * Suppresses an address on one channel. Steps of that channel are passed over, and one-off mail and answers on it
     * stop; other channels go on. No touch begins on it after this returns.
     *
     * @param address the address
     * @param channel the channel, such as {@code email}
     * @param reason why, in one line
     * @param key the host's own key of the request: recorded once per key and channel
     */
    public void addForChannel(EmailAddress address, String channel, String reason, String key) {
        add(Kind.ADDRESS, engine.suppressing().key(address), Optional.of(channel), reason, key);
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
        add(Kind.DOMAIN, Suppression.domain(domain), Optional.empty(), reason, key);
    }

    /**
     * Suppresses a domain and its subdomains on one channel.
     *
     * @param domain the domain
     * @param channel the channel
     * @param reason why, in one line
     * @param key the host's own key of the request: recorded once per key and channel
     * @throws IllegalArgumentException if it is not a domain name
     */
    public void addDomainForChannel(String domain, String channel, String reason, String key) {
        add(Kind.DOMAIN, Suppression.domain(domain), Optional.of(channel), reason, key);
    }

    /**
     * Suppresses every address a pattern matches, such as {@code *@competitor.*} or {@code info@*}. No touch to one
     * begins after this returns; its leads are stopped when they come due. All patterns are read for every group of
     * touches that begins: keep them to some hundreds, and name domains as domains.
     *
     * @param pattern a pattern over the whole address; {@code *} stands for any characters, and case does not matter
     * @param reason why, in one line
     * @param key the host's own key of the request: recorded once per key
     * @throws IllegalArgumentException if it has no {@code *} or no {@code @}, or matches every address
     */
    public void addPattern(String pattern, String reason, String key) {
        add(Kind.PATTERN, Suppression.pattern(pattern), Optional.empty(), reason, key);
    }

    /**
     * Suppresses every address a pattern matches on one channel.
     *
     * @param pattern a pattern over the whole address
     * @param channel the channel
     * @param reason why, in one line
     * @param key the host's own key of the request: recorded once per key and channel
     * @throws IllegalArgumentException if it has no {@code *} or no {@code @}, or matches every address
     */
    public void addPatternForChannel(String pattern, String channel, String reason, String key) {
        add(Kind.PATTERN, Suppression.pattern(pattern), Optional.of(channel), reason, key);
    }

    private void add(Kind kind, String value, Optional<String> ofChannel, String reason, String key) {
        Optional<String> channel = ofChannel.map(c -> c.strip().toLowerCase(Locale.ROOT));
        String cause = "host:" + key + channel.map(c -> "@" + c).orElse("");
        engine.suppressing()
                .add(List.of(new Wish(kind, value, channel, Suppression.Reason.LISTED, reason, HOST, cause)));
    }

    /**
     * Imports a list in CSV (RFC 4180, UTF-8; comma, semicolon or tab) under the name of its file. See {@link
     * #importCsv(String, InputStream)}.
     *
     * @param file the file
     * @return what became of it
     * @throws IOException if it cannot be read; what was read before is imported
     */
    public SuppressionImport importCsv(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return importCsv(String.valueOf(file.getFileName()), in);
        }
    }

    /**
     * Imports a list in CSV: addresses, domains and patterns, told apart by their form, in the first column or one named
     * {@code value}, {@code email}, {@code address}, {@code domain} or {@code pattern}. Columns {@code kind}, {@code
     * channel}, {@code reason}, {@code at} and {@code lifted} are understood; an {@link #exportCsv export} of this store is read back
     * with the hashes of its addresses. A bad row is reported with its line and why, and the rest goes on. Rows are
     * committed some hundreds at a time, and what runs for their addresses stops with them. Importing a list again under
     * its name changes nothing: not even what a person has consented to since. A row that says another time in {@code at} is
     * another entry, so a later opt-out in a list of the same name stands. The time is not read: it tells rows apart.
     *
     * @param name what the list is called: with the time of a row, if it has one, what tells that it was imported
     * @param csv its content; read as it comes, not closed
     * @return what became of it
     * @throws IOException if it cannot be read; what was read before is imported
     */
    public SuppressionImport importCsv(String name, InputStream csv) throws IOException {
        return engine.suppressing().files().read(name, csv);
    }

    /**
     * Exports the whole ledger in CSV, lifted entries included, oldest first: {@code kind, value, reason, source, channel,
     * at, lifted, hashed_by}. The value of an address is its keyed hash, which only this store can make; {@code hashed_by}
     * tells its key from those of other stores.
     *
     * @param out where it is written to; flushed, not closed
     * @throws IOException if it cannot be written
     */
    public void exportCsv(Writer out) throws IOException {
        engine.suppressing().files().write(out);
    }

    /**
     * Records that a person explicitly agreed to be written to again. It lifts the address entries in force now; later
     * ones, and those of the domain and of patterns, stand. Enrollments that were stopped stay stopped.
     *
     * @param address the address
     * @param evidence where and how the consent was given, not blank
     * @return the recorded consent
     * @throws IllegalArgumentException if the evidence is blank
     */
    public Consent consent(EmailAddress address, String evidence) {
        return engine.suppressing().consent(address, Optional.empty(), evidence);
    }

    /**
     * Records a consent to some of the entries only: who takes back an opt-out has not mended an address that bounces.
     *
     * @param address the address
     * @param lifts the ids of the entries to lift, as {@link #of} shows them
     * @param evidence where and how the consent was given, not blank
     * @return the recorded consent
     * @throws IllegalArgumentException if the evidence is blank, or an entry is not in force for the address itself
     */
    public Consent consent(EmailAddress address, Collection<UUID> lifts, String evidence) {
        return engine.suppressing().consent(address, Optional.of(Set.copyOf(lifts)), evidence);
    }

    /**
     * Lifts an entry of a domain or pattern, by a decision of the host's that is recorded like a consent. Leads that it
     * stopped stay stopped.
     *
     * @param entry the entry, as {@link #list} shows it
     * @param evidence who decided it and why, not blank
     * @return the record
     * @throws IllegalArgumentException if the evidence is blank, or it is the entry of an address, which only the person's
     *     consent lifts
     */
    public Consent lift(Suppression entry, String evidence) {
        return engine.suppressing().lift(entry, evidence);
    }

    /**
     * The entries in force for an address, its domains and the patterns it matches.
     *
     * @param address the address
     * @return the entries; none if it may be written to, on any channel
     */
    public List<Suppression> of(EmailAddress address) {
        return engine.suppressing().of(address);
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
