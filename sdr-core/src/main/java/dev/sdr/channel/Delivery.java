package dev.sdr.channel;

import static java.util.Objects.requireNonNull;

import java.time.Instant;
import java.util.Optional;

/**
 * What became of a touch that was handed to a mailer or channel. A value, not an exception: whatever is thrown instead
 * counts as {@link #uncertain}.
 */
public final class Delivery {

    /** The cases. */
    public enum Kind {
        /** The provider took it. It may still bounce. */
        ACCEPTED,
        /** The channel took it and says later what became of it. */
        PENDING,
        /** The provider refused it for good. */
        REJECTED,
        /** Certainly not taken; may be tried again later. */
        DEFERRED,
        /** Perhaps taken, perhaps not. It is never sent again blindly. */
        UNCERTAIN
    }

    /** Whose fault a rejection is. */
    public enum Fault {
        /** The recipient's: the address does not exist or does not take mail. */
        RECIPIENT,
        /** The sender's: a block, a policy, the sender's reputation. */
        SENDER,
        /** The message's: too large, malformed, refused content. The step holds. */
        MESSAGE
    }

    /** What a deferral is about. */
    public enum Scope {
        /** This touch only. */
        TOUCH,
        /** Everything from this mailbox or channel account. */
        MAILBOX,
        /**
         * Everything from this mailbox or channel account, because its credentials were refused. Trying again does not help
         * until a person has acted.
         */
        CREDENTIALS
    }

    private final Kind kind;
    private final Optional<String> providerId;
    private final Optional<String> providerThread;
    private final Optional<Fault> fault;
    private final Scope scope;
    private final Optional<Instant> when;
    private final String code;
    private final String detail;

    private Delivery(
            Kind kind,
            Optional<String> providerId,
            Optional<String> providerThread,
            Optional<Fault> fault,
            Scope scope,
            Optional<Instant> when,
            String code,
            String detail) {
        this.kind = kind;
        this.providerId = providerId;
        this.providerThread = providerThread;
        this.fault = fault;
        this.scope = scope;
        this.when = when;
        this.code = requireNonNull(code, "code");
        this.detail = requireNonNull(detail, "detail");
    }

    private static Delivery of(Kind kind, String detail) {
        return new Delivery(
                kind, Optional.empty(), Optional.empty(), Optional.empty(), Scope.TOUCH, Optional.empty(), "", detail);
    }

    /**
     * The provider took it and gave no id of its own.
     *
     * @return the outcome
     */
    public static Delivery accepted() {
        return of(Kind.ACCEPTED, "");
    }

    /**
     * The provider took it.
     *
     * @param providerId the id under which replies and events will name it, for email the Message-ID if the
     *     provider changed ours (angle brackets around it are taken off), else the provider's own id
     * @return the outcome
     */
    public static Delivery accepted(String providerId) {
        return accepted(providerId, Optional.empty());
    }

    /**
     * The provider took it.
     *
     * @param providerId as in {@link #accepted(String)}
     * @param providerThread the provider's id of the conversation, if it has one
     * @return the outcome
     */
    public static Delivery accepted(String providerId, Optional<String> providerThread) {
        requireNonNull(providerThread, "providerThread");
        return new Delivery(
                Kind.ACCEPTED,
                Optional.of(bare(providerId)),
                providerThread,
                Optional.empty(),
                Scope.TOUCH,
                Optional.empty(),
                "",
                "");
    }

    /** Replies are matched by the id alone; a header has it in angle brackets (RFC 5322, section 3.6.4). */
    private static String bare(String id) {
        return id.startsWith("<") && id.endsWith(">") ? id.substring(1, id.length() - 1) : id;
    }

    /**
     * The channel took it and answers later through {@link OutcomeLookup}.
     *
     * @param handle what to ask with
     * @param checkAt when to ask first
     * @return the outcome
     */
    public static Delivery pending(String handle, Instant checkAt) {
        return new Delivery(
                Kind.PENDING,
                Optional.of(handle),
                Optional.empty(),
                Optional.empty(),
                Scope.TOUCH,
                Optional.of(checkAt),
                "",
                "");
    }

    /**
     * The provider refused it for good.
     *
     * @param fault whose fault it is
     * @param code the provider's code, such as {@code 5.1.1} (RFC 3463); empty if none
     * @param detail the provider's words, without message text
     * @return the outcome
     */
    public static Delivery rejected(Fault fault, String code, String detail) {
        return new Delivery(
                Kind.REJECTED,
                Optional.empty(),
                Optional.empty(),
                Optional.of(fault),
                Scope.TOUCH,
                Optional.empty(),
                code,
                detail);
    }

    /**
     * Certainly not taken. Say this only when the provider cannot have taken the message: a refused connection, an answer
     * that says so.
     *
     * @param scope this touch, or everything from this mailbox
     * @param when when to try again; empty lets the runner choose
     * @param detail the provider's words, without message text
     * @return the outcome
     */
    public static Delivery deferred(Scope scope, Optional<Instant> when, String detail) {
        requireNonNull(scope, "scope");
        requireNonNull(when, "when");
        return new Delivery(
                Kind.DEFERRED, Optional.empty(), Optional.empty(), Optional.empty(), scope, when, "", detail);
    }

    /**
     * Not handed over because its {@link Deadline} had passed.
     *
     * @return a deferral of this touch
     */
    public static Delivery late() {
        return deferred(Scope.TOUCH, Optional.empty(), "the hand-over deadline had passed");
    }

    /**
     * Perhaps taken, perhaps not: a timeout or lost connection after the message was on its way.
     *
     * @param detail what happened, without message text
     * @return the outcome
     */
    public static Delivery uncertain(String detail) {
        return of(Kind.UNCERTAIN, detail);
    }

    /**
     * The case.
     *
     * @return the kind
     */
    public Kind kind() {
        return kind;
    }

    /**
     * The provider's id (accepted) or the handle (pending).
     *
     * @return the id, if there is one
     */
    public Optional<String> providerId() {
        return providerId;
    }

    /**
     * The provider's id of the conversation.
     *
     * @return the id, if there is one
     */
    public Optional<String> providerThread() {
        return providerThread;
    }

    /**
     * Whose fault a rejection is.
     *
     * @return the fault; empty unless rejected
     */
    public Optional<Fault> fault() {
        return fault;
    }

    /**
     * What a deferral is about.
     *
     * @return the scope; {@link Scope#TOUCH} unless deferred
     */
    public Scope scope() {
        return scope;
    }

    /**
     * When to try again (deferred) or to ask (pending).
     *
     * @return the instant, if one was given
     */
    public Optional<Instant> when() {
        return when;
    }

    /**
     * The provider's code of a rejection.
     *
     * @return the code, or empty text
     */
    public String code() {
        return code;
    }

    /**
     * The provider's words.
     *
     * @return one line for a person, or empty text
     */
    public String detail() {
        return detail;
    }

    @Override
    public String toString() {
        return kind
                + fault.map(f -> " " + f).orElse("")
                + (code.isEmpty() ? "" : " " + code)
                + (detail.isEmpty() ? "" : " (" + detail + ")");
    }
}
