package dev.sdr.internal.engine;

import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchContent;
import dev.sdr.channel.TouchKey;
import dev.sdr.compose.ComposeRequest;
import dev.sdr.compose.Composer;
import dev.sdr.compose.Composition;
import dev.sdr.compose.Footer;
import dev.sdr.compose.Outgoing;
import dev.sdr.compose.PlaceholderValues;
import dev.sdr.error.RetryableException;
import dev.sdr.gate.Decision;
import dev.sdr.gate.GateChain;
import dev.sdr.gate.TouchKind;
import dev.sdr.internal.engine.Facts.Known;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Step;
import dev.sdr.sequence.Template;
import dev.sdr.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Writes the message of a step and checks it (promise P7). Nothing leaves that did not come through here. */
final class Composing {

    private static final Duration RETRY = Duration.ofMinutes(5);
    /** What holds a step whose message cannot be written. */
    static final String GATE = "message";

    static final String REMEDY = "mend the template or the lead's data";

    private static final String FOR_NOW = "composing failed for now";
    private static final String FAILED = "the composer failed";

    private static final String HIDDEN_FOOTER =
            "the footer would not be seen: the HTML does not close a comment, script or"
                    + " style, or has </body> in one";

    private final Context context;
    private final TrackedHtml tracking;

    /**
     * A written message, or the hold that keeps it.
     *
     * @param prepared the message
     * @param hold why there is none
     * @param failure what the composer failed with, in a line, if it did
     */
    record Result(Optional<Prepared> prepared, Optional<Decision> hold, Optional<String> failure) {

        Result(Optional<Prepared> prepared, Optional<Decision> hold) {
            this(prepared, hold, Optional.empty());
        }
    }

    /** What helps against a hold of this gate. */
    static String remedy(String reason) {
        return reason.startsWith(FOR_NOW)
                ? "it is tried again by itself"
                : reason.startsWith(FAILED) ? "look into the log; it is tried again by itself" : REMEDY;
    }

    Composing(Context context) {
        this.context = context;
        this.tracking = new TrackedHtml(context);
    }

    /** Reads the words of earlier touches that composing needs. A sequence's step has none before its touch was begun. */
    static Map<TouchKey, TouchContent> contents(Tx tx, Collection<Known> known) {
        List<TouchKey> keys = new ArrayList<>();
        for (Known k : known) {
            if (k.touch().isPresent() || Facts.kind(k.enrollment()) != TouchKind.STEP) {
                keys.add(new TouchKey(k.enrollment().id(), k.enrollment().stepId()));
            }
            k.step().flatMap(step -> threadStart(k, step)).ifPresent(t -> keys.add(t.id()));
        }
        return tx.touches().contents(keys).stream().collect(Collectors.toMap(TouchContent::id, Function.identity()));
    }

