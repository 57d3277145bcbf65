package dev.sdr.gate;

import static java.util.Objects.requireNonNull;

import dev.sdr.channel.Counter;
import dev.sdr.consent.Suppression;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Stop;
import dev.sdr.track.Engagement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything the gates look at for one enrollment, read in bulk before they are asked.
 *
 * @param kind why something would be sent
 * @param enrollment the enrollment
 * @param sequence the version of the sequence it is on
 * @param step the step that is next
 * @param stops what stops the person
 * @param replied whether the person replied since the enrollment
 * @param engagement what people did with the last mail; read only if the step's condition asks for it
 * @param campaign the status of its campaign
 * @param restored when the database was set back, if it was and {@code adopt} has not finished yet
 * @param killSwitch why everything is paused, if it is
 * @param suppressions the suppressions in force for the address and its domains
 * @param unreachable why this runner must not write to the lead on this channel, if so
 * @param contact why the lead must not be contacted for the campaign's purpose, if so
 * @param channelOpen whether this node can deliver on the step's channel
 * @param inboxes for each inbox in which a reply may lie, until when it was read through; empty if never. These are the
 *     inboxes this enrollment has sent from; after a restore also the one it will send from
 * @param onTheWay whether another touch of the person is on the wire; looked at for answers only
 * @param mailbox the state of the mailbox
 * @param rooms the daily counters the touch would take a place on
 * @param zone the lead's zone
 * @param window when the lead may be written to
 */
public record GateFacts(
        TouchKind kind,
        Enrollment enrollment,
        Sequence sequence,
        Step step,
        List<Stop> stops,
        boolean replied,
        Engagement engagement,
        Campaign.Status campaign,
        Optional<Instant> restored,
        Optional<String> killSwitch,
        List<Suppression> suppressions,
        Optional<String> unreachable,
        Optional<ContactHold> contact,
        boolean channelOpen,
        Map<String, Optional<Instant>> inboxes,
        boolean onTheWay,
        MailboxFacts mailbox,
        List<Room> rooms,
        ZoneId zone,
        SendWindow window) {

    /** Checks and copies. */
    public GateFacts {
        requireNonNull(kind, "kind");
        requireNonNull(enrollment, "enrollment");
        requireNonNull(sequence, "sequence");
        requireNonNull(step, "step");
        stops = List.copyOf(stops);
        requireNonNull(engagement, "engagement");
        requireNonNull(campaign, "campaign");
        requireNonNull(restored, "restored");
        requireNonNull(killSwitch, "killSwitch");
        suppressions = List.copyOf(suppressions);
        requireNonNull(unreachable, "unreachable");
        requireNonNull(contact, "contact");
        inboxes = Map.copyOf(inboxes);
        requireNonNull(mailbox, "mailbox");
        rooms = List.copyOf(rooms);
        requireNonNull(zone, "zone");
        requireNonNull(window, "window");
    }

    /**
     * These facts with other counters.
     *
     * @param newRooms the counters
     * @return a changed copy
     */
    public GateFacts withRooms(List<Room> newRooms) {
        return new GateFacts(
                kind,
                enrollment,
                sequence,
                step,
                stops,
                replied,
                engagement,
                campaign,
                restored,
                killSwitch,
                suppressions,
                unreachable,
                contact,
                channelOpen,
                inboxes,
                onTheWay,
                mailbox,
                newRooms,
                zone,
                window);
    }

    /**
     * A mailbox as the gates see it.
     *
     * @param id its id
     * @param known whether this node has it configured
     * @param zone the zone whose midnight resets its counters
     * @param held why it sends nothing now, if so
     * @param heldUntil when that ends by itself; empty for an open end
     * @param refused whether it is held because its credentials were refused
     */
    public record MailboxFacts(
            String id,
            boolean known,
            ZoneId zone,
            Optional<String> held,
            Optional<Instant> heldUntil,
            boolean refused) {

        /** Checks. */
        public MailboxFacts {
            requireNonNull(id, "id");
            requireNonNull(zone, "zone");
            requireNonNull(held, "held");
            requireNonNull(heldUntil, "heldUntil");
        }
    }

    /**
     * A daily counter and its cap.
     *
     * @param counter the counter
     * @param used how many places are taken
     * @param cap how many there are
     */
    public record Room(Counter counter, int used, int cap) {

        /** Checks. */
        public Room {
            requireNonNull(counter, "counter");
        }
    }
}
