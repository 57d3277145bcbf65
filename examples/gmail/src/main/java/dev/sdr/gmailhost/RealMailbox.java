package dev.sdr.gmailhost;

import dev.sdr.SequenceRunner;
import dev.sdr.gmail.FileTokens;
import dev.sdr.gmail.GmailAccount;
import dev.sdr.gmail.GmailInboxSource;
import dev.sdr.gmail.GmailMailer;
import dev.sdr.gmail.GoogleClient;
import dev.sdr.gmail.TokenStore;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequences;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.h2.jdbcx.JdbcConnectionPool;

/** A real mailbox, connected by loopback, and a runner that is called every minute. */
final class RealMailbox implements AutoCloseable {

    private static final Duration POLL = Duration.ofMinutes(1);
    private static final String CAMPAIGN = "asked";

    private final PrintStream out;
    private final Options options;
    private final Grant grant;
    private final JdbcConnectionPool pool;
    private final JdbcSequenceStore store;
    private final GmailAccount account;
    private final SequenceRunner runner;

    RealMailbox(PrintStream out, Options options) throws IOException {
        this.out = out;
        this.options = options;
        Files.createDirectories(options.folder());
        GoogleClient client = GoogleClient.read(options.client().orElseThrow());
        TokenStore tokens = FileTokens.in(options.folder().resolve("tokens.json"));
        grant = new Grant(
                client,
                tokens,
                options.mailbox(),
                page -> out.println("Open this in a browser on this machine:\n\n  " + page + "\n"));
        grant.connectIfRefused();
        account = GmailAccount.builder(EmailAddress.of(options.mailbox()), grant.tokens())
                .build();
        pool = JdbcConnectionPool.create(
                "jdbc:h2:file:" + options.folder().resolve("store").toAbsolutePath(), "sa", "");
        store = JdbcSequenceStore.open(pool);
        runner = SequenceRunner.builder(store, Sequences.of(Mails.SEQUENCE), options.sender())
                .mailbox(
                        Mailbox.of(options.mailbox(), options.zone()).countingOthers(),
                        new GmailMailer(account),
                        new GmailInboxSource(account))
                .listener(new Told(out))
                .build();
    }

    /** Until it is interrupted; started again, it goes on where it was. */
    void watch() throws InterruptedException {
        options.to().ifPresent(this::enroll);
        out.println("Watching " + options.mailbox() + ", every minute. Ctrl-C ends it.");
        while (true) {
            RunReport run = runner.runOnce();
            out.println(Instant.now() + " messages read: " + run.messagesRead());
            run.problems().forEach(p -> out.println("  problem: " + p));
            if (runner.mailboxes().held(options.mailbox()).isPresent() && grant.isRefused()) {
                out.println(
                        "  Google takes the grant no longer: end this and start it again, then it asks for consent.");
            }
            Thread.sleep(POLL.toMillis());
        }
    }

    private void enroll(EmailAddress to) {
        if (runner.campaigns().all().isEmpty()) {
            runner.campaigns()
                    .create(new Campaign(
                            CAMPAIGN,
                            "They asked for it",
                            Instant.now(),
                            Mails.SEQUENCE.id(),
                            Purpose.OPTED_IN,
                            Campaign.Status.RUNNING));
        }
        runner.enroll(List.of(Lead.of(to.normalized(), to.value())), Mails.SEQUENCE.id(), CAMPAIGN);
    }

    @Override
    public void close() {
        runner.close();
        account.close();
        store.close();
        pool.dispose();
    }
}
