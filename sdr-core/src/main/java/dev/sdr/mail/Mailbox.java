package dev.sdr.mail;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import java.time.ZoneId;

/**
 * A sending account, usually with its inbox. Immutable; the {@code with...} and plain-word methods return changed
 * copies.
 *
 * @param id the host's name for it, 1 to 200 characters; by default the address in its comparing form
 * @param name the display name in From, may be empty
 * @param address the address mail is sent from
 * @param zone the zone whose midnight resets the daily cap
 * @param dailyCap the most touches a day, at least 0. Default: 30, today's usual ceiling for cold mail from one mailbox
 * @param dedicated whether the mailbox is used for nothing but this library, so that mail which matches nothing may be
 *     kept in full. Default: false
 * @param plusAddressing whether its provider delivers {@code local+anything@domain} to it. Then mails carry a Reply-To with
 *     a token by which a reply finds what it answers, whatever its mail program does to the headers. Default: false
 * @param countsOthers whether mail that people and other programs send from it takes places of its daily cap, as far as its
 *     inbox shows the folder of sent mail. It may then go beyond the cap, the runner's own mail does not. Default: false
 * @param allowsModels whether the text of its mail may be given to classifiers and responders that share it, though its
 *     source is of limited use ({@code InboxSource.limitedUse()}): its owner has agreed. Default: false
 */
public record Mailbox(
        String id,
        String name,
        EmailAddress address,
        ZoneId zone,
        int dailyCap,
        boolean dedicated,
        boolean plusAddressing,
        boolean countsOthers,
        boolean allowsModels) {

    /** The daily cap of a mailbox that does not say. */
    public static final int DEFAULT_DAILY_CAP = 30;

    /**
     * Checks.
     *
     * @throws IllegalArgumentException if the id is blank or too long, the name has control characters, or the cap is
     *     negative
     */
    public Mailbox {
        requireNonNull(address, "address");
        requireNonNull(zone, "zone");
        if (id.isBlank() || id.length() > 200) {
            throw new IllegalArgumentException("a mailbox's id must have 1 to 200 characters and not be blank");
        }
        if (name.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the name of mailbox " + id + " has control characters");
        }
        if (dailyCap < 0) {
            throw new IllegalArgumentException(
                    "the daily cap of mailbox " + id + " must be 0 or more, was " + dailyCap);
        }
    }

    /**
     * A mailbox.
     *
     * @param from {@code jane@example.com} or {@code Jane Doe <jane@example.com>}
     * @param zone the zone whose midnight resets the daily cap
     * @return the mailbox
     * @throws IllegalArgumentException if {@code from} is not of that form
     */
    public static Mailbox of(String from, ZoneId zone) {
        String text = from.strip();
        String name = "";
        if (text.endsWith(">")) {
            int open = text.lastIndexOf('<');
            if (open < 0) {
                throw new IllegalArgumentException("'" + from + "' has a '>' without '<'");
            }
            name = text.substring(0, open).strip();
            if (name.length() >= 2 && name.startsWith("\"") && name.endsWith("\"")) {
                name = name.substring(1, name.length() - 1);
            }
            text = text.substring(open + 1, text.length() - 1).strip();
        }
        EmailAddress address = EmailAddress.of(text);
        return new Mailbox(address.normalized(), name, address, zone, DEFAULT_DAILY_CAP, false, false, false, false);
    }

    /**
     * This mailbox with another cap.
     *
     * @param touches the most touches a day, at least 0
     * @return a changed copy
     */
    public Mailbox dailyCap(int touches) {
        return new Mailbox(id, name, address, zone, touches, dedicated, plusAddressing, countsOthers, allowsModels);
    }

    /**
     * This mailbox under another id.
     *
     * @param newId the host's name for it
     * @return a changed copy
     */
    public Mailbox named(String newId) {
        return new Mailbox(newId, name, address, zone, dailyCap, dedicated, plusAddressing, countsOthers, allowsModels);
    }

    /**
     * This mailbox, declared to be used for nothing but this library: mail that matches no touch is kept in full.
     *
     * @return a changed copy
     */
    public Mailbox forThisOnly() {
        return new Mailbox(id, name, address, zone, dailyCap, true, plusAddressing, countsOthers, allowsModels);
    }

    /**
     * This mailbox, whose provider delivers {@code local+anything@domain} to it, as Gmail, Microsoft 365, Fastmail and
     * many others do.
     *
     * @return a changed copy
     */
    public Mailbox withPlusAddressing() {
        return new Mailbox(id, name, address, zone, dailyCap, dedicated, true, countsOthers, allowsModels);
    }

    /**
     * This mailbox, whose daily cap counts the mail that people and other programs send from it, too. Seen when its inbox is
     * polled, so a poll's interval late.
     *
     * @return a changed copy
     */
    public Mailbox countingOthers() {
        return new Mailbox(id, name, address, zone, dailyCap, dedicated, plusAddressing, true, allowsModels);
    }

    /**
     * This mailbox, whose owner has agreed that the text of its mail is given to the models that classify and answer it.
     *
     * @return a changed copy
     */
    public Mailbox allowingModels() {
        return new Mailbox(id, name, address, zone, dailyCap, dedicated, plusAddressing, countsOthers, true);
    }

    /**
     * The From header's text.
     *
     * @return the name and address, or the address alone
     */
    public String from() {
        return name.isEmpty() ? address.value() : name + " <" + address.value() + ">";
    }
}
