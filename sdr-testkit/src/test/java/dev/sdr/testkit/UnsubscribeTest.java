package dev.sdr.testkit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.answer.Draft;
import dev.sdr.channel.Delivery;
import dev.sdr.compose.OneOff;
import dev.sdr.consent.Suppression;
import dev.sdr.error.ConfigurationException;
import dev.sdr.event.Event;
import dev.sdr.inbox.Inbound;
import dev.sdr.lead.EmailAddress;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.MimeWriter;
import dev.sdr.reply.RuleBasedClassifier;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.Enrollment;
import dev.sdr.sequence.Sequence;
import dev.sdr.store.RetentionPolicy;
import dev.sdr.track.Tracking;
import dev.sdr.track.Visit;
import java.net.URI;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Unsubscribing, by the link and by mail. */
class UnsubscribeTest {

    private static final String PUBLIC = "https://links.sender.example/sdr";
    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final EmailAddress JANES = JANE.email();
    private static final Visit POST = new Visit("POST", "Mail client", "192.0.2.1");
    private static final Pattern LINK = Pattern.compile(PUBLIC + "/u/([\\w-]+)");

    private static final Sequence STEPS = Sequence.builder("steps")
            .email("one", s -> s.subject("One").text("One.").html("<p>One.</p>"))
            .email("two", s -> s.text("Two.").after(Delay.days(1)))
            .build();
    private static final Sequence OTHER = Sequence.builder("other")
            .email("one", s -> s.subject("Other").text("Other.").after(Delay.days(1)))
            .build();

    private final Office office = new Office();

    private RunnerBuilder builder() {
        return office.runner(STEPS, OTHER).publicUrl(PUBLIC);
    }

    private SequenceRunner sentToJane() {
        SequenceRunner runner = builder().build();
        runner.enroll(JANE, "steps");
        run(runner);
        assertThat(office.sent).hasSize(1);
        return runner;
    }

    private static void run(SequenceRunner runner) {
        assertThat(runner.runOnce().problems()).isEmpty();
    }

    private void dayLater(SequenceRunner runner) {
        office.clock.advance(Duration.ofDays(1));
        run(runner);
    }

    private static String token(Email email) {
        Matcher link = LINK.matcher(email.headers().getOrDefault("List-Unsubscribe", ""));
        assertThat(link.find()).isTrue();
        return link.group(1);
    }

    private static List<Event> events(SequenceRunner runner, String type) {
        return runner.events().after("", 1000).events().stream()
                .filter(e -> e.type().equals(type))
                .toList();
    }

