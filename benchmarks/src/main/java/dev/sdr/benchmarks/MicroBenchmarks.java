package dev.sdr.benchmarks;

import dev.sdr.inbox.InboundMail;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import dev.sdr.inbox.ReplyText;
import dev.sdr.inbox.Triage;
import dev.sdr.inbox.Verdict;
import dev.sdr.lead.EmailAddress;
import dev.sdr.sequence.Template;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The parts that need no database. */
@State(Scope.Thread)
public class MicroBenchmarks {

    private static final Instant AT = Instant.parse("2026-01-05T10:00:00Z");

    private final Template template = Template.of(Mail.TEXT);
    private final Map<String, String> values =
            Map.of("first_name", "Lee", "company_name", "Company", "sender_first_name", "Ann");
    private final RawMessage raw = RawMessage.of("m1", Messages.of(1, "lee@company.example", "abc@sender.example"), AT);
    private final InboundMail mail = MimeReader.read(raw);
    private final String text = ReplyText.of(mail);
    private final Set<EmailAddress> own = Set.of(EmailAddress.of("ann0@sender.example"));

    /** Renders the text of a step. */
    @Benchmark
    public Template.Rendered render() {
        return template.render(values);
    }

    /** Parses a reply of two parts and finds what is new in it. */
    @Benchmark
    public String mime() {
        return ReplyText.of(MimeReader.read(raw));
    }

    /** Judges a parsed reply. */
    @Benchmark
    public Verdict triage() {
        return Triage.judge(mail, text, own, AT, ZoneOffset.UTC);
    }
}
