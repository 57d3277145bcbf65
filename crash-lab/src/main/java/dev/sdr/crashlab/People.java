package dev.sdr.crashlab;

import dev.sdr.crashlab.Leads.Role;
import dev.sdr.crashlab.MailServer.Received;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** What the people do who get the mail, and what the host does about them. */
final class People implements AutoCloseable {

    private static final int LONGEST_THOUGHT_MILLIS = 1_500;

    private final long seed;
    private final LabClock clock;
    private final SplittableRandom random;
    private final Set<Integer> acted = ConcurrentHashMap.newKeySet();
    private final Map<Integer, Instant> spoke = new ConcurrentHashMap<>();
    private final Queue<String> hostActions = new ConcurrentLinkedQueue<>();
    private final Queue<Received> silent = new ConcurrentLinkedQueue<>();
    private final ExecutorService later = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "people");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Optional<MailServer> server = Optional.empty();

    People(long seed, LabClock clock) {
        this.seed = seed;
        this.clock = clock;
        this.random = new SplittableRandom(seed);
    }

    /** From now on they can write. */
    void write(MailServer mail) {
        server = Optional.of(mail);
    }

    /** Somebody got a mail. */
    void got(Received mail) {
        Role role = Leads.role(seed, mail.lead());
        if (role == Role.RECEIVES && mail.step().equals("one")) {
            silent.add(mail);
        }
        if (role == Role.RECEIVES || role == Role.UNKNOWN_HERE || !mail.step().equals(role.actsAt())) {
            return;
        }
        if (!acted.add(mail.lead())) {
            return;
        }
        int wait;
        synchronized (random) {
            wait = random.nextInt(LONGEST_THOUGHT_MILLIS);
        }
        CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS, later).execute(() -> act(role, mail));
    }

    private void act(Role role, Received mail) {
        switch (role) {
            case REPLIES_TO_ONE, REPLIES_TO_TWO -> send(mail, reply(mail, "Thank you, tell me more about it."));
            case SAYS_STOP -> send(mail, reply(mail, "Please remove me from your list. Unsubscribe."));
            case BOUNCES -> send(mail, bounce(mail));
            case STOPPED_BY_HOST -> hostActions.add("STOP " + mail.lead());
            case SUPPRESSED -> hostActions.add("SUPPRESS " + mail.lead());
            case DOMAIN_SUPPRESSED -> hostActions.add("DOMAIN " + mail.lead());
            default -> throw new IllegalStateException(role + " does nothing");
        }
    }

    /** Makes one of those who only receive answer after all, so that there is something to read. */
    void provokeReply() {
        Received mail = silent.poll();
        if (mail != null && acted.add(mail.lead())) {
            later.execute(() -> act(Role.REPLIES_TO_ONE, mail));
        }
    }

    private void send(Received about, String message) {
        String folder = about.lead() % 3 == 0 ? "Junk" : "INBOX";
        server.orElseThrow().put(folder, clock.instant(), message, () -> spoke.put(about.lead(), clock.instant()));
    }

    private String reply(Received mail, String words) {
        return head(mail, Leads.address(seed, mail.lead()), "Re: " + mail.step())
                + "In-Reply-To: <" + mail.messageId() + ">\r\n"
                + "References: <" + mail.messageId() + ">\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + words + "\r\n";
    }

    /** A delivery report (RFC 3464). */
    private String bounce(Received mail) {
        String address = Leads.address(seed, mail.lead());
        return head(mail, "mailer-daemon@" + Leads.domain(mail.lead()), "Undelivered Mail Returned to Sender")
                + "Auto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
                + "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
                + "--b\r\nContent-Type: text/plain\r\n\r\nThe address does not exist.\r\n"
                + "--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                + "Reporting-MTA: dns; mx." + Leads.domain(mail.lead()) + "\r\n\r\n"
                + "Final-Recipient: rfc822; " + address + "\r\nAction: failed\r\nStatus: 5.1.1\r\n"
                + "Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n"
                + "--b\r\nContent-Type: text/rfc822-headers\r\n\r\n"
                + "From: " + Leads.REP + "\r\nTo: " + address + "\r\nMessage-ID: <" + mail.messageId() + ">\r\n"
                + "--b--\r\n";
    }

    private String head(Received mail, String from, String subject) {
        return "From: " + from + "\r\nTo: " + Leads.REP + "\r\nSubject: " + subject + "\r\nDate: "
                + DateTimeFormatter.RFC_1123_DATE_TIME.format(clock.instant().atOffset(ZoneOffset.UTC))
                + "\r\nMessage-ID: <answer-" + mail.lead() + "@" + Leads.domain(mail.lead()) + ">\r\n";
    }

    /** When each person's answer lay in a folder of the rep's, on the lab's clock. */
    Map<Integer, Instant> spoke() {
        return Map.copyOf(spoke);
    }

    /** What the host is to do; whoever takes one puts it back if it was not done. */
    Queue<String> hostActions() {
        return hostActions;
    }

    @Override
    public void close() {
        later.shutdownNow();
    }
}