    @Test
    void aMailNamesOneAddressOfTheWebAndOneToWriteTo() {
        SequenceRunner runner = sentToJane();
        Email email = office.sent.get(0);
        String token = token(email);

        assertThat(email.headers().get("List-Unsubscribe"))
                .isEqualTo("<" + PUBLIC + "/u/" + token + ">, <mailto:ann@sender.example?subject=unsubscribe%20" + token
                        + ">");
        assertThat(email.headers()).containsEntry("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        assertThat(email.text()).endsWith("\nUnsubscribe: " + PUBLIC + "/u/" + token + "\n");
        assertThat(email.html().orElseThrow())
                .contains("<a href=\"" + PUBLIC + "/u/" + token + "\" data-no-track>Unsubscribe</a>");
        assertThat(token).doesNotContain("jane").hasSizeLessThan(130);

        String bytes = new String(MimeWriter.bytes(email), US_ASCII);
        String head = bytes.substring(0, bytes.indexOf("\r\n\r\n"));
        assertThat(head.replace("\r\n ", " ").lines())
                .contains("List-Unsubscribe: " + email.headers().get("List-Unsubscribe"))
                .contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click");
        assertThat(head.lines().filter(l -> l.startsWith(" <mailto:"))).hasSize(1); // one address a line

        runner.send(Lead.of("joe", "joe@company.example"), OneOff.of("note", "A note", "One note."));
        assertThat(office.sent.get(1).headers()).containsKeys("List-Unsubscribe", "List-Unsubscribe-Post");
        assertThat(token(office.sent.get(1))).isNotEqualTo(token);
    }

    @Test
    void withoutPagesOfOursAMailNamesOnlyWhomToWriteTo() {
        office.mailbox = dev.sdr.mail.Mailbox.of("o'hara&co@sender.example", java.time.ZoneOffset.UTC);
        SequenceRunner runner = office.runner(STEPS).build();
        runner.enroll(JANE, "steps");
        run(runner);

        assertThat(office.sent.get(0).headers().get("List-Unsubscribe"))
                .matches("<mailto:o'hara%26co@sender\\.example\\?subject=unsubscribe%20[\\w-]+>");
        assertThat(office.sent.get(0).headers()).doesNotContainKey("List-Unsubscribe-Post");
        assertThat(office.sent.get(0).text()).doesNotContain("Unsubscribe").contains("Reply \"stop\"");
    }

    @Test
    void oneClickStopsEverythingForThePersonOnce() {
        SequenceRunner runner = sentToJane();
        runner.enroll(JANE, "other");
        String token = token(office.sent.get(0));

        assertThat(runner.web().unsubscribe(token, POST)).isTrue();
        assertThat(runner.web().unsubscribe(token, POST)).isTrue();
        dayLater(runner);

        assertThat(office.sent).hasSize(1);
        List<Suppression> entries = runner.suppressions().of(JANES);
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).detail()).isEqualTo("unsubscribed with the link of a mail");
        assertThat(entries.get(0).cause()).contains(office.sent.get(0).messageId());
        assertThat(entries.get(0).at()).isEqualTo(office.clock.instant().minus(Duration.ofDays(1)));
        assertThat(events(runner, Event.OPTED_OUT)).hasSize(1);
        assertThat(runner.enrollments().of("jane"))
                .hasSize(2)
                .allSatisfy(e -> assertThat(e.status()).isEqualTo(Enrollment.Status.STOPPED));
    }

    @Test
    void noWayOfSendingReachesWhoUnsubscribed() {
        SequenceRunner runner = sentToJane();
        office.arrives(
                "Jane <jane@company.example>",
                "In-Reply-To: <" + office.sent.get(0).messageId() + ">\r\nSubject: Re: One\r\n",
                "Sounds good, please tell me more about it.");
        run(runner);
        Draft draft = runner.replies().waiting(1).get(0).draft().orElseThrow();
        assertThat(runner.replies().approve(draft.inboundId(), draft.hash())).isTrue();
        runner.enroll(JANE, "other");

        runner.web().unsubscribe(token(office.sent.get(0)), POST);
        run(runner);
        Lead again = Lead.of("jane", "Jane@COMPANY.example"); // imported once more, in another spelling
        runner.enroll(again, "other");
        assertThatThrownBy(() -> runner.send(again, OneOff.of("note", "A note", "One note.")))
                .isInstanceOf(ConfigurationException.class);
        for (int day = 0; day < 10; day++) {
            dayLater(runner);
        }

        assertThat(office.sent).hasSize(1);
        assertThat(runner.replies().waiting(10)).isEmpty();
        int events = runner.events().after("", 1000).events().size();
        dayLater(runner);
        assertThat(runner.events().after("", 1000).events()).hasSize(events); // nothing is tried, or told, again
    }

    @Test
    void lookingAtThePageUnsubscribesNobody() {
        SequenceRunner runner = sentToJane();
        String token = token(office.sent.get(0));

        for (int i = 0; i < 3; i++) {
            assertThat(runner.web().isUnsubscribe(token)).isTrue();
            assertThat(runner.web().unsubscribePage(token, new Visit("GET", "Scanner", "192.0.2.9")))
                    .isTrue();
        }
        dayLater(runner);

        assertThat(runner.suppressions().of(JANES)).isEmpty();
        assertThat(office.sent).hasSize(2);
    }

    @Test
    void afterAConsentTheSameLinkCountsAgain() {
        SequenceRunner runner = sentToJane();
        String token = token(office.sent.get(0));
        runner.web().unsubscribe(token, POST);
        runner.suppressions().consent(JANES, "asked by phone to be written to again");
        assertThat(runner.suppressions().of(JANES)).isEmpty();

        runner.web().unsubscribe(token, POST);
        assertThat(runner.suppressions().of(JANES)).hasSize(1);
    }

    @Test
    void everyChangedTokenIsRefused() {
        SequenceRunner runner = sentToJane();
        String token = token(office.sent.get(0));
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        for (int i = 0; i < token.length(); i++) {
            for (int bit = 1; bit < 64; bit <<= 1) {
                char other = letters.charAt(letters.indexOf(token.charAt(i)) ^ bit);
                String changed = token.substring(0, i) + other + token.substring(i + 1);
                assertThat(runner.web().unsubscribe(changed, POST))
                        .as("%s at %s", changed, i)
                        .isFalse();
            }
        }
        for (String wrong : List.of(
                "",
                "=",
                "u",
                token + "=",
                token + "A",
                token.substring(1),
                " " + token,
                "%",
                "\u0000",
                "A".repeat(24),
                "A".repeat(100_000))) {
            assertThat(runner.web().unsubscribe(wrong, POST)).isFalse();
            assertThat(runner.web().isUnsubscribe(wrong)).isFalse();
            assertThat(runner.web().click(wrong, POST)).isEmpty();
        }
        for (int end = 0; end < token.length(); end++) {
            assertThat(runner.web().isUnsubscribe(token.substring(0, end))).isFalse();
        }
        assertThat(runner.suppressions().list(Optional.empty(), 10)).isEmpty();
        assertThat(runner.web().unsubscribe(token, POST)).isTrue();
    }

    @Test
    void aTokenOfOneKindIsNoneOfAnother() {
        Sequence html = Sequence.builder("html")
                .email("one", s -> s.subject("One").text("One.").html("<a href='https://x.example/'>See</a>"))
                .build();
        SequenceRunner runner = office.runner(html)
                .publicUrl(PUBLIC)
                .tracking(Tracking.opensAndClicks().alsoCold())
                .build();
        runner.enroll(JANE, "html");
        run(runner);
        String body = office.sent.get(0).html().orElseThrow();
        Matcher click = Pattern.compile("/c/([\\w-]+)").matcher(body);
        Matcher open = Pattern.compile("/o/([\\w-]+)\\.gif").matcher(body);
        assertThat(click.find() && open.find()).isTrue();

        assertThat(runner.web().click(click.group(1), POST)).contains(URI.create("https://x.example/"));
        assertThat(runner.web().isUnsubscribe(click.group(1))).isFalse();
        assertThat(runner.web().isUnsubscribe(open.group(1))).isFalse();
        assertThat(runner.web().click(open.group(1), POST)).isEmpty();
        assertThat(runner.web().click(token(office.sent.get(0)), POST)).isEmpty();
    }

    @Test
    void tokensOutliveRotationsOfTheirKeysOnEveryNode() {
        SequenceRunner runner = sentToJane();
        SequenceRunner another = builder().build();
        String before = token(office.sent.get(0));
        assertThat(another.web().isUnsubscribe(before)).isTrue();

        for (int i = 0; i < 3; i++) {
            runner.web().rotateKeys();
        }
        dayLater(runner);
        String after = token(office.sent.get(1));

        assertThat(Base64.getUrlDecoder().decode(before)[0])
                .isEqualTo((byte) 0); // the number of the key stands in front
        assertThat(Base64.getUrlDecoder().decode(after)[0]).isEqualTo((byte) 3);
        for (SequenceRunner node : List.of(runner, another, builder().build())) {
            assertThat(node.web().isUnsubscribe(before)).isTrue();
            assertThat(node.web().isUnsubscribe(after)).isTrue();
        }
    }

    @Test
    void keysAreRotatedAtMost255Times() {
        SequenceRunner runner = sentToJane();
        String before = token(office.sent.get(0));
        for (int i = 0; i < 255; i++) {
            runner.web().rotateKeys();
        }
        assertThatThrownBy(() -> runner.web().rotateKeys()).hasMessageContaining("255 times");
        dayLater(runner);
        assertThat(runner.web().isUnsubscribe(before)).isTrue();
        assertThat(runner.web().unsubscribe(token(office.sent.get(1)), POST)).isTrue();
    }

    @Test
    void aTokenNeedsNeitherItsLeadNorTheKeyRotationThatARestoreForgot() {
        SequenceRunner runner = builder().build();
        runner.enroll(Lead.of("joe", "joe@company.example"), "other");
        office.store.backUp();
        runner.web().rotateKeys();
        runner.enroll(JANE, "steps");
        run(runner);
        String token = token(office.sent.get(0));
        office.store.setBack();

        SequenceRunner restored = builder().build();
        assertThat(restored.enrollments().of("jane")).isEmpty();
        assertThat(restored.web().unsubscribe(token, POST)).isTrue();
        assertThat(restored.suppressions().of(JANES)).hasSize(1);
        restored.adopt(office.clock.instant());
        restored.enroll(JANE, "other");
        office.clock.advance(Duration.ofDays(2));
        restored.runOnce();
        assertThat(office.sent).noneMatch(e -> e.subject().equals("Other") && e.to().equals(JANES));
    }

    @Test
    void aTokenWorksYearsLaterWhenTheTouchIsGone() {
        SequenceRunner runner = sentToJane();
        dayLater(runner);
        office.clock.advance(Duration.ofDays(3 * 365));
        Duration month = Duration.ofDays(30);
        runner.retain(RetentionPolicy.keepAll()
                .messageTexts(month)
                .touches(month)
                .inboundTexts(month)
                .events(month));
        assertThat(runner.enrollments().touches("jane")).isEmpty();

        assertThat(runner.web().unsubscribe(token(office.sent.get(0)), POST)).isTrue();
        assertThat(runner.suppressions().of(JANES)).hasSize(1);
    }

    @Test
    void aRetryIsTheSameMail() {
        SequenceRunner runner = office.runner(STEPS)
                .publicUrl(PUBLIC)
                .tracking(Tracking.opensAndClicks().alsoCold())
                .build();
        office.outcome = Delivery.deferred(Delivery.Scope.TOUCH, Optional.empty(), "try later");
        runner.enroll(JANE, "steps");
        run(runner);
        office.outcome = Delivery.accepted();
        dayLater(runner);

        Email first = office.sent.get(0);
        Email again = office.sent.get(1);
        assertThat(again.messageId()).isEqualTo(first.messageId());
        assertThat(again.headers()).isEqualTo(first.headers());
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.html()).isEqualTo(first.html());
    }

    @Test
    void aMailWithTheTokenUnsubscribesWhomItNamesWhoeverSendsIt() {
        AtomicInteger asked = new AtomicInteger();
        SequenceRunner runner = office.runner(STEPS, OTHER)
                .classifier(reply -> {
                    asked.incrementAndGet();
                    return new RuleBasedClassifier().classify(reply);
                })
                .build();
        runner.enroll(JANE, "steps");
        runner.enroll(Lead.of("joe", "joe@company.example"), "other");
        run(runner);
        String subject = subject(office.sent.get(0));

        office.arrives(
                "Joe <joe@company.example>", "Subject: " + subject + "\r\nAuto-Submitted: auto-generated\r\n", "Bye.");
        dayLater(runner);

        assertThat(runner.suppressions().of(JANES))
                .extracting(Suppression::detail)
                .containsExactly("unsubscribed by a mail program");
        assertThat(runner.suppressions().of(EmailAddress.of("joe@company.example")))
                .isEmpty();
        assertThat(office.sent)
                .extracting(e -> e.to().value())
                .containsExactly("jane@company.example", "joe@company.example");
        Inbound kept = runner.enrollments().received("jane", 10).get(0);
        assertThat(kept.kind()).isEqualTo("OPT_OUT");
        assertThat(kept.subject() + kept.text()).isEmpty();
        assertThat(kept.touch().map(t -> t.key())).contains("one");
        assertThat(office.store.<Boolean>inTransaction(
                        tx -> tx.inbox().raw(kept.id()).isEmpty()))
                .isTrue();
        assertThat(kept.attention()).isEqualTo(Inbound.Attention.NONE);
        assertThat(runner.replies().waiting(10)).isEmpty();
        assertThat(asked).hasValue(0);
        assertThat(events(runner, Event.OPTED_OUT)).hasSize(1);
    }

    /** The subject that a mail program writes by our header. */
    private static String subject(Email email) {
        String header = email.headers().getOrDefault("List-Unsubscribe", "");
        return header.substring(header.indexOf("?subject=") + 9, header.length() - 1)
                .replace("%20", " ");
    }

    @Test
    void aMailWithTheTokenNeedsNoTouchAndNoLead() {
        SequenceRunner runner = builder().build();
        runner.enroll(Lead.of("joe", "joe@company.example"), "other");
        office.store.backUp();
        runner.enroll(JANE, "steps");
        run(runner);
        office.store.setBack();
        office.clock.advance(Duration.ofMinutes(20));

        SequenceRunner restored = builder().build();
        office.arrives(
                "Someone <someone@elsewhere.example>",
                "Subject: [EXTERNAL] " + subject(office.sent.get(0)) + "\r\n",
                "");
        office.arrives("Someone <someone@elsewhere.example>", "Subject: unsubscribe " + "A".repeat(92) + "\r\n", "");
        restored.adopt(office.clock.instant().minus(Duration.ofMinutes(19)));
        run(restored);

        assertThat(restored.suppressions().list(Optional.empty(), 10)).hasSize(1);
        assertThat(restored.suppressions().of(JANES)).hasSize(1);
    }

    @Test
    void aReportThatQuotesTheSubjectUnsubscribesNobody() {
        SequenceRunner runner = sentToJane();
        office.arrives(
                "Mail Delivery Subsystem <mailer-daemon@company.example>",
                "Subject: " + subject(office.sent.get(0))
                        + "\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report;"
                        + " report-type=delivery-status; boundary=b\r\n",
                "--b\r\nContent-Type: text/plain\r\n\r\nDelayed.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n"
                        + "Reporting-MTA: dns; company.example\r\n\r\nFinal-Recipient: rfc822; jane@company.example\r\n"
                        + "Action: delayed\r\nStatus: 4.4.1\r\n\r\n--b--");
        runner.pollInboxes();

        assertThat(runner.suppressions().of(JANES)).isEmpty();
        assertThat(runner.enrollments().received("jane", 10))
                .extracting(Inbound::kind)
                .containsExactly("DELIVERY_REPORT");
    }

    @Test
    void anAnswerBehindTheSubjectIsAPersonsMail() {
        SequenceRunner runner = sentToJane();
        office.arrives(
                "Jane <jane@company.example>",
                "Subject: Re: " + subject(office.sent.get(0)) + "\r\n",
                "Wait, I would like to see the price list after all. Could you send it to me this week?");
        run(runner);

        assertThat(runner.enrollments().received("jane", 10))
                .extracting(Inbound::kind)
                .containsExactly("PERSON");
        assertThat(runner.replies().waiting(10)).hasSize(1);
    }

    @Test
    void tokensDifferByPersonAndMail() {
        SequenceRunner runner = builder().build();
        for (int i = 0; i < 20; i++) {
            runner.enroll(Lead.of("l" + i, "l" + i + "@company" + i + ".example"), "steps");
        }
        run(runner);
        dayLater(runner);
        Set<String> tokens = new TreeSet<>();
        office.sent.forEach(e -> tokens.add(token(e)));
        assertThat(tokens).hasSize(40);
    }

    @Test
    void aPublicAddressThatCannotWorkIsRefused() {
        for (String good : List.of(
                "https://l.sender.example",
                "https://l.sender.example/a/b-c/",
                "https://l.sender.example:8443",
                "http://localhost:8080",
                "http://127.0.0.1:9/x",
                "http://[::1]:8080")) {
            assertThat(office.runner(STEPS).publicUrl(good)).isNotNull();
        }
        for (String bad : List.of(
                "",
                "l.sender.example",
                "http://l.sender.example",
                "http://localhost.sender.example",
                "ftp://l.sender.example",
                "https://",
                "https:///x",
                "https://u@l.sender.example",
                "https://l.sender.example/?a=b",
                "https://l.sender.example/#x",
                "https://l.sender.example/a b",
                "https://l.sender.example/a,b",
                "https://l.sender.example/%41",
                "https://l.sender.example/x>y",
                "https://l.sender.example\r\nBcc: x",
                "https://m\u00fcller.example",
                "https://l.sender.example/" + "a".repeat(200))) {
            assertThatThrownBy(() -> office.runner(STEPS).publicUrl(bad))
                    .as(bad)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("https://links.example.com/sdr");
        }
    }
}
