package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sdr.channel.Deadline;
import dev.sdr.channel.Delivery;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import dev.sdr.lead.EmailAddress;
import dev.sdr.mail.Email;
import dev.sdr.testkit.GmailFault;
import dev.sdr.testkit.GmailMethod;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class GmailAccountTest {

    private final Rep rep = new Rep();

    @AfterEach
    void stop() {
        rep.close();
    }

    @Test
    void itSaysWhoseMailboxTheTokenOpens() {
        assertThat(rep.account.connectedAs()).isEqualTo(EmailAddress.of(Rep.ADDRESS));
        assertThat(rep.units()).isEqualTo(1);
    }

    @Test
    void gmailIsReachedOverHttpsOrOnThisMachineOnly() {
        GmailAccount.Builder builder = rep.builder();
        for (String wrong : List.of("http://gmail.example/", "ftp://127.0.0.1/", "gmail.example")) {
            assertThatIllegalArgumentException().isThrownBy(() -> builder.at(URI.create(wrong)));
        }
        assertThat(builder.at(URI.create("https://gmail.example/"))).isSameAs(builder);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.timeouts(Duration.ZERO, Duration.ofSeconds(1)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.timeouts(Duration.ofSeconds(1), Duration.ofHours(2)));
    }

    @Test
    void neitherTokenNorMailReachesALog() {
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                StringWriter text = new StringWriter();
                text.append(line.getMessage()).append(' ').append(Arrays.toString(line.getParameters()));
                if (line.getThrown() != null) {
                    line.getThrown().printStackTrace(new PrintWriter(text));
                }
                lines.add(text.toString());
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        handler.setLevel(Level.ALL);
        Logger root = Logger.getLogger("");
        Level before = root.getLevel();
        root.setLevel(Level.ALL);
        root.addHandler(handler);
        try (GmailAccount fresh = rep.builder().build()) {
            new GmailMailer(fresh).send(mail(), Deadline.NEVER);
            new GmailInboxSource(fresh).read(Optional.empty(), Rep.LONG_AGO, 10);
            for (GmailFault fault : GmailFault.values()) {
                failing(fault);
            }
        } finally {
            root.removeHandler(handler);
            root.setLevel(before);
        }
        assertThat(rep.mailbox.sent()).hasSizeGreaterThan(0);
        assertThat(lines)
                .isNotEmpty()
                .noneMatch(line -> line.contains(rep.token())
                        || line.contains("Bearer")
                        || line.contains("secret-words")
                        || line.contains("lead@company")
                        || line.contains(rep.server.url().toString()));
        assertThat(rep.account.toString()).isEqualTo("GmailAccount[rep@sender.example]");
    }

    private void failing(GmailFault fault) {
        try (GmailAccount hasty = rep.builder()
                .timeouts(Duration.ofSeconds(2), Duration.ofMillis(200))
                .build()) {
            rep.server.faults().next(GmailMethod.SEND, fault);
            new GmailMailer(hasty).send(mail(), Deadline.NEVER);
            rep.server.faults().next(GmailMethod.PROFILE, fault);
            new GmailInboxSource(hasty).read(Optional.empty(), Rep.LONG_AGO, 10);
        } catch (SdrException e) { // as the runner does
            Logger.getLogger("host").log(Level.FINE, "a mailbox failed", e);
        } finally {
            rep.server.faults().clear();
        }
    }

    @Test
    void theProxyOfTheSystemIsUsed() throws IOException {
        ProxySelector before = ProxySelector.getDefault();
        try (OtherGmail proxy = new OtherGmail(uri -> OtherGmail.ok("{\"emailAddress\":\"rep@sender.example\"}"))) {
            ProxySelector.setDefault(ProxySelector.of(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), proxy.url().getPort())));
            try (GmailAccount account =
                    rep.builder().at(URI.create("http://localhost:1/")).build()) {
                assertThat(account.connectedAs()).isEqualTo(EmailAddress.of("rep@sender.example"));
            }
            assertThat(proxy.asked()).hasSize(1);
        } finally {
            ProxySelector.setDefault(before);
        }
    }

    @Test
    void aPackedAnswerIsUnpacked() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("{\"emailAddress\":\"rep@sender.example\"}".getBytes(StandardCharsets.UTF_8));
        }
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            boolean asked =
                    exchange.getRequestHeaders().getFirst("Accept-Encoding").contains("gzip");
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Content-Encoding", "gzip");
            exchange.sendResponseHeaders(asked ? 200 : 406, packed.size());
            exchange.getResponseBody().write(packed.toByteArray());
            exchange.close();
        });
        http.start();
        try (GmailAccount account = rep.builder()
                .at(URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/"))
                .build()) {
            assertThat(account.connectedAs()).isEqualTo(EmailAddress.of("rep@sender.example"));
        } finally {
            http.stop(0);
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Location", rep.server.url().toString());
            exchange.sendResponseHeaders(307, -1);
            exchange.close();
        });
        http.start();
        try (GmailAccount account = rep.builder()
                .at(URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/"))
                .build()) {
            assertThatThrownBy(account::connectedAs)
                    .isInstanceOf(RetryableException.class)
                    .hasMessageContaining("307");
            Delivery outcome = new GmailMailer(account).send(mail(), Deadline.NEVER);
            assertThat(outcome.kind()).isEqualTo(Delivery.Kind.DEFERRED);
            assertThat(outcome.scope()).isEqualTo(Delivery.Scope.MAILBOX);
        } finally {
            http.stop(0);
        }
        assertThat(requests).hasValue(2);
        assertThat(rep.mailbox.sent()).isEmpty();
    }

    private static Email mail() {
        return new Email(
                "Rep",
                EmailAddress.of(Rep.ADDRESS),
                EmailAddress.of("lead@company.example"),
                "secret-words",
                "secret-words",
                Optional.empty(),
                "m1@sender.example",
                List.of(),
                Map.of(),
                Rep.NOW);
    }

    @Test
    void anAnswerThatTricklesIsGivenUp() throws IOException {
        try (Trickling server = new Trickling();
                GmailAccount slow = rep.builder()
                        .at(server.url())
                        .timeouts(Duration.ofSeconds(2), Duration.ofMillis(300))
                        .build()) {
            assertThatThrownBy(slow::connectedAs).isInstanceOf(RetryableException.class);
            assertThat(server.requests()).isEqualTo(1);
        }
    }
}
