package dev.sdr.email;

import static java.util.Objects.requireNonNullElse;

import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.SdrException;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.MailerTerms;
import dev.sdr.mail.MimeWriter;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends over SMTP (RFC 5321).
 *
 * <pre>{@code
 * SmtpMailer mailer = SmtpMailer.to("smtp.example.com", 587).credentials("sales@example.com", () -> secrets.get("smtp"));
 * }</pre>
 *
 * <p>Each call makes one attempt. Connections are kept and used again, each for one call at a time; a kept connection
 * that has died is noticed before the mail is offered. What the server answers becomes the outcome: a 4xx or a lost
 * connection before the final dot is deferred, a lost connection after it is uncertain, a 5xx is rejected with its
 * enhanced code (RFC 3463) and whose fault it is. The deadline is looked at right before the final dot; if it has
 * passed, the connection is cut without the dot, and the server must not deliver (RFC 5321 section 4.1.1.4).
 *
 * <p>Safe for use by several threads. Immutable but for its connections; the configuring methods return a mailer of
 * their own. The mail library underneath watches writes with a thread of its own while a connection is open.
 */
public final class SmtpMailer implements Mailer, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(SmtpMailer.class);
    private static final int MOST_PER_CONNECTION = 100;

    private final Connection connection;
    private final boolean riskAccepted;
    private final Session session;
    private final ConcurrentLinkedDeque<SmtpConversation> idle = new ConcurrentLinkedDeque<>();

    private SmtpMailer(Connection connection, boolean riskAccepted) {
        this.connection = connection;
        this.riskAccepted = riskAccepted;
        var properties = connection.properties("smtp");
        properties.setProperty("mail.smtp.quitwait", "false");
        properties.setProperty("mail.smtp.sendpartial", "false");
        this.session = Session.getInstance(properties);
    }

    /**
     * A mailer for a server that offers STARTTLS, as on port 587.
     *
     * @param host the server
     * @param port its port
     * @return the mailer
     */
    public static SmtpMailer to(String host, int port) {
        return new SmtpMailer(Connection.to(host, port, Tls.STARTTLS), false);
    }

    /**
     * This mailer with TLS from the first byte, as on port 465.
     *
     * @return a mailer of its own
     */
    public SmtpMailer implicitTls() {
        return new SmtpMailer(connection.with(Tls.IMPLICIT), riskAccepted);
    }

    /**
     * This mailer without TLS: for a server on this machine only.
     *
     * @return a mailer of its own
     */
    public SmtpMailer plaintext() {
        return new SmtpMailer(connection.with(Tls.NONE), riskAccepted);
    }

    /**
     * This mailer with a user.
     *
     * @param user the user
     * @param password asked at each connection
     * @return a mailer of its own
     */
    public SmtpMailer credentials(String user, Supplier<String> password) {
        return new SmtpMailer(connection.with(user, Login.PASSWORD, password), riskAccepted);
    }

    /**
     * This mailer with a user who logs in by an OAuth access token (XOAUTH2), as Gmail and Microsoft 365 want it. A token
     * the server refuses counts as a refused password does.
     *
     * @param user the user, for Gmail the mailbox's address
     * @param accessToken asked at each connection, so that it can give one that has not expired; what it throws as {@link
     *     CredentialsException} counts as a refusal
     * @return a mailer of its own
     */
    public SmtpMailer oauth2(String user, Supplier<String> accessToken) {
        return new SmtpMailer(connection.with(user, Login.TOKEN, accessToken), riskAccepted);
    }

    /**
     * This mailer with other timeouts. Default: 20 seconds to connect, 2 minutes for each answer.
     *
     * @param connect how long connecting may take
     * @param answer how long each answer may take; well below the runner's 15 minutes of grace
     * @return a mailer of its own
     */
    public SmtpMailer timeouts(Duration connect, Duration answer) {
        return new SmtpMailer(connection.with(connect, answer), riskAccepted);
    }

    /**
     * This mailer with TLS sockets of the host's.
     *
     * @param factory makes them
     * @return a mailer of its own
     */
    public SmtpMailer sockets(SSLSocketFactory factory) {
        return new SmtpMailer(connection.with(factory), riskAccepted);
    }

    /**
     * This mailer, for cold mail too, though its provider's terms forbid it ({@link #terms()}): the provider may close the
     * account. Kept in the audit record of the store. Changes nothing where they do not forbid it.
     *
     * @return a mailer of its own
     */
    public SmtpMailer acceptingColdMailRisk() {
        return new SmtpMailer(connection, true);
    }

    /**
     * What the terms of the provider behind the host say, as far as the host is known to be one's (the resource {@code
     * smtp-terms.txt} beside this class, with sources and dates); else that it is an own server.
     */
    @Override
    public MailerTerms terms() {
        return SmtpTerms.of(connection.host(), riskAccepted);
    }

    @Override
    public Delivery send(Email email, Deadline deadline) {
        MimeMessage message;
        try {
            message = MimeWriter.message(email, session);
        } catch (IllegalArgumentException e) {
            return Delivery.rejected(Delivery.Fault.MESSAGE, "", "it cannot be written as MIME");
        }
        SmtpConversation conversation;
        try {
            conversation = connect();
        } catch (AuthenticationFailedException e) {
            return refused("the server refused the user name or "
                    + (connection.login() == Login.TOKEN ? "access token" : "password"));
        } catch (CredentialsException e) {
            return refused(said(e));
        } catch (SdrException e) {
            return Delivery.deferred(Delivery.Scope.MAILBOX, Optional.empty(), said(e));
        } catch (MessagingException e) {
            String why = unreachable(e);
            log.warn("no mail can be handed over now: {}", why);
            log.debug("connecting failed", e);
            return Delivery.deferred(Delivery.Scope.MAILBOX, Optional.empty(), why);
        } catch (RuntimeException e) {
            log.warn("connecting failed before the server was asked", e);
            return Delivery.deferred(
                    Delivery.Scope.MAILBOX,
                    Optional.empty(),
                    connection.login() == Login.TOKEN
                            ? "no access token could be supplied"
                            : "no password could be supplied");
        }
        Delivery outcome = conversation.send(message, deadline);
        if (conversation.isReusable() && conversation.sent() < MOST_PER_CONNECTION) {
            idle.push(conversation);
        } else {
            conversation.cut();
        }
        return outcome;
    }

    private static Delivery refused(String detail) {
        return Delivery.deferred(Delivery.Scope.CREDENTIALS, Optional.empty(), detail);
    }

    /** The words of our own exceptions, which hold no secret. */
    private static String said(SdrException e) {
        return requireNonNullElse(e.getMessage(), "the access token could not be had");
    }

    /** Why no conversation began. Words of the server are left out: they may repeat what it was told. */
    private String unreachable(MessagingException problem) {
        String server = connection.host() + ":" + connection.port();
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownHostException) {
                return "there is no host " + connection.host();
            } else if (cause instanceof SocketTimeoutException) {
                return server + " does not answer in time";
            } else if (cause instanceof ConnectException) {
                return server + " takes no connection";
            } else if (cause instanceof SSLException) {
                return "there is no TLS with " + server + ": " + requireNonNullElse(cause.getMessage(), "no handshake");
            } else if (cause instanceof AuthenticationFailedException) {
                return server + " cannot check the login now";
            }
        }
        boolean plain = requireNonNullElse(problem.getMessage(), "").contains("STARTTLS");
        return server + (plain ? " offers no STARTTLS" : " cannot be used now");
    }

    private SmtpConversation connect() throws MessagingException {
        for (SmtpConversation kept = idle.poll(); kept != null; kept = idle.poll()) {
            if (kept.isConnected()) { // asks the server
                return kept;
            }
            kept.cut();
        }
        SmtpConversation fresh = new SmtpConversation(session);
        try {
            fresh.connect(
                    connection.host(),
                    connection.port(),
                    connection.user().orElse(null),
                    connection.user().isPresent() ? connection.secret().get() : null);
        } catch (AuthenticationFailedException e) {
            if (fresh.getLastReturnCode() / 100 == 4) { // such as 454, "temporary failure" (RFC 4954 section 6)
                throw new MessagingException("a temporary failure", e);
            }
            throw e;
        }
        return fresh;
    }

    /** Closes idle connections. */
    @Override
    public void close() {
        for (SmtpConversation kept = idle.poll(); kept != null; kept = idle.poll()) {
            kept.cut();
        }
    }
}
