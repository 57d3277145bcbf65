package dev.sdr.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.event.Event;
import dev.sdr.mail.Email;
import dev.sdr.track.MailEvent;
import jakarta.servlet.Filter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Unsubscribing by page, button and one click, and what a scanner does with it, over HTTP on real containers. */
@ParameterizedClass
@EnumSource(Container.class)
class UnsubscribePageTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ONE_CLICK = "List-Unsubscribe=One-Click";
    private static final String PARTS = "multipart/form-data; boundary=\"----=_Part_7\"";
    private static final String IN_PARTS =
            "------=_Part_7\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n"
                    + "\r\nOne-Click\r\n------=_Part_7--\r\n";

    private final Container container;
    private final Outreach outreach = new Outreach();
    private Container.Running running = new Container.Running(0, "", () -> {});

    UnsubscribePageTest(Container container) {
        this.container = container;
    }

    private Http start() throws Exception {
        return start(OutreachServlet.builder(outreach.runner), Optional.empty());
    }

    private Http start(OutreachServlet.Builder builder, Optional<Filter> filter) throws Exception {
        running = container.start(builder.build(), filter);
        return new Http(running);
    }

    @AfterEach
    void stop() {
        running.close();
        outreach.close();
    }

    private String unsubscribe(String lead) {
        return Outreach.path(outreach.mailTo(lead), "/u/");
    }

    @Test
    void scannersThatFetchEveryLinkUnsubscribeNobody() throws Exception {
        Http http = start();
        String before = outreach.stateOfPeople();
        int events = outreach.events().size();

        for (Email mail : outreach.sent) {
            assertThat(Outreach.paths(mail)).hasSize(4); // the pixel, two links, unsubscribing
            for (String path : Outreach.paths(mail)) {
                for (String agent : List.of("", "Mozilla/5.0 (Windows NT 10.0; Win64; x64)", "Barracuda/1.0")) {
                    String[] headers = agent.isEmpty() ? new String[0] : new String[] {"User-Agent", agent};
                    assertThat(http.head(path, headers).statusCode()).isIn(200, 302);
                    assertThat(http.get(path, headers).statusCode()).isIn(200, 302);
                    assertThat(http.get(path + "?" + ONE_CLICK, headers).statusCode())
                            .isIn(200, 302);
                }
            }
        }

        assertThat(outreach.stateOfPeople()).isEqualTo(before);
        assertThat(outreach.visits("jane")).extracting(v -> v.type()).contains(MailEvent.Type.OPENED);
        assertThat(outreach.events().stream().skip(events).map(Event::type))
                .isSubsetOf(Event.MAIL_OPENED, Event.MAIL_CLICKED, Event.MAIL_REGRADED);
        assertThat(outreach.later(Duration.ofDays(2))).as("the next mails").isEqualTo(3);
    }

    @Test
    void oneClickInBothEncodingsStopsEverythingForThePerson() throws Exception {
        Http http = start();

        for (int again = 0; again < 3; again++) {
            for (HttpResponse<String> answer : List.of(
                    http.post(unsubscribe("jane"), FORM, ONE_CLICK),
                    http.post(unsubscribe("john"), PARTS, IN_PARTS, "Origin", "https://mail.provider.example"))) {
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.headers().map())
                        .doesNotContainKeys("Location", "location", "Set-Cookie", "set-cookie");
            }
        }

        assertThat(outreach.runner.suppressions().list(Optional.empty(), 10)).hasSize(2);
        assertThat(outreach.later(Duration.ofDays(2))).as("only Ada's").isEqualTo(1);
        assertThat(outreach.sent.get(3).to().toString()).isEqualTo("ada@ada.example");
    }

    @Test
    void thePagesButtonUnsubscribesAndThePageDoesNot() throws Exception {
        Http http = start();
        HttpResponse<String> page = http.get(unsubscribe("jane"));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(outreach.runner.suppressions().list(Optional.empty(), 10)).isEmpty();

        Matcher form = Pattern.compile(
                        "<form method=\"post\"><button name=\"([^\"]+)\" value=\"([^\"]+)\">([^<]+)</button>")
                .matcher(page.body());
        assertThat(form.find()).isTrue();
        HttpResponse<String> done = http.post(
                unsubscribe("jane"), FORM, form.group(1) + "=" + form.group(2), "Origin", "null", "Cookie", "a=b");

        assertThat(done.statusCode()).isEqualTo(200);
        assertThat(done.body()).contains("You are unsubscribed").doesNotContain("<form");
        assertThat(outreach.runner.suppressions().list(Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void aPostThatDoesNotAskChangesNothing() throws Exception {
        Http http = start();
        String before = outreach.snapshot();

        for (String body : List.of("", "x=y", "List-Unsubscribe=Maybe")) {
            HttpResponse<String> answer = http.post(unsubscribe("jane"), FORM, body);
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(answer.body()).contains("<form");
        }
        assertThat(http.post(unsubscribe("jane") + "?" + ONE_CLICK, FORM, "").statusCode())
                .isEqualTo(400);
        assertThat(http.post(unsubscribe("jane"), FORM, ONE_CLICK + "&" + "x".repeat(9_000))
                        .statusCode())
                .isEqualTo(413);

        assertThat(outreach.snapshot()).isEqualTo(before);
    }

    /** Such as a CSRF filter that looks for its token among the form's fields. */
    @Test
    void aFormThatAFilterHasReadFirstStillWorks() throws Exception {
        Http http = start(OutreachServlet.builder(outreach.runner), Optional.of((request, response, chain) -> {
            assertThat(request.getParameter("_csrf")).isNull();
            chain.doFilter(request, response);
        }));

        assertThat(http.post(unsubscribe("jane"), FORM, ONE_CLICK).statusCode()).isEqualTo(200);
        assertThat(http.post(unsubscribe("john"), FORM, "a=b").statusCode()).isEqualTo(400);

        assertThat(outreach.runner.suppressions().list(Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void pagesSpeakTheReadersLanguage() throws Exception {
        PageText own = new PageText("en", "Bye & <hi>", "\"Sure\"?", "<b>Leave</b>", "a", "b", "c");
        Http http = start(OutreachServlet.builder(outreach.runner).text(own).defaultLanguage("nl"), Optional.empty());
        String path = unsubscribe("jane");

        assertThat(http.get(path).body()).contains("lang=\"nl\"", "Afmelden");
        HttpResponse<String> german = http.get(path, "Accept-Language", "xx, de-AT;q=0.9, en;q=0.5");
        assertThat(new String(german.body().getBytes(ISO_8859_1), UTF_8)).contains("lang=\"de\"", "Möchten Sie");
        assertThat(german.headers().firstValue("Content-Language")).contains("de");
        assertThat(http.get(path, "Accept-Language", "zh-Hant, *;q=0.1").body()).contains("lang=\"nl\"");
        assertThat(http.get(path, "Accept-Language", "en").body())
                .contains("Bye &amp; &lt;hi&gt;", "&quot;Sure&quot;?", "&lt;b&gt;Leave&lt;/b&gt;");
    }
}
