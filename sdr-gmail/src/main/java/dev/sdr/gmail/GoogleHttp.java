package dev.sdr.gmail;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.google.api.client.http.GenericUrl;
import com.google.api.client.http.HttpRequest;
import com.google.api.client.http.HttpRequestFactory;
import com.google.api.client.http.HttpResponse;
import com.google.api.client.http.UrlEncodedContent;
import com.google.api.client.http.apache.v2.ApacheHttpTransport;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.apache.http.config.SocketConfig;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.apache.http.impl.conn.SystemDefaultRoutePlanner;
import org.jspecify.annotations.Nullable;

/**
 * The few small requests that OAuth needs. Each is one attempt over a connection of its own, bounded in time and size, and
 * neither Google's HTTP client nor the connections log anything: at their finer levels they would write down tokens.
 */
final class GoogleHttp {

    static final Duration CONNECT = Duration.ofSeconds(20);
    static final Duration ANSWER = Duration.ofSeconds(20);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WHOLE = 2; // times the longest silence
    private static final int LARGEST = 100_000;

    private final int connectMillis;
    private final int answerMillis;

    GoogleHttp(Duration connect, Duration answer) {
        this.connectMillis = millis(connect);
        this.answerMillis = millis(answer);
    }

    private static int millis(Duration timeout) {
        if (timeout.isNegative() || timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a timeout must be at least a millisecond and not endless: " + timeout);
        }
        return (int) timeout.toMillis();
    }

    /** An answer of any status. Its text shows the status alone, for the body may hold tokens. */
    static final class Answer {

        private final int status;
        private final JsonNode body;

        Answer(int status, JsonNode body) {
            this.status = status;
            this.body = body;
        }

        int status() {
            return status;
        }

        /** The body as JSON, or a missing node if it is not JSON. */
        JsonNode body() {
            return body;
        }

        boolean isSuccess() {
            return status / 100 == 2;
        }

        /** Whether Google says that it, not the request, failed. */
        boolean isFailure() {
            return status >= 500 || status == 429 || status == 408;
        }

        @Override
        public String toString() {
            return "HTTP " + status;
        }
    }

    Answer post(URI uri, Map<String, String> form) throws IOException {
        return ask(factory -> factory.buildPostRequest(new GenericUrl(uri), new UrlEncodedContent(form)));
    }

    Answer get(URI uri, String accessToken) throws IOException {
        return ask(factory -> {
            HttpRequest request = factory.buildGetRequest(new GenericUrl(uri));
            request.getHeaders().setAuthorization("Bearer " + accessToken);
            return request;
        });
    }

    /** Makes the request. */
    private interface Making {
        HttpRequest with(HttpRequestFactory factory) throws IOException;
    }

    private Answer ask(Making making) throws IOException {
        try (CloseableHttpClient client = client()) {
            HttpRequest request = making.with(new ApacheHttpTransport(client).createRequestFactory())
                    .setConnectTimeout(connectMillis)
                    .setReadTimeout(answerMillis)
                    .setNumberOfRetries(0)
                    .setFollowRedirects(false)
                    .setThrowExceptionOnExecuteError(false)
                    .setLoggingEnabled(false)
                    .setCurlLoggingEnabled(false);
            HttpResponse response = request.execute();
            return new Answer(response.getStatusCode(), json(response.getContent()));
        }
    }

    private CloseableHttpClient client() {
        Duration answer = Duration.ofMillis(answerMillis);
        return HttpClients.custom()
                .setConnectionManager(new PoolingHttpClientConnectionManager(
                        (route, config) -> new GmailConnection(answer, answer.multipliedBy(WHOLE), LARGEST)))
                .setDefaultSocketConfig(SocketConfig.custom() // what a TLS handshake may wait
                        .setSoTimeout(connectMillis)
                        .build())
                .setRoutePlanner(new SystemDefaultRoutePlanner(ProxySelector.getDefault()))
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
    }

    private static JsonNode json(@Nullable InputStream content) throws IOException {
        if (content == null) {
            return MissingNode.getInstance();
        }
        byte[] body = content.readNBytes(LARGEST + 1);
        if (body.length > LARGEST) { // unpacked it may be larger than what came
            throw new IOException("the answer is too large");
        }
        try {
            return JSON.readTree(body);
        } catch (
                JacksonException e) { // an error page of something in between; its text is not kept, for it may be long
            return MissingNode.getInstance();
        }
    }
}
