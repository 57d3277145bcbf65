package dev.sdr.email;

import com.sendgrid.Client;
import com.sendgrid.Method;
import com.sendgrid.Request;
import com.sendgrid.Response;
import com.sendgrid.SendGrid;
import dev.sdr.channel.HandOver;
import java.io.IOException;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpPost;
import org.apache.http.config.SocketConfig;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.DefaultManagedHttpClientConnection;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;

/**
 * sendgrid-java over a client that bounds every wait, tries once and follows no redirect. Its connections log nothing, for
 * the usual ones write the key and the mail to the log at debug level.
 */
final class SendGridApi implements AutoCloseable {

    static final String GLOBAL = "api.sendgrid.com";
    static final String EU = "api.eu.sendgrid.com";

    private static final int CONNECTIONS = 64;
    private static final int BUFFER = 8192;
    private static final int LONGEST_KEY = 1000;

    private final String host;
    private final Supplier<String> key;
    private final CloseableHttpClient http;
    private final Client client; // kept as long as the connections, which its finalizer closes

    SendGridApi(String host, boolean plaintext, Supplier<String> key, Duration connect, Duration answer) {
        this.host = host;
        this.key = key;
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                (route, config) -> new DefaultManagedHttpClientConnection("sendgrid", BUFFER));
        connections.setMaxTotal(CONNECTIONS);
        connections.setDefaultMaxPerRoute(CONNECTIONS);
        connections.setValidateAfterInactivity(1); // a kept connection that has died is noticed before it is used
        int answerMillis = Math.toIntExact(answer.toMillis());
        this.http = HttpClients.custom()
                .setConnectionManager(connections)
                .setDefaultSocketConfig(
                        SocketConfig.custom().setSoTimeout(answerMillis).build())
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(Math.toIntExact(connect.toMillis()))
                        .setConnectionRequestTimeout(answerMillis)
                        .setSocketTimeout(answerMillis)
                        .build())
                .setConnectionTimeToLive(1, TimeUnit.MINUTES)
                .disableAutomaticRetries()
                .disableRedirectHandling()
                .disableCookieManagement()
                .disableAuthCaching()
                .build();
        this.client = new Client(http, plaintext);
    }

    /** The key of the moment. Throws what the host's supplier throws, or IllegalStateException for what is no key. */
    String key() {
        String now = key.get();
        if (now.isEmpty() || now.length() > LONGEST_KEY || !now.chars().allMatch(c -> c > ' ' && c < 127)) {
            throw new IllegalStateException("what the supplier of the API key gave is not a key");
        }
        return now;
    }

    /** Posts a body whose last byte is held back for the deadline. */
    Response post(String now, String endpoint, HandOver body) throws IOException {
        SendGrid call = new SendGrid(now, client) {
            @Override
            public Response makeCall(Request full) throws IOException {
                return perform(full, body);
            }
        };
        call.setHost(host);
        Request request = new Request();
        request.setMethod(Method.POST);
        request.setEndpoint(endpoint);
        return call.api(request);
    }

    private Response perform(Request full, HandOver body) throws IOException {
        HttpPost post;
        try {
            post = new HttpPost(client.buildUri(full.getBaseUri(), full.getEndpoint(), full.getQueryParams()));
        } catch (URISyntaxException e) {
            throw new IOException("the host is not one", e);
        }
        full.getHeaders().forEach(post::setHeader);
        post.setHeader("Content-Type", "application/json");
        post.setEntity(new HandOverEntity(body));
        try (CloseableHttpResponse response = http.execute(post)) {
            return client.getResponse(response);
        }
    }

    /** Asks something that changes nothing. */
    Response get(String now, String endpoint, Map<String, String> query) throws IOException {
        SendGrid call = new SendGrid(now, client);
        call.setHost(host);
        Request request = new Request();
        request.setMethod(Method.GET);
        request.setEndpoint(endpoint);
        query.forEach(request::addQueryParam);
        return call.api(request);
    }

    @Override
    public String toString() {
        return host;
    }

    @Override
    public void close() {
        try {
            http.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the connections to SendGrid could not be closed", e);
        }
    }
}
