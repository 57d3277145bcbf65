package dev.sdr.webhost;

import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import dev.sdr.track.Tracking;
import dev.sdr.web.OutreachServlet;
import java.io.PrintStream;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The host: a web server with the servlet mounted, and a runner whose mails are printed instead of sent. */
final class Host implements AutoCloseable {

    static final List<Lead> LEADS = List.of(
            Lead.of("jane", "jane@quiet-harbour.example").with("first_name", "Jane"),
            Lead.of("sam", "sam@green-hill.example").with("first_name", "Sam"));

    private final PrintStream out;
    private final Server server = new Server();
    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final MovedClock clock = new MovedClock();
    private final List<Email> sent = new ArrayList<>();
    private final String url;
    private final SequenceRunner runner;

    Host(PrintStream out, int port) throws Exception {
        this.out = out;
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setPort(port);
        connector.open(); // now the port is known, which mails have to name
        url = "http://127.0.0.1:" + connector.getLocalPort() + "/outreach";

        Sequence news = Sequence.builder("news")
                .purpose(Purpose.OPTED_IN) // tracking is for people who asked for the mail
                .email(
                        "offer",
                        s -> s.subject("Our new catalogue, {{first_name}}")
                                .text("Here it is: https://shop.sender.example/catalogue")
                                .html("<p>Here <a href=\"https://shop.sender.example/catalogue\">it is</a>.</p>"))
                .email("reminder", s -> s.text("Have you seen it?").after(Delay.days(2)))
                .build();
        runner = SequenceRunner.builder(
                        store,
                        Sequences.of(news),
                        Sender.of("Example Ltd", "1 High Street, Leeds LS1 1AA, United Kingdom"))
                .sendOnlyMailbox(
                        Mailbox.of("Ann Lee <ann@sender.example>", ZoneId.of("Europe/London")), (mail, deadline) -> {
                            print(mail);
                            return Delivery.accepted();
                        })
                .publicUrl(url)
                .tracking(Tracking.opensAndClicks())
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .build();

        ServletContextHandler context = new ServletContextHandler("/");
        context.addServlet(new ServletHolder(OutreachServlet.builder(runner).build()), "/outreach/*");
        server.addConnector(connector);
        server.setHandler(context);
        server.start();
    }

    /** Enrolls everybody and sends what is due. */
    void send() {
        runner.enroll(LEADS, "news");
        runner.runOnce();
    }

    /** Lets time pass and sends what is due then. */
    void later(Duration time) {
        clock.advance(time);
        runner.runOnce();
    }

    private void print(Email mail) {
        sent.add(mail);
        out.println("\nMail to " + mail.to() + ": " + mail.subject());
        mail.headers().forEach((name, value) -> out.println("  " + name + ": " + value));
        links(mail).forEach(link -> out.println("  points to " + link));
    }

    List<Email> sent() {
        return sent;
    }

    /** Every address of ours in a mail. */
    List<String> links(Email mail) {
        String all = mail.headers() + mail.text() + mail.html().orElse("");
        return Pattern.compile(Pattern.quote(url) + "/[ocu]/[A-Za-z0-9_.-]+")
                .matcher(all)
                .results()
                .map(r -> r.group())
                .distinct()
                .toList();
    }

    /** The first of one kind: {@code o}, {@code c} or {@code u}. */
    String link(Email mail, String kind) {
        return links(mail).stream()
                .filter(l -> l.startsWith(url + "/" + kind + "/"))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("the mail has no link of the kind " + kind));
    }

    int unsubscribed() {
        return runner.suppressions().list(Optional.empty(), 100).size();
    }

    /** What was recorded about the mails to a lead. */
    List<RecordedEvent> recorded(Lead lead) {
        List<TouchKey> touches =
                runner.enrollments().touches(lead.id()).stream().map(Touch::id).toList();
        return store.inTransaction(
                tx -> tx.mailEvents().ofTouches(touches, EnumSet.allOf(MailEvent.Type.class), 1_000));
    }

    void report() {
        for (Lead lead : LEADS) {
            recorded(lead)
                    .forEach(e -> out.println(lead.id() + ": " + e.type() + " by a "
                            + e.details().getOrDefault(MailEvent.METHOD, "") + " request at " + e.at()));
        }
        out.println("unsubscribed: " + unsubscribed());
    }

    @Override
    public void close() {
        try {
            server.stop(); // first the server, then the runner that it asks
        } catch (Exception e) {
            throw new IllegalStateException("the web server does not stop", e);
        } finally {
            runner.close();
        }
    }
}
