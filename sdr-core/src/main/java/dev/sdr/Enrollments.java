package dev.sdr;

import dev.sdr.channel.Touch;
import dev.sdr.inbox.Inbound;
import dev.sdr.internal.engine.Engine;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;

/** Single enrollments and leads. Safe for use by several threads. */
public final class Enrollments {

    private static final int MOST_EVENTS = 500;

    private final Engine engine;

    Enrollments(Engine engine) {
        this.engine = engine;
    }

    /**
     * The enrollments of a lead.
     *
     * @param leadId the lead
     * @return its enrollments, oldest first
     */
    public List<Enrollment> of(String leadId) {
        return engine.read(tx -> tx.enrollments().ofLeads(List.of(leadId)));
    }

    /**
     * What was sent, or begun, for a lead.
     *
     * @param leadId the lead
     * @return the touches of all its enrollments, earliest first
     */
    public List<Touch> touches(String leadId) {
        return engine.read(tx -> tx.touches()
                .ofEnrollments(tx.enrollments().ofLeads(List.of(leadId)).stream()
                        .map(Enrollment::id)
                        .toList()));
    }

    /**
     * What a lead wrote, automatic mail and reports about it included.
     *
     * @param leadId the lead
     * @param limit the most messages
     * @return the messages, newest first
     */
    public List<Inbound> received(String leadId, int limit) {
        return engine.read(tx -> tx.inbox().ofLead(leadId, limit));
    }

    /**
     * What became of the mails to a lead, as providers and our own tracking reported it. {@link
     * dev.sdr.track.DeliveryState#of} says how far a mail got.
     *
     * @param leadId the lead
     * @return the first 500 events of each touch, earliest first
     */
    public List<RecordedEvent> mailEvents(String leadId) {
        return engine.read(tx -> tx.mailEvents()
                .ofTouches(
                        tx
                                .touches()
                                .ofEnrollments(tx.enrollments().ofLeads(List.of(leadId)).stream()
                                        .map(Enrollment::id)
                                        .toList())
                                .stream()
                                .map(Touch::id)
                                .toList(),
                        EnumSet.allOf(MailEvent.Type.class),
                        MOST_EVENTS));
    }

    /**
     * Pauses an enrollment until it is resumed. Committed when it returns: no touch begins after.
     *
     * @param enrollmentId the enrollment
     * @param why for {@code explain}
     * @return false if there is none of that id
     */
    public boolean pause(UUID enrollmentId, String why) {
        return engine.operations().pause(enrollmentId, why);
    }

    /**
     * Lifts every pause of an enrollment, an out-of-office one too.
     *
     * @param enrollmentId the enrollment
     * @return false if there is none of that id
     */
    public boolean resume(UUID enrollmentId) {
        return engine.operations().resume(enrollmentId);
    }

    /**
     * Stops one enrollment for good. Committed when it returns: no touch begins after.
     *
     * @param enrollmentId the enrollment
     * @param why for {@code explain}
     * @return false if there is none of that id
     */
    public boolean stop(UUID enrollmentId, String why) {
        return engine.operations().stop(enrollmentId, why);
    }

    /**
     * Stops everything for a lead, answers and later enrollments included. Committed when it returns.
     *
     * @param leadId the lead
     * @param why for {@code explain}
     * @return false if the lead is unknown
     */
    public boolean stopLead(String leadId, String why) {
        return engine.operations().stopLead(leadId, Stop.Reason.MANUAL, why);
    }

    /**
     * Ends the sequences of a lead that has booked a meeting; answers may still go.
     *
     * @param leadId the lead
     * @param meeting the host's own id of the meeting
     * @return false if the lead is unknown
     */
    public boolean meetingBooked(String leadId, String meeting) {
        return engine.operations().stopLead(leadId, Stop.Reason.MEETING, meeting);
    }

    /**
     * Moves an enrollment to the current version of its sequence: it goes on with the first step there that has not
     * left yet.
     *
     * @param enrollmentId the enrollment
     * @return false if it is not active
     */
    public boolean moveToCurrentVersion(UUID enrollmentId) {
        return engine.operations().move(enrollmentId);
    }
}