    /** Writes the message of the enrollment's next step. */
    Result compose(Known known, Map<TouchKey, TouchContent> contents, Instant now) {
        Enrollment e = known.enrollment();
        Step step = known.step().orElseThrow();
        Mailbox mailbox =
                context.host.accounts().find(e.mailboxId()).orElseThrow().mailbox();
        Lead lead = known.lead().lead().orElseThrow();
        String messageId = messageId(e, step.id(), mailbox);
        Optional<Touch> start = threadStart(known, step);
        String thread = start.map(Touch::thread).orElse(messageId);
        TouchContent earlier = contents.get(new TouchKey(e.id(), step.id()));
        if (earlier != null && Facts.kind(e) == TouchKind.ANSWER && isOther(earlier, lead)) {
            return hold(now, GateChain.LONGEST_HOLD, "it was approved for another recipient", "write the answer anew");
        }
        Map<String, String> headers = unsubscribe(known, step, messageId, mailbox);
        if (earlier != null && earlier.version().equals(e.version()) && mayLeave(step, earlier)) {
            TouchContent again = to(earlier, recipient(lead));
            return new Result(Optional.of(new Prepared(known, again, messageId, thread, headers)), Optional.empty());
        }
        if (Facts.kind(e) == TouchKind.ANSWER) {
            String gone = "the words that were approved are gone, or lack today's footer";
            return hold(now, GateChain.LONGEST_HOLD, gone, "write the answer anew");
        }
        try {
            Composer composer =
                    Facts.kind(e) == TouchKind.MANUAL ? Sharing.TEMPLATES : Sharing.composer(context.host, lead);
            Composition written = composer.compose(request(known, step, mailbox));
            Optional<String> threadSubject = start.flatMap(t -> threadSubject(known, t, contents, mailbox));
            Outgoing out = step.channel().equals(Step.EMAIL)
                    ? Outgoing.email(
                            withoutFalseReply(written, start.isPresent()),
                            threadSubject,
                            footer(known, lead, messageId))
                    : Outgoing.other(written);
            if (!out.problems().isEmpty()) {
                return hold(now, GateChain.LONGEST_HOLD, String.join("; ", out.problems()), REMEDY);
            }
            TouchContent content = new TouchContent(
                    new TouchKey(e.id(), step.id()),
                    e.version(),
                    recipient(lead),
                    out.subject(),
                    out.text(),
                    out.html().map(html -> tracked(known, step, html, messageId)),
                    references(known, start));
            if (!mayLeave(step, content)) {
                return hold(now, GateChain.LONGEST_HOLD, HIDDEN_FOOTER, REMEDY);
            }
            Prepared prepared = new Prepared(known, content, messageId, thread, headers);
            if (step.channel().equals(Step.EMAIL)) {
                email(prepared, mailbox, now); // refuses header injection now rather than after the begin
            }
            return new Result(Optional.of(prepared), Optional.empty());
        } catch (RetryableException ex) {
            Duration wait = ex.retryAfter().filter(w -> w.compareTo(RETRY) > 0).orElse(RETRY);
            Duration bounded = wait.compareTo(GateChain.LONGEST_HOLD) > 0 ? GateChain.LONGEST_HOLD : wait;
            return failed(now, bounded, context.failed(FOR_NOW, ex));
        } catch (IllegalArgumentException ex) {
            return hold(now, GateChain.LONGEST_HOLD, String.valueOf(ex.getMessage()), REMEDY);
        } catch (RuntimeException ex) {
            return failed(now, RETRY, context.failed(FAILED, ex));
        }
    }

    /** Whether words may leave: no mail does without its footer, whoever wrote it and whenever (promise P7). */
    private boolean mayLeave(Step step, TouchContent content) {
        Sender sender = context.settings.sender();
        return !step.channel().equals(Step.EMAIL)
                || (Footer.isIn(content.text(), sender)
                        && content.html()
                                .filter(h -> !Footer.isShownIn(h, sender))
                                .isEmpty());
    }

    /** The footer of a mail that is no answer: with the unsubscribe link, if our pages are mounted. */
    private Footer footer(Known known, Lead lead, String messageId) {
        Footer footer = footer(context.settings, known.said().discloses(), lead);
        return context.settings
                .publicUrl()
                .map(u -> footer.withUnsubscribe(u.unsubscribe(token(known.enrollment(), messageId))))
                .orElse(footer);
    }

    /** The footer, with where the address came from and the privacy notice if the mail is to say so. */
    static Footer footer(Settings settings, boolean discloses, Lead lead) {
        Footer footer = Footer.of(settings.sender());
        return discloses ? footer.forFirstContact(lead.attribute(Lead.SOURCE)) : footer;
    }

    /** How the mail says to unsubscribe: not in an answer, which is one person's to another. */
    private Map<String, String> unsubscribe(Known known, Step step, String messageId, Mailbox mailbox) {
        return step.channel().equals(Step.EMAIL) && Facts.kind(known.enrollment()) != TouchKind.ANSWER
                ? Unsubscribing.headers(token(known.enrollment(), messageId), mailbox, context.settings.publicUrl())
                : Map.of();
    }

    private String token(Enrollment e, String messageId) {
        return context.tokens.unsubscribe(new Tokens.Unsubscribe(e.addressKey(), messageId));
    }

    private String tracked(Known known, Step step, String html, String messageId) {
        return step.channel().equals(Step.EMAIL) && Facts.kind(known.enrollment()) == TouchKind.STEP
                ? tracking.of(html, messageId, known.purpose())
                : html;
    }

    /** Where the mail to a lead goes: to the lead, or where all mail of this runner goes. */
    private String recipient(Lead lead) {
        return context.settings.redirect().orElse(lead.email()).value();
    }

    private boolean isOther(TouchContent approved, Lead lead) {
        return context.settings.redirect().isEmpty()
                && !approved.to().equals(lead.email().value());
    }

    /** Kept words may be those of another runner, which redirected elsewhere or not at all. */
    private static TouchContent to(TouchContent kept, String recipient) {
        return new TouchContent(
                kept.id(), kept.version(), recipient, kept.subject(), kept.text(), kept.html(), kept.references());
    }

