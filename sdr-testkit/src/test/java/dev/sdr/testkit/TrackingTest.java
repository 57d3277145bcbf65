package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.RunnerBuilder;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.channel.Touch;
import dev.sdr.channel.TouchKey;
import dev.sdr.compose.OneOff;
import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Email;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Mailer;
import dev.sdr.mail.Sender;
import dev.sdr.sequence.Campaign;
import dev.sdr.sequence.Purpose;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.SequenceStore;
import dev.sdr.store.Tx;
import dev.sdr.track.MailEvent;
import dev.sdr.track.RecordedEvent;
import dev.sdr.track.Tracking;
import dev.sdr.track.Visit;
import java.net.URI;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What our own tracking adds to mails. */
class TrackingTest {

    private static final String PUBLIC = "https://links.sender.example/sdr";
    private static final Lead JANE = Lead.of("jane", "jane@company.example");
    private static final Visit GET = new Visit("GET", "Browser", "192.0.2.1");
    private static final String HTML = "<p>See <a href='https://x.example/a?b=1&amp;c=2'>this</a> or"
            + " <a href=\"https://y.example\">that</a>.</p>";

    private final Office office = new Office();

    private static Sequence sequence(Purpose purpose, String html) {
        return Sequence.builder("one")
                .purpose(purpose)
                .email(
                        "one",
                        s -> s.subject("One")
                                .text("See https://x.example/a?b=1&c=2")
                                .html(html))
                .build();
    }

    private RunnerBuilder builder(Purpose purpose, String html) {
        return office.runner(sequence(purpose, html)).publicUrl(PUBLIC);
    }

    private Email sent(RunnerBuilder builder) {
        SequenceRunner runner = builder.build();
        runner.enroll(JANE, "one");
        assertThat(runner.runOnce().problems()).isEmpty();
        return office.sent.get(office.sent.size() - 1);
    }

    private static List<String> clicks(String html) {
        List<String> tokens = new ArrayList<>();
        Matcher matcher = Pattern.compile("\"?'?" + PUBLIC + "/c/([\\w-]+)").matcher(html);
        while (matcher.find()) {
            tokens.add(matcher.group(1));
        }
        return tokens;
    }

    @Test
    void linksAndPixelStandInTheHtmlAndTheTextStaysAsItIs() {
        RunnerBuilder tracked = builder(Purpose.OPTED_IN, HTML).tracking(Tracking.opensAndClicks());
        Email email = sent(tracked);
        String html = email.html().orElseThrow();

        List<String> clicks = clicks(html);
        assertThat(clicks).hasSize(2);
        assertThat(html)
                .startsWith("<p>See <a href='" + PUBLIC + "/c/" + clicks.get(0) + "'>this</a> or <a href=\"" + PUBLIC
                        + "/c/" + clicks.get(1) + "\">that</a>.</p>")
                .matches("(?s).*<img src=\"" + PUBLIC + "/o/[\\w-]+\\.gif\" alt=\"\" width=\"1\" height=\"1\""
                        + " style=\"border:0\">");
        assertThat(email.text()).startsWith("See https://x.example/a?b=1&c=2\n").doesNotContain("/c/", "/o/");
        SequenceRunner node = tracked.build();
        assertThat(node.web().click(clicks.get(0), GET)).contains(URI.create("https://x.example/a?b=1&c=2"));
        assertThat(node.web().click(clicks.get(1), new Visit("HEAD", "", "")))
                .contains(URI.create("https://y.example"));
    }

