package dev.sdr.quickstart;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchState;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.mail.MimeWriter;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.SdrListener;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Stop;
import jakarta.mail.internet.MimeMessage;
import java.io.PrintStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Prints what a person wants to see, and holds the promises against what really arrived. */
final class DemoReport implements SdrListener {

    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("EEE d MMM", Locale.ENGLISH).withZone(ZoneOffset.UTC);

    private final PrintStream out;
    private final Map<String, Lead> leads = new LinkedHashMap<>();
    private final List<String> lines = new ArrayList<>();
    private int sentToday;

    DemoReport(PrintStream out, List<Lead> leads) {
        this.out = out;
        leads.forEach(l -> this.leads.put(l.id(), l));
    }

    @Override
    public void on(Event event) {
        String who = event.leadId().map(this::name).orElse("");
        switch (event.type()) {
            case Event.TOUCH_SENT -> sentToday++;
            case Event.REPLY_ANALYSED ->
                lines.add("reply     " + who + ": " + event.data().get("intent"));
            case Event.OPTED_OUT -> lines.add("opt-out   " + who);
            case Event.BOUNCED ->
                lines.add("bounce    " + who + ": " + event.data().get("class"));
            case Event.AUTOMATIC_REPLY ->
                lines.add("away      " + who + " until " + event.data().get("until"));
            case Event.MAILBOX_HELD -> lines.add("mailbox   " + event.data());
            default -> {
                // the table at the end says the rest
            }
        }
    }

    private String name(String leadId) {
        Lead lead = leads.get(leadId);
        if (lead == null) {
            return leadId;
        }
        String name = lead.attribute(Lead.FIRST_NAME).orElse("") + " "
                + lead.attribute(Lead.LAST_NAME).orElse("");
        return name.isBlank() ? lead.attribute(Lead.COMPANY_NAME).orElse(leadId) : name.strip();
    }

    void day(int number, Instant at) {
        out.printf(Locale.ROOT, "Day %2d, %s: %d sent%n", number, DAY.format(at), sentToday);
        lines.forEach(line -> out.println("          " + line));
        lines.clear();
        sentToday = 0;
    }

    void table(SequenceRunner runner) {
        out.printf(Locale.ROOT, "%n%-18s %-20s %-5s %s%n", "Lead", "Time zone", "Mails", "Now");
        for (Lead lead : leads.values()) {
            long sent = sent(runner, lead.id()).size();
            Explanation e = runner.explain(lead.id()).get(0);
            String next = e.next().map(n -> ", next look " + n).orElse("");
            out.printf(
                    Locale.ROOT,
                    "%-18s %-20s %-5d %s: %s%s%n",
                    name(lead.id()),
                    lead.attribute(Lead.TIME_ZONE).orElse(""),
                    sent,
                    e.state(),
                    e.reason(),
                    next);
        }
    }

    private static List<Touch> sent(SequenceRunner runner, String leadId) {
        return runner.enrollments().touches(leadId).stream()
                .filter(t -> t.state() == TouchState.SENT)
                .toList();
    }

    /** A provider may give a mail another Message-ID; ours is in a header then. */
    private static String ourId(MimeMessage mail) {
        String ours = OutsideWorld.header(mail, MimeWriter.SENT_ID_HEADER);
        return ours.isEmpty() ? OutsideWorld.header(mail, "Message-ID") : ours;
    }

    /** Returns whether nothing was sent twice, nothing after a stop, and nothing was lost. */
    boolean check(SequenceRunner runner, PostOffice world, DemoPeople people) {
        List<MimeMessage> arrived = world.sent();
        Set<String> ids = new HashSet<>();
        int duplicates = 0;
        Map<String, Touch> touches = new HashMap<>();
        Map<Touch, Enrollment> enrollmentOf = new HashMap<>();
        int replies = 0;
        int stored = 0;
        int lost = 0;
        for (Lead lead : leads.values()) {
            Map<Object, Enrollment> enrollments = new HashMap<>();
            runner.enrollments().of(lead.id()).forEach(e -> enrollments.put(e.id(), e));
            for (Touch touch : runner.enrollments().touches(lead.id())) {
                touches.put("<" + touch.messageId() + ">", touch);
                Optional.ofNullable(enrollments.get(touch.id().enrollmentId()))
                        .ifPresent(e -> enrollmentOf.put(touch, e));
            }
            List<Inbound> received = runner.enrollments().received(lead.id(), 100);
            stored += (int) received.stream()
                    .filter(i -> !i.kind().equals("OWN")) // copies in Sent
                    .count();
            replies += (int) received.stream()
                    .filter(i -> i.kind().equals("PERSON") || i.kind().equals("OPT_OUT"))
                    .count();
            lost += enrollments.isEmpty() ? 1 : 0;
        }
        int afterStop = 0;
        for (MimeMessage mail : arrived) {
            String id = ourId(mail);
            if (!ids.add(id)) {
                duplicates++;
            }
            Touch touch = touches.get(id);
            Enrollment enrollment = touch == null ? null : enrollmentOf.get(touch);
            if (touch == null || enrollment == null) {
                lost++; // a mail of which the store knows nothing
            } else if (enrollment.stops().stream().map(Stop::at).anyMatch(touch.begunAt()::isAfter)) {
                afterStop++;
            }
        }
        lost += (int) touches.entrySet().stream()
                .filter(t -> t.getValue().state() == TouchState.SENT && !ids.contains(t.getKey()))
                .count(); // sent, and never arrived
        stored += runner.mailboxes().privateMail(Optional.empty(), 1000).size();
        lost += Math.max(0, people.delivered() - stored); // arrived, and never read
        long suppressed = runner.suppressions().list(Optional.empty(), 1000).size();
        out.printf(
                Locale.ROOT,
                "%nCHECK leads=%d touches=%d replies=%d suppressed=%d duplicates=%d after-stop=%d lost=%d%n",
                leads.size(),
                arrived.size(),
                replies,
                suppressed,
                duplicates,
                afterStop,
                lost);
        return duplicates == 0 && afterStop == 0 && lost == 0 && replies == people.answersOfPeople();
    }
}
