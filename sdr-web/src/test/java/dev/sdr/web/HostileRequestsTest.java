package dev.sdr.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What attackers and broken programs send, byte by byte, on real containers. */
@ParameterizedClass
@EnumSource(Container.class)
class HostileRequestsTest {

    private static final String ASKS = "List-Unsubscribe=One-Click";
    private static final Pattern LOCATION = Pattern.compile("(?im)^Location: *([^\r\n]*)");

    private final Container container;
    private final Outreach outreach = new Outreach();
    private Container.Running running = new Container.Running(0, "", () -> {});
    private Http http = new Http(running);

    HostileRequestsTest(Container container) {
        this.container = container;
    }

    @BeforeEach
    void start() throws Exception {
        OutreachServlet servlet = OutreachServlet.builder(outreach.runner)
                .webhook(new LineWebhook())
                .requestsPerMinute(0)
                .build();
        running = container.start(servlet, Optional.empty());
        http = new Http(running);
    }

    @AfterEach
    void stop() {
        running.close();
        outreach.close();
    }

    /** A token of the mail to Jane: {@code o}, {@code c} or {@code u}. */
    private String token(String kind) {
        String path = Outreach.path(outreach.mailTo("jane"), "/" + kind + "/");
        return path.substring(3).replace(".gif", "");
    }

    private String ask(String line, String more) throws IOException {
        return http.raw(line + " HTTP/1.1\r\nHost: links.sender.example\r\nConnection: close\r\n" + more + "\r\n");
    }

    @Test
    void aClickLeadsNowhereElse() throws Exception {
        String at = running.path();
        String t = token("c");
        List<String> paths = List.of(
                "/c/" + t + "?url=https://evil.example/",
                "/c/" + t + "?target=//evil.example&redirect=https://evil.example",
                "/c/?url=https://evil.example/",
                "/c/https://evil.example/",
                "/c//evil.example",
                "/c/%2F%2Fevil.example",
                "/c/" + t + "//evil.example",
                "/c/" + t + "/https:%2f%2fevil.example",
                "/c/" + t + "%2f%2fevil.example",
                "/c/" + t + "%252f%252fevil.example",
                "/c/" + t + ";url=https://evil.example",
                "/c;jsessionid=evil/" + t,
                "/c/" + t + "%0d%0aLocation:%20https://evil.example",
                "/c/" + t + "%0D%0ASet-Cookie:%20evil=1",
                "/c/" + t + "%250d%250aLocation:%20https://evil.example",
                "/c/" + t + "%E5%98%8A%E5%98%8DLocation:evil",
                "/c/" + t + "%00evil",
                "/c/..%2fc/" + t + "evil",
                "/%63/" + t + "evil",
                "/c\\" + t + "evil",
                "/c/" + t + "@evil.example",
                "/c/" + token("o"),
                "/c/" + token("u"));
        for (String path : paths) {
            String answer =
                    ask("GET " + at + path, "Referer: https://evil.example/\r\nX-Forwarded-Host: evil.example\r\n");
            assertNowhereElse(path, answer);
        }
        assertNowhereElse(
                "the Host header", http.raw("GET " + at + "/c/" + t + " HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
        assertNowhereElse(
                "an absolute address",
                http.raw("GET http://evil.example" + at + "/c/" + t + " HTTP/1.1\r\nHost: evil.example\r\n\r\n"));
        assertThat(ask("GET " + at + "/c/" + t, "")).contains("Location: " + Outreach.TARGET);
    }

    private static void assertNowhereElse(String path, String answer) {
        String head = answer.contains("\r\n\r\n") ? answer.substring(0, answer.indexOf("\r\n\r\n")) : answer;
        assertThat(head).as(path).doesNotContain("evil");
        List<String> locations =
                LOCATION.matcher(head).results().map(r -> r.group(1)).toList();
        assertThat(locations).as(path).isSubsetOf(Outreach.TARGET);
        assertThat(Http.statuses(answer)).as(path).allMatch(s -> s < 500);
    }

    @Test
    void aForgedTokenIsRefusedAndNothingTellsWhy() throws Exception {
        String u = token("u");
        SplittableRandom random = new SplittableRandom(7);
        List<String> forged = new ArrayList<>();
        for (int i = 0; i < u.length(); i++) {
            char other = u.charAt(i) == 'A' ? 'B' : 'A';
            forged.add(u.substring(0, i) + other + u.substring(i + 1));
            if (i > 0) {
                forged.add(u.substring(0, i));
            }
        }
        forged.add(u + "A");
        forged.add(u + u);
        forged.add("A" + u);
        forged.add(token("o"));
        forged.add(token("c"));
        forged.add("x".repeat(4_000));
        for (int i = 0; i < 50; i++) {
            forged.add(word(random, 1 + random.nextInt(200)));
        }
        String before = outreach.snapshot();

        Set<String> posts = new HashSet<>();
        Set<String> gets = new HashSet<>();
        for (String token : forged) {
            posts.add(withoutDate(ask(
                    "POST " + running.path() + "/u/" + token,
                    "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 26\r\n\r\n" + ASKS)));
            gets.add(withoutDate(ask("GET " + running.path() + "/u/" + token, "")));
        }

        assertThat(posts).as("one answer for all").hasSize(1).allMatch(a -> a.startsWith("HTTP/1.1 404"));
        assertThat(gets).hasSize(1).isEqualTo(posts);
        assertThat(outreach.snapshot()).isEqualTo(before);
        assertThat(ask("GET " + running.path() + "/u/" + u, "")).startsWith("HTTP/1.1 200");
    }

    private static String withoutDate(String answer) {
        return answer.replaceAll("(?im)^Date:.*$", "");
    }

    @Test
    void aThousandMalformedRequestsChangeNothing() throws Exception {
        String before = outreach.snapshot();
        MalformedRequests requests = new MalformedRequests(
                running.path(), token("o"), token("c"), token("u"), new SplittableRandom(20260105));
        int answered = 0;

        for (int i = 0; i < 1_000; i++) {
            byte[] request = requests.next();
            String answer = http.raw(request);
            List<Integer> statuses = Http.statuses(answer);
            assertThat(statuses).as(() -> new String(request, ISO_8859_1)).allMatch(HostileRequestsTest::isRefusal);
            assertThat(answer).doesNotContain("dev.sdr", "\tat ");
            answered += statuses.isEmpty() ? 0 : 1;
        }

        assertThat(answered).as("most are answered, some only hung up on").isGreaterThan(800);
        assertThat(outreach.snapshot()).isEqualTo(before);
        String stillThere = http.raw("POST " + running.path() + "/u/" + token("u")
                + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 26\r\n\r\n" + ASKS);
        assertThat(stillThere).startsWith("HTTP/1.1 200");
    }

    /** 505 is a container's own word for a request line without a version it knows. */
    private static boolean isRefusal(int status) {
        return (status >= 400 && status < 500) || status == 505;
    }

    private static String word(SplittableRandom random, int length) {
        String letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
        StringBuilder word = new StringBuilder();
        for (int i = 0; i < length; i++) {
            word.append(letters.charAt(random.nextInt(letters.length())));
        }
        return word.toString();
    }
}
