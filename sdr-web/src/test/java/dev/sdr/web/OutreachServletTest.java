package dev.sdr.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.SequenceRunner;
import dev.sdr.mail.Email;
import dev.sdr.track.MailEvent;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What people, mail programs, scanners and providers do, over HTTP on real containers. */
@ParameterizedClass
@EnumSource(Container.class)
class OutreachServletTest {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String ONE_CLICK = "List-Unsubscribe=One-Click";
    private static final String MISSING = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    private final Container container;
    private final Outreach outreach = new Outreach();
    private final LineWebhook webhook = new LineWebhook();
    private Container.Running running = new Container.Running(0, "", () -> {});

    OutreachServletTest(Container container) {
        this.container = container;
    }

    private Http start() throws Exception {
        return start(OutreachServlet.builder(outreach.runner).webhook(webhook));
    }

    private Http start(OutreachServlet.Builder builder) throws Exception {
        running = container.start(builder.build(), Optional.empty());
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
    void aClickLeadsToTheLinkAsItStoodInTheMail() throws Exception {
        Http http = start();
        String path = Outreach.path(outreach.mailTo("jane"), "/c/");

        for (HttpResponse<String> answer : List.of(http.get(path), http.head(path))) {
            assertThat(answer.statusCode()).isEqualTo(302);
            assertThat(answer.headers().firstValue("Location")).contains(Outreach.TARGET);
            assertThat(answer.headers().firstValue("Referrer-Policy")).contains("no-referrer");
            assertThat(answer.body()).isEmpty();
        }
        assertThat(outreach.visits("jane"))
                .extracting(v -> v.type() + " " + v.details().get(MailEvent.METHOD))
                .contains("CLICKED GET", "CLICKED HEAD");
    }

    @Test
    void aPixelIsAPictureWhateverTheToken() throws Exception {
        Http http = start();
        String real = Outreach.path(outreach.mailTo("jane"), "/o/");
        for (String path : List.of(
                real, "/o/" + MISSING + ".gif", "/o/.gif", "/o/a.b~c.gif", "/o/" + "x".repeat(5_000) + ".gif")) {
            HttpResponse<String> answer = http.get(path);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type")).contains("image/gif");
            assertThat(answer.headers().firstValue("Cache-Control")).contains("no-store");
            java.awt.image.BufferedImage picture = javax.imageio.ImageIO.read(
                    new java.io.ByteArrayInputStream(answer.body().getBytes(ISO_8859_1)));
            assertThat(picture.getWidth() * picture.getHeight()).isEqualTo(1);
            assertThat(picture.getRGB(0, 0) >>> 24).as("opacity").isZero();
        }
        assertThat(http.head(real).statusCode()).isEqualTo(200);
        assertThat(outreach.visits("jane")).hasSizeBetween(1, 2).allMatch(v -> v.type() == MailEvent.Type.OPENED);
    }

    @Test
    void everyAnswerIsSafeToShow() throws Exception {
        Http http = start();
        List<HttpResponse<String>> answers = List.of(
                http.get(Outreach.path(outreach.mailTo("jane"), "/o/")),
                http.get(Outreach.path(outreach.mailTo("jane"), "/c/")),
                http.get(unsubscribe("jane")),
                http.post(unsubscribe("jane"), FORM, ONE_CLICK),
                http.get("/nothing"),
                http.post("/c/" + MISSING, FORM, ONE_CLICK),
                http.post("/hooks/lines", "text/plain", "x"));
        assertThat(answers).extracting(HttpResponse::statusCode).containsExactly(200, 302, 200, 200, 404, 405, 401);
        for (HttpResponse<String> answer : answers) {
            Map<String, List<String>> headers = new java.util.TreeMap<>(String.CASE_INSENSITIVE_ORDER);
            headers.putAll(answer.headers().map());
            assertThat(headers)
                    .containsEntry("Cache-Control", List.of("no-store"))
                    .containsEntry("X-Content-Type-Options", List.of("nosniff"))
                    .containsEntry("X-Frame-Options", List.of("DENY"))
                    .containsEntry("X-Robots-Tag", List.of("noindex, nofollow"))
                    .containsEntry("Referrer-Policy", List.of("no-referrer"))
                    .doesNotContainKey("Set-Cookie");
            assertThat(answer.headers().firstValue("Content-Security-Policy").orElse(""))
                    .contains("default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
                    .doesNotContain("unsafe");
        }
    }

    @Test
    void whatIsNoneOfOursIsNotFoundAndWrongMethodsAreNamed() throws Exception {
        Http http = start();
        String u = unsubscribe("jane").substring(2);
        for (String path : List.of(
                "", "/", "/o", "/o/", "/o/x.png", "/c/", "/u/", "/u" + u + "/", "/u" + u + "/x", "/x" + u, "/U" + u)) {
            assertThat(http.get(path).statusCode()).as(path).isEqualTo(404);
        }
        assertThat(http.post("/hooks/other", FORM, "x").statusCode()).isEqualTo(404);
        for (String method : List.of("PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "get", "TRACE2")) {
            HttpResponse<String> answer = http.send(method, unsubscribe("jane"), BodyPublishers.ofString(ONE_CLICK));
            assertThat(answer.statusCode()).as(method).isEqualTo(405);
            assertThat(answer.headers().firstValue("Allow")).contains("GET, HEAD, POST");
        }
        assertThat(http.get("/hooks/lines").headers().firstValue("Allow")).contains("POST");
        assertThat(outreach.runner.suppressions().list(Optional.empty(), 10)).isEmpty();
    }

    @Test
    void aStoreThatIsAwayMeansLaterAndSaysNoMore() throws Exception {
        Http http = start();
        byte[] bounce = "jane@jane.example".getBytes(UTF_8);
        outreach.away(true);

        HttpResponse<String> post = http.post(unsubscribe("jane"), FORM, ONE_CLICK);
        HttpResponse<String> hook = http.post(
                "/hooks/lines", "text/plain", "jane@jane.example", "X-Signature", LineWebhook.signature(bounce));
        for (HttpResponse<String> answer : List.of(post, hook)) {
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("30");
            assertThat(answer.body()).doesNotContain("Exception", "hunter2", "\tat ", "jane");
        }
        assertThat(http.get(Outreach.path(outreach.mailTo("jane"), "/c/")).statusCode())
                .isEqualTo(302);
        assertThat(http.get(Outreach.path(outreach.mailTo("jane"), "/o/")).statusCode())
                .isEqualTo(200);

        outreach.away(false);
        assertThat(http.post(unsubscribe("jane"), FORM, ONE_CLICK).statusCode()).isEqualTo(200);
        assertThat(outreach.runner.suppressions().list(Optional.empty(), 10)).hasSize(1);
    }

    @Test
    void aWebhookIsStoredBeforeItIsAnsweredAndReadRaw() throws Exception {
        Http http = start();
        String body = "jane@jane.example\nnobody@else.example\n";

        HttpResponse<String> answer =
                http.post("/hooks/lines", FORM, body, "X-Signature", LineWebhook.signature(body.getBytes(UTF_8)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEmpty();
        assertThat(webhook.bodies.get(0)).isEqualTo(body.getBytes(UTF_8));
        assertThat(outreach.runner.suppressions().list(Optional.empty(), 10)).isNotEmpty();
        assertThat(outreach.later(Duration.ofDays(2))).as("John's and Ada's").isEqualTo(2);
    }

    @Test
    void aWebhookThatIsRefusedStoresNothingAndTellsNothing() throws Exception {
        Http http =
                start(OutreachServlet.builder(outreach.runner).webhook(webhook).webhookBytes(100));
        String before = outreach.snapshot();
        String body = "jane@jane.example";

        HttpResponse<String> unsigned = http.post("/hooks/lines", "text/plain", body);
        HttpResponse<String> wrong = http.post("/hooks/lines", "text/plain", body, "X-Signature", "0");
        String large = "jane@jane.example\n".repeat(6);
        HttpResponse<String> tooLarge = http.post(
                "/hooks/lines", "text/plain", large, "X-Signature", LineWebhook.signature(large.getBytes(UTF_8)));
        HttpResponse<String> inChunks = http.send(
                "POST",
                "/hooks/lines",
                BodyPublishers.ofInputStream(() -> new java.io.ByteArrayInputStream(large.getBytes(UTF_8))));

        assertThat(List.of(unsigned, wrong, tooLarge, inChunks))
                .extracting(HttpResponse::statusCode)
                .containsExactly(401, 401, 413, 413);
        assertThat(unsigned.body() + wrong.body()).isEmpty();
        assertThat(webhook.bodies).as("what was too large was not looked at").hasSize(2);
        assertThat(outreach.snapshot()).isEqualTo(before);
    }

    @Test
    void whoAsksTooOftenWaitsAndOthersDoNot() throws Exception {
        Http http = start(OutreachServlet.builder(outreach.runner)
                .requestsPerMinute(3)
                .clock(outreach.clock)
                .clientAddress(r -> r.getHeader("X-Real-IP")));
        String click = Outreach.path(outreach.mailTo("jane"), "/c/");
        String[] first = {"X-Real-IP", "2001:db8::1"};
        String[] neighbour = {"X-Real-IP", "2001:db8::ffff:2"};

        assertThat(List.of(http.get(click, first), http.get(click, neighbour), http.get(click, first)))
                .extracting(HttpResponse::statusCode)
                .containsOnly(302);
        HttpResponse<String> tooOften = http.get(click, neighbour);
        assertThat(tooOften.statusCode()).isEqualTo(429);
        assertThat(tooOften.headers().firstValue("Retry-After")).contains("20");
        assertThat(http.get(click, "X-Real-IP", "198.51.100.7").statusCode()).isEqualTo(302);
        assertThat(http.get(click, "X-Real-IP", "not an address").statusCode()).isEqualTo(302);
        assertThat(http.post(unsubscribe("jane"), FORM, ONE_CLICK, first).statusCode())
                .as("unsubscribing has its own count")
                .isEqualTo(200);
        int visits = outreach.visits("jane").size();
        outreach.clock.advance(Duration.ofSeconds(20));
        assertThat(http.get(click, first).statusCode()).isEqualTo(302);
        assertThat(http.get(click, first).statusCode()).isEqualTo(429);
        assertThat(outreach.visits("jane").size()).isLessThanOrEqualTo(visits + 1);
    }

    @Test
    void tokensOfAnotherNodeAndOfANewKeyWork() throws Exception {
        Http http = start();
        try (SequenceRunner other = outreach.another()) {
            other.web().rotateKeys();
            outreach.clock.advance(Duration.ofDays(2));
            other.runOnce();
            assertThat(outreach.sent).hasSize(6);
            Email old = outreach.sent.get(0);
            Email fresh = outreach.sent.stream()
                    .skip(3)
                    .filter(m -> !m.to().equals(old.to()))
                    .findFirst()
                    .orElseThrow();
            assertThat(http.post(Outreach.path(old, "/u/"), FORM, ONE_CLICK).statusCode())
                    .isEqualTo(200);
            assertThat(http.post(Outreach.path(fresh, "/u/"), FORM, ONE_CLICK).statusCode())
                    .isEqualTo(200);
            assertThat(other.suppressions().list(Optional.empty(), 10)).hasSize(2);
        }
    }
}
