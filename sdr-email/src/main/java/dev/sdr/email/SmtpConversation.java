package dev.sdr.email;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.io.OutputStream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One connection, which knows how far each mail got. Used by one thread at a time. */
final class SmtpConversation extends SMTPTransport {

    private static final Logger log = LoggerFactory.getLogger(SmtpConversation.class);

    /** How far a mail got. */
    enum Phase {
        /** Sender and recipient are being named, or the text is on its way: without the final dot it is not taken. */
        BEFORE_DOT,
        /** The final dot is on its way: only the server's answer says what became of it. */
        AFTER_DOT
    }

    /** Thrown inside, before the final dot. */
    private static final class Late extends MessagingException {
        private static final long serialVersionUID = 1L;

        Late() {
            super("late");
        }
    }

    private Phase phase = Phase.BEFORE_DOT;
    private Deadline deadline = Deadline.NEVER;
    private boolean reusable = true;
    private int sent;

    SmtpConversation(Session session) {
        super(session, null);
    }

    int sent() {
        return sent;
    }

    boolean isReusable() {
        return reusable;
    }

    Delivery send(MimeMessage message, Deadline until) {
        phase = Phase.BEFORE_DOT;
        deadline = until;
        sent++;
        try {
            sendMessage(message, message.getAllRecipients());
            return Delivery.accepted();
        } catch (MessagingException e) {
            reusable = SmtpReplies.isAnswer(e) && phase == Phase.BEFORE_DOT && !SmtpReplies.isClosing(e);
            return isLate(e) ? Delivery.late() : SmtpReplies.outcome(e, phase);
        } catch (RuntimeException e) {
            reusable = false;
            log.warn("sending failed in an unexpected way", e);
            return phase == Phase.AFTER_DOT
                    ? Delivery.uncertain("the mail library failed after the final dot")
                    : Delivery.deferred(
                            Delivery.Scope.TOUCH,
                            java.util.Optional.empty(),
                            "the mail library failed before the final dot");
        }
    }

    private static boolean isLate(MessagingException e) {
        for (Exception next = e; next != null; ) {
            if (next instanceof Late) {
                return true;
            }
            next = next instanceof MessagingException m ? m.getNextException() : null;
        }
        return false;
    }

    @Override
    protected OutputStream data() throws MessagingException {
        phase = Phase.BEFORE_DOT;
        return super.data();
    }

    @Override
    protected void finishData() throws IOException, MessagingException {
        if (deadline.passed()) {
            reusable = false;
            throw new Late();
        }
        phase = Phase.AFTER_DOT;
        super.finishData();
    }

    /** Closes the connection, whatever state it is in. */
    void cut() {
        try {
            close();
        } catch (MessagingException e) {
            log.debug("a connection could not be closed in an orderly way", e);
        }
    }
}