    @Test
    void openingAndFollowingAreRecordedWithWhatTellsAPersonFromAMachine() {
        RunnerBuilder tracked = builder(Purpose.OPTED_IN, HTML).tracking(Tracking.opensAndClicks());
        Email email = sent(tracked);
        String html = email.html().orElseThrow();
        SequenceRunner node = tracked.build();
        String open = html.replaceFirst("(?s).*/o/([\\w-]+)\\.gif.*", "$1");
        String unsubscribe = html.replaceFirst("(?s).*/u/([\\w-]+)\".*", "$1");

        node.web().open(open, new Visit("GET", "Mail\u0000" + "x".repeat(1_000), "192.0.2.1"));
        node.web().click(clicks(html).get(1), new Visit("HEAD", "Scanner", "192.0.2.2"));
        assertThat(node.web().unsubscribePage(unsubscribe, new Visit("GET", "", "")))
                .isTrue();
        node.web().open(open.substring(1), GET);
        node.web().unsubscribePage("nonsense", GET);

        List<RecordedEvent> recorded = recorded(node);
        assertThat(recorded).hasSize(3).allSatisfy(e -> {
            assertThat(e.source()).isEqualTo(MailEvent.OWN);
            assertThat(e.messageId()).contains(email.messageId());
            assertThat(e.at()).isEqualTo(office.clock.instant());
        });
        assertThat(recorded.get(0).type()).isEqualTo(MailEvent.Type.OPENED);
        assertThat(recorded.get(0).details().getOrDefault(MailEvent.USER_AGENT, ""))
                .startsWith("Mailx")
                .hasSize(500);
        assertThat(recorded.get(1).type()).isEqualTo(MailEvent.Type.CLICKED);
        assertThat(recorded.get(1).details())
                .containsEntry(MailEvent.URL, "https://y.example")
                .containsEntry(MailEvent.LINK, "2")
                .containsEntry(MailEvent.METHOD, "HEAD");
        assertThat(recorded.get(2).details()).containsEntry(MailEvent.LINK, MailEvent.UNSUBSCRIBE_LINK);
        assertThat(node.suppressions().list(Optional.empty(), 1)).isEmpty();
    }

    private List<RecordedEvent> recorded(SequenceRunner runner) {
        List<TouchKey> touches =
                runner.enrollments().touches("jane").stream().map(Touch::id).toList();
        return office
                .store
                .inTransaction(tx -> tx.mailEvents().ofTouches(touches, Set.of(MailEvent.Type.values()), 10))
                .stream()
                .sorted(Comparator.comparing((RecordedEvent e) -> e.type())
                        .thenComparing(e -> e.details().getOrDefault(MailEvent.LINK, "")))
                .toList();
    }

    @Test
    void aLinkLeadsWhereItShouldWhileTheStoreIsAway() {
        AtomicBoolean away = new AtomicBoolean();
        SequenceStore store = new SequenceStore() {
            @Override
            public <T> T inTransaction(Function<Tx, T> work) {
                if (away.get()) {
                    throw new RetryableException("the store is away");
                }
                return office.store.inTransaction(work);
            }

            @Override
            public Optional<String> identity() {
                return office.store.identity();
            }
        };
        RunnerBuilder tracked = builder(Purpose.OPTED_IN, HTML).tracking(Tracking.opensAndClicks());
        String html = sent(tracked).html().orElseThrow();
        String unsubscribe = html.replaceFirst("(?s).*/u/([\\w-]+)\".*", "$1");
        SequenceRunner node = SequenceRunner.builder(
                        store,
                        Sequences.of(sequence(Purpose.OPTED_IN, HTML)),
                        Sender.of("Example Ltd", "1 High Street"))
                .mailbox(office.mailbox, office.mailer, office.inbox())
                .virtualClock(office.clock)
                .build();
        away.set(true);
        assertThat(node.web().click(clicks(html).get(1), GET)).contains(URI.create("https://y.example"));
        assertThat(node.web().unsubscribePage(unsubscribe, GET)).isTrue();
        assertThatThrownBy(() -> node.web().unsubscribe(unsubscribe, GET)).isInstanceOf(RetryableException.class);
        away.set(false);
        assertThat(node.web().unsubscribe(unsubscribe, GET)).isTrue();
    }

