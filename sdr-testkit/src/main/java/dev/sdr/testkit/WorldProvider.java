package dev.sdr.testkit;

import dev.sdr.SequenceRunner;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.MimeWriter;
import dev.sdr.track.MailEvent;
import dev.sdr.track.Visit;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A provider that gives mail another Message-ID, keeps copies in the mailbox and posts events; people who unsubscribe by link;
 * scanners that follow the link. What a node could not take, because it died or its store was away, comes again.
 */
final class WorldProvider {

    static final String PUBLIC = "https://links.sender.example/sdr";

    private static final Pattern LINK = Pattern.compile(Pattern.quote(PUBLIC) + "/u/([\\w-]+)");
    private static final Visit POST = new Visit("POST", "Mozilla/5.0", "192.0.2.1");
    private static final Visit SCAN = new Visit("GET", "Scanner/1.0", "192.0.2.9");
    private static final Duration EVENTS_TAKE = Duration.ofDays(1);

    private final SplittableRandom random;
    private final VirtualClock clock;
    private final List<Act> waiting = new ArrayList<>();
    private final Map<String, Instant> unsubscribed = new HashMap<>();
    private final Map<String, Instant> reported = new HashMap<>();

    /**
     * Something that comes to a node over the web.
     *
     * @param at when
     * @param lead whom it is about
     * @param what what it does
     * @param done where it is noted whom it stops, if it stops
     */
    private record Act(Instant at, String lead, Consumer<SequenceRunner> what, Optional<Map<String, Instant>> done) {}

    WorldProvider(long seed, VirtualClock clock) {
        this.random = new SplittableRandom(~seed);
        this.clock = clock;
    }

    /** The Message-ID under which a mail of ours arrives. */
    static String renamed(String messageId) {
        return "CA" + messageId.substring(0, messageId.indexOf('@')) + "@mail.provider.example";
    }

    /** A mail as it arrives. */
    static Email renamed(Email email) {
        return new Email(
                email.fromName(),
                email.from(),
                email.to(),
                email.subject(),
                email.text(),
                email.html(),
                renamed(email.messageId()),
                email.references(),
                email.headers(),
                email.date());
    }

    /** Whether the answer to a mail says its new id; an adapter may fail to learn it. */
    boolean tellsId() {
        return random.nextInt(5) > 0;
    }

    /** A mail was taken: its copy lies in Sent, and things will happen to it. */
    void taken(Email email, Consumer<WorldMail.Arrived> mailbox) {
        Instant now = clock.instant();
        String lead = email.to().value();
        String copy = new String(MimeWriter.bytes(renamed(email)), StandardCharsets.UTF_8)
                .replaceFirst(
                        "Subject:",
                        Matcher.quoteReplacement(
                                MimeWriter.SENT_ID_HEADER + ": <" + email.messageId() + ">\r\nSubject:"));
        mailbox.accept(new WorldMail.Arrived(
                now.plusSeconds(random.nextInt(1200)), copy, email.from().value(), false));
        post(email, MailEvent.Type.PROCESSED, 2);
        int fate = random.nextInt(100);
        if (fate < 3) {
            post(email, MailEvent.Type.BOUNCED, 30);
        } else if (fate < 5) {
            post(email, MailEvent.Type.BLOCKED, 30);
        } else {
            post(email, MailEvent.Type.DELIVERED, 20);
            after(email, lead, now, fate);
        }
    }

    private void after(Email email, String lead, Instant now, int fate) {
        Matcher link = LINK.matcher(email.headers().getOrDefault("List-Unsubscribe", ""));
        if (!link.find()) {
            throw new IllegalStateException("a mail left without a link to unsubscribe");
        }
        String token = link.group(1);
        if (fate < 30) {
            waiting.add(
                    new Act(now.plusSeconds(25), lead, r -> r.web().unsubscribePage(token, SCAN), Optional.empty()));
        }
        if (fate < 9) {
            Instant at = now.plusSeconds(60L * random.nextInt(4000));
            for (int times = 1 + random.nextInt(2); times > 0; times--) {
                waiting.add(new Act(at, lead, r -> r.web().unsubscribe(token, POST), Optional.of(unsubscribed)));
            }
        } else if (fate < 11) {
            post(email, MailEvent.Type.COMPLAINED, 60 * random.nextInt(4000));
        } else if (fate < 13) {
            post(email, MailEvent.Type.UNSUBSCRIBED, 60 * random.nextInt(4000));
        }
    }

    /** Posted once or more, and by whatever node is asked. */
    private void post(Email email, MailEvent.Type type, int seconds) {
        Instant at = clock.instant().plusSeconds(seconds);
        MailEvent event = new MailEvent(
                "provider",
                type,
                at,
                Optional.of(email.to()),
                Optional.of(email.messageId()),
                Optional.empty(),
                type == MailEvent.Type.BOUNCED ? Map.of(MailEvent.STATUS, "5.1.1") : Map.of());
        boolean stops = type == MailEvent.Type.BOUNCED
                || type == MailEvent.Type.COMPLAINED
                || type == MailEvent.Type.UNSUBSCRIBED;
        for (int times = 1 + random.nextInt(3); times > 0; times--) {
            waiting.add(new Act(
                    at.plusSeconds(random.nextInt(7200)),
                    email.to().value(),
                    r -> r.web().record(List.of(event)),
                    stops ? Optional.of(reported) : Optional.empty()));
        }
    }

    /** What has come by now goes to a node, each at its own; what it could not take waits for the next time. */
    void come(int nodes, BiConsumer<Integer, Consumer<SequenceRunner>> onNode) {
        Instant now = clock.instant();
        List<Act> due = waiting.stream().filter(a -> !a.at().isAfter(now)).toList();
        waiting.removeAll(due);
        for (Act act : due) {
            boolean[] taken = {false};
            onNode.accept(random.nextInt(nodes), runner -> {
                act.what().accept(runner);
                taken[0] = true;
            });
            if (taken[0]) {
                act.done().ifPresent(m -> m.putIfAbsent(act.lead(), clock.instant()));
            } else {
                waiting.add(act);
            }
        }
    }

    /** P3 for what came over the web, and that scanners unsubscribe nobody. */
    List<String> violations(Iterable<WorldMail> mailboxes, List<Lead> leads, SequenceRunner runner) {
        List<String> violations = new ArrayList<>();
        for (WorldMail mail : mailboxes) {
            for (Email email : mail.accepted()) {
                String lead = email.to().value();
                if (email.date().isAfter(unsubscribed.getOrDefault(lead, Instant.MAX))) {
                    violations.add("P3: " + lead + " unsubscribed, and a mail was begun at " + email.date());
                }
                if (email.date().isAfter(end(reported.get(lead)))) {
                    violations.add("P3: a provider reported " + lead + ", and a mail was begun at " + email.date());
                }
            }
        }
        for (Lead lead : leads) {
            String address = lead.email().value();
            boolean byLink = runner.suppressions().of(lead.email()).stream()
                    .anyMatch(s -> s.cause().startsWith("unsubscribe:"));
            if (byLink != unsubscribed.containsKey(address)) {
                violations.add("P6: " + address
                        + (byLink
                                ? " did not unsubscribe, and is suppressed"
                                : " unsubscribed, and is not suppressed"));
            }
            if (reported.containsKey(address)
                    && runner.suppressions().of(lead.email()).isEmpty()) {
                violations.add("P6: a provider reported " + address + ", and it is not suppressed");
            }
        }
        return violations;
    }

    private static Instant end(@Nullable Instant reported) {
        return reported == null ? Instant.MAX : reported.plus(EVENTS_TAKE);
    }
}