    /** The subject of the mail that started a thread; of one that a restored database forgot, what its step says. */
    private Optional<String> threadSubject(
            Known known, Touch start, Map<TouchKey, TouchContent> contents, Mailbox mailbox) {
        Optional<String> kept = Optional.ofNullable(contents.get(start.id())).map(TouchContent::subject);
        return kept.or(() -> known.sequence()
                .flatMap(s -> s.step(start.id().key()))
                .flatMap(Step::subject)
                .map(subject -> Template.of(subject).render(values(known, mailbox)))
                .filter(rendered -> rendered.missing().isEmpty())
                .map(Template.Rendered::text));
    }

    private ComposeRequest request(Known known, Step step, Mailbox mailbox) {
        Lead lead = known.lead().lead().orElseThrow();
        Enrollment e = known.enrollment();
        return new ComposeRequest(
                lead, e.sequenceId(), step, values(known, mailbox), e.campaignId(), Optional.of(e.id()));
    }

    private Map<String, String> values(Known known, Mailbox mailbox) {
        return PlaceholderValues.of(known.lead().lead().orElseThrow(), mailbox, context.settings.sender());
    }

    /** The mail of a prepared step. */
    static Email email(Prepared prepared, Mailbox mailbox, Instant date) {
        TouchContent content = prepared.content();
        EmailAddress to = EmailAddress.of(content.to());
        return new Email(
                mailbox.name(),
                mailbox.address(),
                to,
                content.subject(),
                content.text(),
                content.html(),
                prepared.messageId(),
                content.references(),
                headers(prepared, mailbox, to),
                date);
    }

    private static Map<String, String> headers(Prepared prepared, Mailbox mailbox, EmailAddress to) {
        Map<String, String> headers = new HashMap<>(prepared.headers());
        EmailAddress lead = prepared.known().lead().lead().orElseThrow().email();
        if (!to.equals(lead)) {
            headers.put("X-Original-To", lead.value());
        }
        ReplyToken.address(mailbox, prepared.messageId()).ifPresent(a -> headers.put("Reply-To", a));
        if (Answers.isAutomatic(prepared.known().enrollment())) {
            headers.put("Auto-Submitted", "auto-replied"); // RFC 3834 section 5
            headers.put("X-Auto-Response-Suppress", "All");
        }
        return headers;
    }

    private String messageId(Enrollment e, String stepId, Mailbox mailbox) {
        return messageId(context.keys, e, stepId, mailbox.address().domain());
    }

    /** The Message-ID of a step's mail: made of natural keys only, so that a restored database makes the same (S4). */
    static String messageId(Keys keys, Enrollment e, String stepId, String domain) {
        return keys.messageId(domain, e.mailboxId(), e.addressKey(), e.sequenceId(), Integer.toString(e.run()), stepId);
    }

    private static Result failed(Instant now, Duration wait, String what) {
        Result hold = hold(now, wait, what, remedy(what));
        return new Result(hold.prepared(), hold.hold(), Optional.of(what));
    }

    private static Result hold(Instant now, Duration wait, String reason, String remedy) {
        return new Result(Optional.empty(), Optional.of(GateChain.hold(now, now.plus(wait), GATE, reason, remedy)));
    }

    /** The mail that started the thread this step continues, if it may have left. */
    private static Optional<Touch> threadStart(Known known, Step step) {
        if (!step.channel().equals(Step.EMAIL)) {
            return Optional.empty();
        }
        return known.sequence()
                .flatMap(s -> s.threadOf(step))
                .flatMap(id -> known.touches().stream()
                        .filter(t -> t.id().key().equals(id) && t.state().mayHaveLeft())
                        .findFirst());
    }

    private static List<String> references(Known known, Optional<Touch> start) {
        if (start.isEmpty()) {
            return List.of();
        }
        return known.touches().stream()
                .filter(t ->
                        t.thread().equals(start.get().thread()) && t.state().mayHaveLeft())
                .map(Touch::effectiveMessageId)
                .toList();
    }

    /** A step that continues a thread that never began starts one, without a "Re:" that would be false. */
    static Composition withoutFalseReply(Composition written, boolean inThread) {
        String subject = written.subject().strip();
        while (!inThread && subject.regionMatches(true, 0, "Re:", 0, 3)) {
            subject = subject.substring(3).strip();
        }
        return new Composition(subject, written.text(), written.html(), written.problems());
    }
}
