package dev.sdr.internal.engine;

import static java.util.Objects.requireNonNull;

import dev.sdr.answer.Disclosure;
import dev.sdr.answer.ReplyPolicy;
import dev.sdr.consent.ContactRules;
import dev.sdr.error.ConfigurationException;
import dev.sdr.gate.Recipients;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.SendWindow;
import dev.sdr.track.Tracking;
import java.time.Duration;
import java.util.Optional;

/**
 * The numbers and policies of a runner.
 *
 * @param sender who writes
 * @param window when leads may be written to, unless a step says otherwise
 * @param budget how long a phase works at most
 * @param batch how many enrollments are claimed at once
 * @param lease how long a claim holds
 * @param handOver how long after its begin a touch may still be handed over (protocol D)
 * @param reconcileGrace after which a touch without evidence counts as sent; at least {@code handOver}, the longest
 *     provider call and a margin
 * @param inboxGrace how long a read inbox is believed
 * @param inboxPast how far back the first read of an inbox goes
 * @param awayDays how long an out-of-office mail without a return date pauses
 * @param skipUnknownChannels whether steps of unregistered channels are passed over
 * @param reenroll whether a lead that has finished or stopped may be enrolled in the same sequence again
 * @param environment the name of the environment this runner is of
 * @param recipients whom it may write to
 * @param replies what is done about replies
 * @param disclosure what an answer that nobody approved says of itself; empty if the host leaves it out
 * @param companyStops whether a reply stops everybody at the lead's company
 * @param unknownVisitsCount whether opens and clicks count of which it cannot be told who did them
 * @param redirect where every email goes instead of to its lead
 * @param contactRules whom a campaign may write to, by country and legal basis
 * @param publicUrl where the host has mounted our pages
 * @param tracking what our own tracking adds to mails
 */
public record Settings(
        Sender sender,
        SendWindow window,
        Duration budget,
        int batch,
        Duration lease,
        Duration handOver,
        Duration reconcileGrace,
        Duration inboxGrace,
        Duration inboxPast,
        int awayDays,
        boolean skipUnknownChannels,
        boolean reenroll,
        Optional<String> environment,
        Recipients recipients,
        ReplyPolicy replies,
        Optional<Disclosure> disclosure,
        boolean companyStops,
        boolean unknownVisitsCount,
        Optional<EmailAddress> redirect,
        ContactRules contactRules,
        Optional<PublicUrl> publicUrl,
        Tracking tracking) {

    /** Checks. */
    public Settings {
        requireNonNull(sender, "sender");
        requireNonNull(window, "window");
        requireNonNull(budget, "budget");
        requireNonNull(lease, "lease");
        requireNonNull(handOver, "handOver");
        requireNonNull(reconcileGrace, "reconcileGrace");
        requireNonNull(inboxGrace, "inboxGrace");
        requireNonNull(inboxPast, "inboxPast");
        requireNonNull(environment, "environment");
        requireNonNull(recipients, "recipients");
        requireNonNull(replies, "replies");
        requireNonNull(disclosure, "disclosure");
        requireNonNull(redirect, "redirect");
        requireNonNull(contactRules, "contactRules");
        requireNonNull(publicUrl, "publicUrl");
        requireNonNull(tracking, "tracking");
    }

    /** Refuses a mailbox whose provider counts opens or clicks while we do: everything would be counted twice. */
    void mustNotTrackTwice(Accounts.Account account) {
        if (tracking.isOn() && account.mailer().tracks()) {
            throw new ConfigurationException(
                    "the mailer of mailbox " + account.mailbox().id()
                            + " counts opens or clicks itself, and so would tracking(..): switch one of the two off");
        }
    }
}