    @Test
    void coldMailIsTrackedOnlyIfTheHostSaysSo() {
        assertThat(sent(builder(Purpose.COLD, HTML).tracking(Tracking.opensAndClicks()))
                        .html()
                        .orElseThrow())
                .startsWith(HTML)
                .doesNotContain("/c/", "/o/")
                .contains(PUBLIC + "/u/");
        Office other = new Office();
        SequenceRunner runner = other.runner(sequence(Purpose.COLD, HTML))
                .publicUrl(PUBLIC)
                .tracking(Tracking.clicksOnly().alsoCold())
                .build();
        runner.enroll(JANE, "one");
        runner.runOnce();
        assertThat(clicks(other.sent.get(0).html().orElseThrow())).hasSize(2);
        assertThat(other.sent.get(0).html().orElseThrow()).doesNotContain("/o/");
    }

    @Test
    void whatTheCampaignIsForDecides() {
        SequenceRunner runner =
                builder(Purpose.COLD, HTML).tracking(Tracking.opensAndClicks()).build();
        runner.campaigns()
                .create(new Campaign(
                        "asked", "", office.clock.instant(), "one", Purpose.OPTED_IN, Campaign.Status.RUNNING));
        runner.enroll(List.of(JANE), "one", "asked");
        runner.runOnce();
        assertThat(office.sent.get(0).html().orElseThrow()).contains("/o/");
    }

    @Test
    void mailOfOneToAnotherIsNotTracked() {
        SequenceRunner runner = builder(Purpose.OPTED_IN, HTML)
                .tracking(Tracking.opensAndClicks().alsoCold())
                .build();
        runner.send(JANE, new OneOff("note", "A note", "One note.", Optional.of(HTML)));
        assertThat(office.sent.get(0).html().orElseThrow()).startsWith(HTML).doesNotContain("/o/", "/c/");
    }

    @Test
    void onlyLinksOfTheWebAreChangedAndNothingElse() {
        String left = "<A name=top HREF=\"#top\">t</A><a href='mailto:a@x.example?subject=https://x.example'>m</a>"
                + "<a href=\"javascript:alert('https://x.example')\">j</a><a href>e</a><a>n</a><a href=''>l</a>"
                + "<a href='tel:123'>c</a><a href='/relative'>r</a><a href='//x.example/p'>p</a>"
                + "<a href='data:text/html,x'>d</a><a href='https://'>h</a><a href='https://x.example/a b'>s</a>"
                + "<a href='https://x.example/&#13;&#10;Set-Cookie:a'>i</a><a href='" + PUBLIC + "/u/abc'>u</a>"
                + "<a data-no-track href='https://x.example/'>k</a><a href='https://x.example/'> https://x.example/ </a>"
                + "<!-- <a href='https://x.example/'>x</a> --><script>'<a href=\"https://x.example/\">'</script>"
                + "<style>a[href='https://x.example/'] { color: red }</style><p title=\"<a href='https://x.example/'>\">"
                + "<img src='https://x.example/i.png'><link href='https://x.example/s.css'>\r\n\t\u0130 &nbsp; &lt;";
        Email email = sent(builder(Purpose.CUSTOMER, left).tracking(Tracking.clicksOnly()));
        assertThat(email.html().orElseThrow()).startsWith(left).doesNotContain("/c/");
    }

