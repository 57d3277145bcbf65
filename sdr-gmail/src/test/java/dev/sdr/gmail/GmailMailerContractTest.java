package dev.sdr.gmail;

import static java.util.Objects.requireNonNull;

import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Mailer;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMessage;
import dev.sdr.testkit.GmailMethod;
import dev.sdr.testkit.GmailServer;
import dev.sdr.testkit.MailFault;
import dev.sdr.testkit.MailerContract;
import dev.sdr.testkit.VirtualClock;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

class GmailMailerContractTest extends MailerContract {

    private static final String SENDER = "zoe@sender.example";

    private final VirtualClock clock = new VirtualClock(Rep.NOW);
    private final GmailServer server = GmailServer.start(clock);
    private final GmailAccount account = GmailAccount.builder(EmailAddress.of(SENDER), () -> server.accessToken(SENDER))
            .at(server.url())
            .timeouts(Rep.PATIENT, Rep.PATIENT)
            .clock(new Hasty(clock))
            .build();
    private final GmailMailer mailer = new GmailMailer(account);

    /** A clock that moves on whenever it is looked at, so that a pause is over when the next mail is sent. */
    private static final class Hasty extends Clock {

        private final VirtualClock clock;

        Hasty(VirtualClock clock) {
            this.clock = clock;
        }

        @Override
        public Instant instant() {
            clock.advance(Duration.ofSeconds(5));
            return clock.instant();
        }

        @Override
        public ZoneId getZone() {
            return clock.getZone();
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    @AfterEach
    void stop() {
        account.close();
        server.close();
    }

    @Override
    protected Mailer mailer() {
        return mailer;
    }

    /** Gmail's own Message-ID is taken off and ours put back, which it keeps in a header of its own. */
    @Override
    protected List<byte[]> received() {
        return server.account(SENDER).sent().stream()
                .map(GmailMessage::bytes)
                .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1)
                        .replaceFirst("(?m)^Message-ID: [^\r\n]*\r\n", "")
                        .replaceFirst("(?m)^X-Sent-Message-ID: ", "Message-ID: ")
                        .getBytes(StandardCharsets.ISO_8859_1))
                .toList();
    }

    /** Gmail answers before it knows about recipients' servers, and nothing it says blames the sender for good. */
    private static final Map<MailFault, GmailFault> FAULTS = Map.of(
            MailFault.RECIPIENT_UNKNOWN, GmailFault.BAD_RECIPIENT,
            MailFault.MESSAGE_LATER, GmailFault.QUOTA,
            MailFault.LOST_BEFORE_END, GmailFault.LOST_BEFORE_END,
            MailFault.TAKEN_ANSWER_LOST, GmailFault.TAKEN_CONNECTION_LOST);

    @Override
    protected Set<MailFault> faults() {
        return FAULTS.keySet();
    }

    @Override
    protected void next(MailFault fault) {
        server.faults().next(GmailMethod.SEND, requireNonNull(FAULTS.get(fault)));
    }
}
