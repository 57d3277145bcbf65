package dev.sdr.inspect;

import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import dev.sdr.inbox.ReplyText;
import dev.sdr.inbox.Triage;
import dev.sdr.inbox.Verdict;
import dev.sdr.inbox.Verdict.Bounce;
import dev.sdr.inbox.Verdict.Kind;
import dev.sdr.reply.ReplyAnalysis;
import dev.sdr.reply.ReplyAnalysis.Intent;
import dev.sdr.reply.ReplyContext;
import dev.sdr.reply.RuleBasedClassifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the library makes of one mail.
 *
 * @param path where it lies
 * @param mail what could be read of it
 * @param text its newly written part
 * @param steps what each question of triage answers
 * @param verdict what it is
 * @param analysis what the words mean; empty for reports and own mail
 */
record Inspection(
        Path path,
        InboundMail mail,
        String text,
        List<Triage.Step> steps,
        Verdict verdict,
        Optional<ReplyAnalysis> analysis) {

    private static final RuleBasedClassifier CLASSIFIER = new RuleBasedClassifier();

    static Inspection of(Path path, Options options) throws IOException {
        byte[] bytes = Files.readAllBytes(path);
        Instant now = options.received().orElseGet(Instant::now);
        InboundMail mail = MimeReader.read(RawMessage.of(path.toString(), asMail(bytes, options), now));
        Instant received = options.received().or(mail::date).orElse(now);
        String text = switch (options.form()) {
            case MAIL -> ReplyText.of(mail);
            case TEXT -> ReplyText.ofText(new String(bytes, StandardCharsets.UTF_8));
            case HTML -> ReplyText.ofHtml(new String(bytes, StandardCharsets.UTF_8));
        };
        List<Triage.Step> steps = Triage.steps(mail, text, options.own(), received, ZoneOffset.UTC);
        Verdict verdict = Triage.judge(mail, text, options.own(), received, ZoneOffset.UTC);
        boolean speaks = verdict.kind() != Kind.OWN
                && verdict.kind() != Kind.DELIVERY_REPORT
                && verdict.kind() != Kind.COMPLAINT;
        Optional<ReplyAnalysis> analysis = speaks
                ? Optional.of(CLASSIFIER.classify(ReplyContext.of(text, mail.subject(), received)))
                : Optional.empty();
        return new Inspection(path, mail, text, steps, verdict, analysis);
    }

    /** A body as the smallest mail around it. */
    private static byte[] asMail(byte[] bytes, Options options) {
        if (options.form() == Options.Form.MAIL) {
            return bytes;
        }
        String type = options.form() == Options.Form.HTML ? "text/html" : "text/plain";
        String head = "Subject: " + options.subject().replaceAll("[\\r\\n]+", " ")
                + "\r\nMIME-Version: 1.0\r\nContent-Type: " + type
                + "; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        byte[] mail = java.util.Arrays.copyOf(start, start.length + bytes.length);
        System.arraycopy(bytes, 0, mail, start.length, bytes.length);
        return mail;
    }

    /** One word for what it is. */
    String kind() {
        return switch (verdict.kind()) {
            case OWN -> "own";
            case DELIVERY_REPORT ->
                switch (verdict.bounce().orElseThrow().severity()) {
                    case DELAYED -> "delayed";
                    case DELIVERED -> "delivered";
                    case HARD, SOFT, BLOCK -> "bounce";
                };
            case COMPLAINT -> "complaint";
            case OUT_OF_OFFICE, AUTOMATIC -> "auto-reply";
            case OPT_OUT -> verdict.complaint().isPresent() ? "complaint" : "person";
            case PERSON -> "person";
        };
    }

    /** How bad a bounce is, in lower case; a delay is soft. Empty for everything else. */
    String bounceClass() {
        return switch (kind()) {
            case "bounce" ->
                verdict.bounce().map(Bounce::severity).orElseThrow().name().toLowerCase(Locale.ROOT);
            case "delayed" -> "soft";
            default -> "";
        };
    }

    /** What its author wants: triage's word is the first. */
    Optional<Intent> intent() {
        return switch (verdict.kind()) {
            case OPT_OUT -> Optional.of(Intent.UNSUBSCRIBE);
            case OUT_OF_OFFICE -> Optional.of(Intent.OUT_OF_OFFICE);
            default -> analysis.map(ReplyAnalysis::intent);
        };
    }

    Optional<LocalDate> returnDate() {
        return verdict.returnDate().or(() -> analysis.flatMap(ReplyAnalysis::returnDate));
    }

    Optional<String> referTo() {
        return verdict.successor().or(() -> analysis.flatMap(ReplyAnalysis::referTo));
    }
}
