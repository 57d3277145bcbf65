package dev.sdr.gmailhost;

import dev.sdr.SequenceRunner;
import dev.sdr.gmail.FileTokens;
import dev.sdr.gmail.GmailAccount;
import dev.sdr.gmail.GmailInboxSource;
import dev.sdr.gmail.GmailMailer;
import dev.sdr.gmail.GoogleClient;
import dev.sdr.gmail.LoopbackFlow;
import dev.sdr.gmail.TokenStore;
import dev.sdr.gmail.UserTokens;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.testkit.GmailMessage;
import dev.sdr.testkit.GmailServer;
import dev.sdr.testkit.VirtualClock;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Connect, send, read, follow up, lose the grant and connect again: all of it over HTTP, against a stand-in. */
final class Walk implements AutoCloseable {

    private static final String REP = "rep@company.example";
    private static final String JANE = "jane@quiet-harbour.example";
    private static final String SAM = "sam@green-hill.example";
    private static final Duration WAIT = Duration.ofSeconds(20);

    private final PrintStream out;
    private final VirtualClock clock = new VirtualClock(Instant.parse("2026-03-02T09:00:00Z"));
    private final GmailServer google = GmailServer.start(clock);
    private final Path folder;
    private final GoogleClient client;
    private final TokenStore tokens;
    private final GmailAccount account;
    private final SequenceRunner runner;

    Walk(PrintStream out) throws IOException {
        this.out = out;
        folder = Files.createTempDirectory("gmail-host");
        Path secret = Files.writeString(
                folder.resolve("client_secret.json"), google.oauth().installedClient());
        client = GoogleClient.read(secret).at(google.url());
        tokens = FileTokens.in(folder.resolve("tokens.json"));
        google.account(REP);
        account = GmailAccount.builder(
                        EmailAddress.of(REP), UserTokens.of(client, tokens, REP).clock(clock))
                .at(google.url())
                .clock(clock)
                .build();
        runner = SequenceRunner.builder(
                        new InMemorySequenceStore(),
                        Sequences.of(Mails.SEQUENCE),
                        Sender.of("Example Ltd", "1 High Street, Leeds LS1 1AA, United Kingdom"))
                .mailbox(
                        Mailbox.of("Ann Lee <" + REP + ">", ZoneOffset.UTC),
                        new GmailMailer(account),
                        new GmailInboxSource(account))
                .window(SendWindow.ALWAYS)
                .virtualClock(clock)
                .listener(new Told(out))
                .build();
    }

    /** Returns whether everything was as it should be. */
    boolean run() {
        out.println("The rep agrees on Google's page:");
        connect();
        runner.enroll(List.of(lead("jane", JANE), lead("sam", SAM)), Mails.SEQUENCE.id());
        out.println("First mails:");
        runner.runOnce();
        List<GmailMessage> first = google.account(REP).sent();

        out.println("Jane answers; a filter of the rep's archives it at once:");
        answer(first.stream()
                .filter(m -> m.recipients().contains(JANE))
                .findFirst()
                .orElseThrow());
        clock.advance(Duration.ofMinutes(5));
        runner.runOnce();
        google.meter().reset();
        clock.advance(Duration.ofMinutes(1));
        runner.runOnce();
        int idle = google.meter().units(REP);

        out.println("The rep's grant is revoked, for three days:");
        google.revoke(REP);
        for (int hour = 0; hour < 72; hour++) {
            runner.runOnce();
            clock.advance(Duration.ofHours(1));
        }
        runner.runOnce();
        out.println("  sam: " + runner.explain("sam").get(0).reason());
        int whileRevoked = google.account(REP).sent().size() - first.size();

        out.println("The rep agrees again:");
        connect();
        clock.advance(Duration.ofMinutes(2));
        runner.runOnce();
        List<GmailMessage> all = google.account(REP).sent();
        boolean sameThread = all.stream()
                        .filter(m -> m.recipients().contains(SAM))
                        .map(GmailMessage::threadId)
                        .distinct()
                        .count()
                == 1;
        long toJane = all.stream().filter(m -> m.recipients().contains(JANE)).count();
        String check = "CHECK mails=" + all.size() + " same-thread=" + (sameThread ? "yes" : "no") + " after-reply="
                + (toJane - 1) + " while-revoked=" + whileRevoked + " idle-units=" + idle;
        out.println(check);
        return check.equals("CHECK mails=3 same-thread=yes after-reply=0 while-revoked=0 idle-units=2");
    }

    private static Lead lead(String id, String address) {
        return Lead.of(id, address)
                .with(Lead.FIRST_NAME, id.substring(0, 1).toUpperCase(java.util.Locale.ROOT) + id.substring(1));
    }

    /** The stand-in's consent page agrees by itself, as soon as it is opened. */
    private void connect() {
        LoopbackFlow.of(client, tokens).connect(REP, REP, this::open, WAIT);
        out.println("  connected " + REP);
    }

    private void open(URI page) {
        HttpClient browser = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        browser.sendAsync(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.discarding())
                .join();
    }

    private void answer(GmailMessage mail) {
        String message = "From: Jane <" + JANE + ">\r\nTo: " + REP + "\r\nSubject: Re: A question\r\nMessage-ID: <1@"
                + "quiet-harbour.example>\r\nIn-Reply-To: <" + mail.messageId()
                + ">\r\n\r\nYes, I can. Tell me more, please.\r\n";
        google.account(REP).deliver(message.getBytes(StandardCharsets.UTF_8), Set.of("UNREAD"));
    }

    @Override
    public void close() {
        runner.close();
        account.close();
        google.close();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
            Files.delete(folder);
        } catch (IOException e) {
            out.println("left behind: " + folder);
        }
    }
}
