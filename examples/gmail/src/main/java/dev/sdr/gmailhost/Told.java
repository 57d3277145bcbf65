package dev.sdr.gmailhost;

import dev.sdr.event.Event;
import dev.sdr.observe.SdrListener;
import java.io.PrintStream;
import java.util.Set;

/** Prints what happens. */
final class Told implements SdrListener {

    private static final Set<String> WORTH_A_LINE = Set.of(
            Event.TOUCH_SENT,
            Event.REPLIED,
            Event.REPLY_ANALYSED,
            Event.AUTOMATIC_REPLY,
            Event.BOUNCED,
            Event.OPTED_OUT,
            Event.MAILBOX_HELD,
            Event.MAILBOX_RESUMED);

    private final PrintStream out;

    Told(PrintStream out) {
        this.out = out;
    }

    @Override
    public void on(Event event) {
        if (WORTH_A_LINE.contains(event.type())) {
            out.println("  " + event.type() + event.leadId().map(l -> " " + l).orElse("") + " " + event.data());
        }
    }
}
