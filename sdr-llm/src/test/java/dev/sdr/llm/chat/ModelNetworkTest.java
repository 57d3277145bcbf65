package dev.sdr.llm.chat;

import static dev.sdr.llm.chat.Asked.ANSWER;
import static dev.sdr.llm.chat.Asked.QUESTION;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.CredentialsException;
import dev.sdr.error.RetryableException;
import dev.sdr.llm.Said;
import dev.sdr.llm.chat.Asked.Format;
import dev.sdr.testkit.ModelFault;
import dev.sdr.testkit.ModelServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import okhttp3.OkHttpClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections that fail, and whether what was asked may have been worked on. */
class ModelNetworkTest {

    private static final Duration SHORT = Duration.ofMillis(300);
    private static final Duration SOON = Duration.ofSeconds(8); // OkHttp's own timeouts are longer

    private final ModelServer server = ModelServer.start(Asked.CLOCK);

    @AfterEach
    void close() {
        server.close();
    }

    private static InetAddress address(int last) throws UnknownHostException {
        return InetAddress.getByAddress(new byte[] {127, 0, 0, (byte) last});
    }

    private static void mayHaveCost(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        RetryableException.class,
                        e -> assertThat(e.retryAfter()).isEmpty())
                .hasMessageContaining("may have been worked on");
    }

    private static void hasCostNothing(Throwable thrown) {
        assertThat(thrown)
                .isInstanceOfSatisfying(
                        RetryableException.class,
                        e -> assertThat(e.retryAfter()).isPresent())
                .hasMessageContaining("was not sent");
    }

    @ParameterizedTest
    @EnumSource(
            value = ModelFault.class,
            names = {"RESET", "CUT_OFF"})
    void aBrokenConnectionMayHaveCostAndIsNotTriedAgain(ModelFault fault) {
        for (Format format : Format.values()) {
            int before = server.calls();
            server.answer(ANSWER).fault(fault);
            mayHaveCost(catchThrowable(() -> format.model(server).ask(QUESTION)));
            assertThat(server.calls()).isEqualTo(before + 1);
        }
    }

    @Test
    void aConnectionThatWasUsedBeforeAndBreaksIsNotTriedAgainEither() {
        OpenAiModel model = Asked.openAi(server.answer(ANSWER)).build();
        model.ask(QUESTION);

        server.fault(ModelFault.RESET);
        mayHaveCost(catchThrowable(() -> model.ask(QUESTION)));
        assertThat(server.calls()).isEqualTo(2);
    }

    @Test
    void silenceEndsAtTheReadTimeout() {
        server.fault(ModelFault.HANG);
        OpenAiModel model = Asked.openAi(server).readTimeout(SHORT).build();

        Throwable thrown = assertTimeout(SOON, () -> catchThrowable(() -> model.ask(QUESTION)));

        mayHaveCost(thrown);
        assertThat(thrown).hasMessageContaining("SocketTimeoutException");
        assertThat(server.calls()).isEqualTo(1);
    }

    @Test
    void theWholeCallEndsAtItsTimeout() {
        server.fault(ModelFault.HANG);
        OpenAiModel model = Asked.openAi(server).callTimeout(SHORT).build();

        Throwable thrown = assertTimeout(SOON, () -> catchThrowable(() -> model.ask(QUESTION)));

        mayHaveCost(thrown);
        assertThat(thrown).hasMessageContaining("(InterruptedIOException");
    }

    @Test
    void aServerThatIsNotThereHasCostNothing() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, address(1))) {
            port = free.getLocalPort();
        }
        OpenAiModel model = OpenAiModel.builder("http://127.0.0.1:" + port + "/v1", "some-model")
                .build();
        hasCostNothing(catchThrowable(() -> model.ask(QUESTION)));
    }

    @Test
    void aNameThatNobodyKnowsHasCostNothing() {
        OkHttpClient blind = new OkHttpClient.Builder()
                .dns(host -> {
                    throw new UnknownHostException(host);
                })
                .build();
        OpenAiModel model = OpenAiModel.builder("https://api.example.com/v1", "some-model")
                .client(blind)
                .build();
        Throwable thrown = catchThrowable(() -> model.ask(QUESTION));
        hasCostNothing(thrown);
        assertThat(thrown).hasMessageContaining("UnknownHostException");
    }

    @Test
    void aConnectionThatDoesNotComeAboutInTimeHasCostNothing() throws IOException {
        try (ServerSocket full = new ServerSocket(0, 1, address(1))) {
            OpenAiModel model = OpenAiModel.builder("https://127.0.0.1:" + full.getLocalPort() + "/v1", "some-model")
                    .readTimeout(SHORT)
                    .build();
            hasCostNothing(catchThrowable(() -> model.ask(QUESTION))); // nobody answers the TLS handshake
        }
    }

    @Test
    void ofSeveralAddressesTheOneThatAnswersIsUsed() {
        OkHttpClient twoHomes = new OkHttpClient.Builder()
                .dns(host -> List.of(address(2), address(1)))
                .build();
        OpenAiModel model = OpenAiModel.builder(
                        server.answer(ANSWER).openAiUrl().replace("127.0.0.1", "localhost"), "m")
                .key(() -> ModelServer.KEY)
                .client(twoHomes)
                .build();
        assertThat(model.ask(QUESTION).text()).isEqualTo(ANSWER);
    }

    /** OkHttp itself would repeat a request that is answered 503 with a wait of 0. */
    @Test
    void nothingIsRepeatedBehindOurBack() {
        server.answer(ANSWER).fault(ModelFault.UNAVAILABLE, ModelFault.REQUEST_TIMEOUT);
        OpenAiModel model = Asked.openAi(server).build();
        assertThatThrownBy(() -> model.ask(QUESTION)).hasMessageContaining("HTTP 503");
        assertThat(server.calls()).isEqualTo(1);
        assertThatThrownBy(() -> model.ask(QUESTION)).hasMessageContaining("HTTP 408");
        assertThat(server.calls()).isEqualTo(2);
    }

    @Test
    void theHostsClientNeitherFollowsNorRepeatsNorTakesCookies() {
        OkHttpClient eager = new OkHttpClient.Builder()
                .retryOnConnectionFailure(true)
                .followRedirects(true)
                .authenticator((route, response) ->
                        response.request().newBuilder().header("Again", "yes").build())
                .build();
        OpenAiModel model = Asked.openAi(server).client(eager).build();
        server.fault(ModelFault.REDIRECT, ModelFault.BAD_KEY, ModelFault.RESET);

        for (int i = 1; i <= 3; i++) {
            assertThat(catchThrowable(() -> model.ask(QUESTION))).isNotNull();
            assertThat(server.calls()).isEqualTo(i);
        }
        assertThat(server.redirected()).isZero();
    }

    @Test
    void anAnswerThatIsTooLargeIsNotRead() {
        server.fault(ModelFault.HUGE, ModelFault.HUGE);
        assertThat(catchThrowable(() -> Asked.openAi(server).build().ask(QUESTION)))
                .isInstanceOfSatisfying(
                        RetryableException.class,
                        e -> assertThat(e.retryAfter()).isEmpty())
                .hasMessageContaining("larger than 2000000 bytes");
        assertThat(Asked.openAi(server)
                        .maxResponseBytes(6_000_000)
                        .build()
                        .ask(QUESTION)
                        .text())
                .hasSizeGreaterThan(5_000_000);
    }

    @Test
    void anAnswerOfExactlyTheLargestSizeIsRead() {
        String body = "{\"choices\":[{\"message\":{\"content\":\"{}\"}}]}";
        try (BareServer bare = BareServer.start(200, body)) {
            OpenAiModel.Builder model = OpenAiModel.builder(bare.url(), "some-model");
            assertThat(model.maxResponseBytes(body.length())
                            .build()
                            .ask(QUESTION)
                            .text())
                    .isEqualTo("{}");
            assertThatThrownBy(() ->
                            model.maxResponseBytes(body.length() - 1).build().ask(QUESTION))
                    .isInstanceOf(RetryableException.class);
        }
    }

    @Test
    void anAddressThatIsNoApiIsToldByItsStatus() {
        try (BareServer bare = BareServer.start(404, "<html>")) {
            assertThatThrownBy(() -> OpenAiModel.builder(bare.url(), "some-model")
                            .build()
                            .ask(QUESTION))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining("no such address");
        }
        try (BareServer bare = BareServer.start(401, "")) {
            assertThatThrownBy(() -> OpenAiModel.builder(bare.url(), "some-model")
                            .build()
                            .ask(QUESTION))
                    .hasMessageContaining("the key is refused");
        }
    }

    @Test
    void theProvidersAdviceToTryAgainIsTaken() {
        try (BareServer bare = BareServer.start(422, "{}", Map.of("x-should-retry", "true", "retry-after", "7"))) {
            assertThatThrownBy(() -> OpenAiModel.builder(bare.url(), "some-model")
                            .build()
                            .ask(QUESTION))
                    .isInstanceOfSatisfying(
                            RetryableException.class,
                            e -> assertThat(e.retryAfter()).contains(Duration.ofSeconds(7)));
        }
        try (BareServer bare = BareServer.start(429, "{}", Map.of("x-should-retry", "false", "retry-after", "7"))) {
            assertThatThrownBy(() -> OpenAiModel.builder(bare.url(), "some-model")
                            .build()
                            .ask(QUESTION))
                    .isInstanceOf(CredentialsException.class);
        }
    }

    /** OkHttp's own logging, at its finest. */
    @Test
    void theHttpClientLogsNoSecret() {
        Queue<String> lines = new ConcurrentLinkedQueue<>();
        Handler keeping = new Handler() {
            @Override
            public void publish(LogRecord one) {
                lines.add(one.getMessage() + (one.getThrown() == null ? "" : Said.by(one.getThrown())));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        keeping.setLevel(Level.ALL);
        Logger root = Logger.getLogger("okhttp3");
        Level before = root.getLevel();
        root.addHandler(keeping);
        root.setLevel(Level.ALL);
        List<Logger> finest = List.of(
                Logger.getLogger("okhttp3.OkHttpClient"),
                Logger.getLogger("okhttp3.internal.http2.Http2"),
                Logger.getLogger("okhttp3.internal.concurrent.TaskRunner"));
        finest.forEach(logger -> logger.setLevel(Level.ALL));
        try {
            Asked.openAi(server.answer(ANSWER)).build().ask(QUESTION);
            server.fault(ModelFault.RESET);
            assertThat(catchThrowable(() -> Asked.openAi(server).build().ask(QUESTION)))
                    .isNotNull();
        } finally {
            root.removeHandler(keeping);
            root.setLevel(before);
            finest.forEach(logger -> logger.setLevel(null));
        }
        assertThat(String.join("\n", lines))
                .contains("OkHttp")
                .doesNotContain("secret")
                .doesNotContain(Asked.PRIVATE);
    }
}
