package dev.sdr.testkit;

import dev.sdr.channel.Counter;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.channel.TouchState;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.Lead;
import dev.sdr.sequence.Enrollment;
import dev.sdr.store.StoredLead;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Rows for the contract tests. */
final class Samples {

    static final Instant NOW = Instant.parse("2026-03-02T09:00:00.123456Z");

    private Samples() {}

    static UUID id(int number) {
        return new UUID(0x019b00000000_7000L, 0x8000000000000000L + number);
    }

    static StoredLead lead(String name) {
        Lead lead = Lead.of(name, name + "@company.example").with("first_name", "Zoë \"" + name + "\"");
        return StoredLead.bare("key-" + name).with(lead, "m");
    }

    static Enrollment enrollment(int number, String leadId) {
        return new Enrollment(
                id(number),
                leadId,
                "key-" + leadId,
                "seq",
                1,
                "v1",
                "c",
                "m",
                Enrollment.Status.ACTIVE,
                "s",
                NOW,
                NOW,
                "",
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                0,
                NOW);
    }

    static Touch touch(int enrollment, String key, TouchState state) {
        return touch(enrollment, key, state, id(99));
    }

    static Touch touch(int enrollment, String key, TouchState state, UUID attempt) {
        return new Touch(
                new TouchKey(id(enrollment), key),
                "a",
                "email",
                "m",
                state,
                attempt,
                NOW,
                LocalDate.of(2026, 3, 2),
                List.of(new Counter("mailbox", "m", LocalDate.of(2026, 3, 2))),
                enrollment + "-" + key + "@sender.example",
                "t@sender.example",
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                "");
    }

    static Inbound inbound(int number, String identity, String leadId) {
        Inbound message = withoutTouch(number, identity, leadId, List.of());
        return answering(message, new TouchKey(id(1), "s"));
    }

    /** A message as it is once it is known which touch it answers. */
    static Inbound answering(Inbound message, TouchKey touch) {
        return new Inbound(
                message.id(),
                message.identity(),
                message.mailboxId(),
                message.ref(),
                message.receivedAt(),
                message.kind(),
                message.reason(),
                message.senderDomain(),
                message.leadId(),
                Optional.of(touch),
                message.subject(),
                message.text(),
                List.of(),
                message.overtaken(),
                message.state(),
                message.attention(),
                message.lease(),
                message.leaseUntil(),
                message.analysis());
    }

    static Inbound withoutTouch(int number, String identity, String leadId, List<String> references) {
        return inbound(number, identity, "PERSON", Optional.of(leadId), references, Inbound.State.STORED);
    }

    static Inbound stub(int number, String identity, List<String> references) {
        return inbound(number, identity, Inbound.PRIVATE, Optional.empty(), references, Inbound.State.DONE);
    }

    private static Inbound inbound(
            int number,
            String identity,
            String kind,
            Optional<String> leadId,
            List<String> references,
            Inbound.State state) {
        return new Inbound(
                id(number),
                identity,
                "m",
                "INBOX/1/" + number,
                NOW,
                kind,
                "because",
                "company.example",
                leadId,
                Optional.empty(),
                "Grüße",
                "Ja, gerne.\n",
                references,
                true,
                state,
                kind.equals("PERSON") ? Inbound.Attention.WAITING : Inbound.Attention.NONE,
                Optional.empty(),
                Optional.empty(),
                "");
    }
}
