package dev.sdr.email;

import dev.sdr.channel.Delivery;
import dev.sdr.channel.Delivery.Fault;
import dev.sdr.channel.Delivery.Scope;
import dev.sdr.email.SmtpConversation.Phase;
import jakarta.mail.MessagingException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPSenderFailedException;

/** What a server's answers mean (RFC 5321 section 4.2, RFC 3463). Pure. */
final class SmtpReplies {

    private static final int LONGEST = 300;
    private static final int CLOSING = 421;
    private static final Pattern ENHANCED = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern SENDERS_FAULT =
            Pattern.compile("(?i)spam|block|blacklist|reputation|policy|dmarc|spf|dkim|"
                    + "denied|not allowed|authenticat|rate|too many|banned|relay");
    private static final Pattern NO_SUCH_USER = Pattern.compile(
            "(?i)user unknown|unknown user|no such|does ?n[o']t exist|"
                    + "not found|invalid (?:recipient|mailbox|address)|mailbox unavailable|unrouteable|recipient rejected");

    private SmtpReplies() {}

    /**
     * An answer of the server.
     *
     * @param code the three-digit code, 0 if there was no answer
     * @param text its text
     * @param aboutSender whether MAIL FROM was refused
     */
    private record Answer(int code, String text, boolean aboutSender) {}

    static boolean isAnswer(MessagingException e) {
        return answer(e).code() > 0;
    }

    static boolean isClosing(MessagingException e) {
        return answer(e).code() == CLOSING;
    }

    static Delivery outcome(MessagingException e, Phase phase) {
        Answer answer = answer(e);
        if (answer.code() < 400) { // no answer: the connection is lost or the wait was too long
            return phase == Phase.AFTER_DOT
                    ? Delivery.uncertain("no answer came after the final dot")
                    : Delivery.deferred(
                            Scope.MAILBOX, Optional.empty(), "the connection was lost before the final dot");
        }
        String words = words(answer);
        if (answer.code() == CLOSING && phase == Phase.AFTER_DOT) {
            return Delivery.deferred(Scope.MAILBOX, Optional.empty(), words); // an answer to the dot: not taken
        }
        if (answer.code() < 500) {
            boolean mailbox = answer.aboutSender()
                    || answer.code() == CLOSING
                    || enhanced(answer).startsWith("4.7.");
            return Delivery.deferred(mailbox ? Scope.MAILBOX : Scope.TOUCH, Optional.empty(), words);
        }
        return Delivery.rejected(fault(answer), enhanced(answer), words);
    }

    private static Fault fault(Answer answer) {
        String code = enhanced(answer);
        if (answer.aboutSender() || code.startsWith("5.7.") || code.startsWith("5.5.")) {
            return Fault.SENDER;
        }
        if (code.startsWith("5.1.7") || code.startsWith("5.1.8")) { // the sender's address
            return Fault.SENDER;
        }
        if (code.startsWith("5.1.")
                || code.startsWith("5.2.1")
                || code.startsWith("5.2.2")
                || code.startsWith("5.4.")) {
            return Fault.RECIPIENT;
        }
        if (code.startsWith("5.2.3") || code.startsWith("5.3.4") || code.startsWith("5.6.") || answer.code() == 552) {
            return Fault.MESSAGE;
        }
        if (NO_SUCH_USER.matcher(answer.text()).find()) {
            return Fault.RECIPIENT;
        }
        if (SENDERS_FAULT.matcher(answer.text()).find() || answer.code() == 530 || answer.code() == 535) {
            return Fault.SENDER;
        }
        // 550, 551 and 553 speak of a mailbox (RFC 5321 section 4.2.3); another 5xx without a code, of the transaction
        return answer.code() == 550 || answer.code() == 551 || answer.code() == 553 ? Fault.RECIPIENT : Fault.MESSAGE;
    }

    private static String enhanced(Answer answer) {
        Matcher matcher = ENHANCED.matcher(answer.text());
        if (matcher.find()) {
            return matcher.group(1);
        }
        boolean noSuchUser = (answer.code() == 550 || answer.code() == 551 || answer.code() == 553)
                && NO_SUCH_USER.matcher(answer.text()).find();
        return noSuchUser ? "5.1.1" : answer.code() / 100 + ".0.0";
    }

    private static String words(Answer answer) {
        String line = answer.text().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) : line;
    }

    /** The most telling answer in a chain of exceptions: the one about the recipient, else the sender, else any. */
    private static Answer answer(MessagingException e) {
        Answer found = new Answer(0, "", false);
        for (Exception next = e; next != null; ) {
            if (next instanceof SMTPAddressFailedException a) {
                return new Answer(a.getReturnCode(), text(a), false);
            }
            if (next instanceof SMTPSenderFailedException s) {
                found = new Answer(s.getReturnCode(), text(s), true);
            } else if (next instanceof SMTPSendFailedException f && f.getReturnCode() > 0 && found.code() == 0) {
                found = new Answer(f.getReturnCode(), text(f), f.getCommand().startsWith("MAIL"));
            }
            next = next instanceof MessagingException m ? m.getNextException() : null;
        }
        return found;
    }

    private static String text(Exception e) {
        return e.getMessage() == null ? "" : e.getMessage();
    }
}