    @Test
    void oddHtmlIsReadAsABrowserReadsIt() {
        String html =
                "<BODY><P>1 <A HREF=HTTPS://X.example/1>a</A> 2 <a\nclass=b href = ' https://x.example/2?a&amp;b=&quot; '"
                        + " >b</a> 3 <a href=\"http://x.example/\u00e4?q=%C3%A4#f\" href='https://x.example/no'>c<div>4 <a"
                        + " href='https://x.example/4'>d<p>x<p>y</BODY>\n</HTML>\n";
        RunnerBuilder tracked = builder(Purpose.CUSTOMER, html).tracking(Tracking.opensAndClicks());
        String sent = sent(tracked).html().orElseThrow();
        SequenceRunner node = tracked.build();
        List<String> targets = clicks(sent).stream()
                .map(t -> node.web().click(t, GET).orElseThrow().toString())
                .toList();
        // the quotation mark is no character of an address, so the second link stays as it is
        assertThat(targets)
                .containsExactly("HTTPS://X.example/1", "http://x.example/\u00e4?q=%C3%A4#f", "https://x.example/4");
        assertThat(sent)
                .endsWith("style=\"border:0\"></BODY>\n</HTML>\n")
                .contains(" https://x.example/2?a&amp;b=&quot; ");
        assertThat(sent.replaceAll(PUBLIC + "/c/[\\w-]+", "#").replaceAll("<p style=.*</p>|<img[^>]+>", ""))
                .isEqualTo(
                        "<BODY><P>1 <A HREF=#>a</A> 2 <a\nclass=b href = ' https://x.example/2?a&amp;b=&quot; ' >b</a> 3 <a"
                                + " href=\"#\" href='https://x.example/no'>c<div>4 <a href='#'>d<p>x<p>y</BODY>\n</HTML>\n");
    }

    @Test
    void aVeryLongLinkStaysAsItIs() {
        String shorter = "https://x.example/" + "a".repeat(1_200);
        String longer = "https://x.example/" + "b".repeat(1_800);
        RunnerBuilder tracked = builder(
                        Purpose.CUSTOMER, "<a href='" + shorter + "'>a</a><a href='" + longer + "'>b</a>")
                .tracking(Tracking.clicksOnly());
        String html = sent(tracked).html().orElseThrow();
        assertThat(clicks(html)).hasSize(1);
        assertThat(tracked.build().web().click(clicks(html).get(0), GET)).contains(URI.create(shorter));
        assertThat(html).contains("<a href='" + longer + "'>");
    }

    @Test
    void aLinkOfSomebodyElsesMakingLeadsNowhere() {
        RunnerBuilder tracked = builder(Purpose.CUSTOMER, HTML).tracking(Tracking.clicksOnly());
        String token = clicks(sent(tracked).html().orElseThrow()).get(0);
        SequenceRunner node = tracked.build();
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'x' ? 'y' : 'x';
            assertThat(node.web().click(token.substring(0, i) + other + token.substring(i + 1), GET))
                    .isEmpty();
        }
        assertThat(node.web().click("aHR0cHM6Ly9ldmlsLmV4YW1wbGUv", GET)).isEmpty();
        assertThatCode(() -> node.web().open("nonsense", GET)).doesNotThrowAnyException();
    }

    @Test
    void aProviderThatCountsAndWeDoNotGoTogether() {
        Mailer counting = new Mailer() {
            @Override
            public Delivery send(Email email, Deadline deadline) {
                return Delivery.accepted();
            }

            @Override
            public boolean tracks() {
                return true;
            }
        };
        Mailbox box = Mailbox.of("second@sender.example", ZoneOffset.UTC);
        RunnerBuilder both = builder(Purpose.CUSTOMER, HTML).sendOnlyMailbox(box, counting);
        assertThatCode(both::build).doesNotThrowAnyException();
        assertThatThrownBy(() -> both.tracking(Tracking.clicksOnly()).build())
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("second@sender.example");

        SequenceRunner running = new Office()
                .runner(sequence(Purpose.CUSTOMER, HTML))
                .publicUrl(PUBLIC)
                .tracking(Tracking.clicksOnly())
                .build();
        assertThatThrownBy(() -> running.mailboxes().put(box, counting, Optional.empty()))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("second@sender.example");
    }

    @Test
    void trackingNeedsAnAddressToLeadTo() {
        RunnerBuilder builder = office.runner(sequence(Purpose.CUSTOMER, HTML)).tracking(Tracking.opensAndClicks());
        assertThatThrownBy(builder::build)
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("publicUrl");
        assertThat(office.runner(sequence(Purpose.CUSTOMER, HTML))
                        .tracking(Tracking.none())
                        .build())
                .isNotNull();
    }
}
