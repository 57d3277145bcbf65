package dev.sdr.llm.chat;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sdr.error.RetryableException;
import dev.sdr.error.SdrException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.concurrent.atomic.AtomicBoolean;
import okhttp3.Authenticator;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP call at a time to a model's server: bounded in time and size, never repeated, never sent on to another address,
 * and logged nowhere.
 */
final class ModelHttp {

    /** Whether the request has begun to go out. Until then the server knows nothing of it. */
    private static final class Sent extends AtomicBoolean {
        private static final long serialVersionUID = 1L;
    }

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final @Nullable MediaType TYPE = MediaType.parse("application/json");
    private static final Duration AT_ONCE = Duration.ofSeconds(1);
    private static final String RETRY_AFTER = "Retry-After";

    /** Under this name OkHttp does not see it: it would repeat the request by itself when told to wait 0 seconds. */
    private static final String KEPT_RETRY_AFTER = "Sdr-Retry-After";

    private final String who;
    private final OkHttpClient client;
    private final ServerOptions.Headers headers;
    private final long largest;

    ModelHttp(String who, ServerOptions options) {
        this.who = who;
        this.client = options.client()
                .newBuilder()
                .connectTimeout(options.connectTimeout())
                .readTimeout(options.readTimeout())
                .writeTimeout(options.readTimeout())
                .callTimeout(options.callTimeout())
                .retryOnConnectionFailure(false)
                .followRedirects(false)
                .followSslRedirects(false)
                .authenticator(Authenticator.NONE)
                .cookieJar(CookieJar.NO_COOKIES)
                .cache(null)
                .addNetworkInterceptor(ModelHttp::send)
                .build();
        this.headers = options.headers();
        this.largest = options.maxResponseBytes();
    }

    private static Response send(Interceptor.Chain chain) throws IOException {
        Sent sent = chain.request().tag(Sent.class);
        if (sent != null) {
            sent.set(true);
        }
        Response response = chain.proceed(chain.request());
        String wait = response.header(RETRY_AFTER);
        return wait == null
                ? response
                : response.newBuilder()
                        .removeHeader(RETRY_AFTER)
                        .header(KEPT_RETRY_AFTER, wait)
                        .build();
    }

    HttpAnswer post(HttpUrl url, JsonNode body) {
        byte[] bytes = body.toString().getBytes(StandardCharsets.UTF_8);
        return call(new Request.Builder().url(url).post(RequestBody.create(bytes, TYPE)));
    }

    HttpAnswer get(HttpUrl url) {
        return call(new Request.Builder().url(url).get());
    }

    private HttpAnswer call(Request.Builder request) {
        Map<String, String> values = headers.now(who);
        values.forEach(request::header);
        Sent sent = new Sent();
        request.tag(Sent.class, sent).header("Accept", "application/json");
        try (Response response = client.newCall(request.build()).execute()) {
            int most = (int) Math.min(Integer.MAX_VALUE - 8L, largest + 1);
            byte[] bytes = response.body().byteStream().readNBytes(most);
            if (bytes.length > largest) {
                throw new RetryableException(
                        who + ": the answer is larger than " + largest + " bytes and was not read to its end");
            }
            return new HttpAnswer(
                    response.code(),
                    name -> response.header(name.equalsIgnoreCase(RETRY_AFTER) ? KEPT_RETRY_AFTER : name),
                    json(bytes),
                    secrets(values));
        } catch (IOException e) {
            throw sent.get() ? lost(e) : notReached(e);
        }
    }

    private static Set<String> secrets(Map<String, String> values) {
        Set<String> secrets = new HashSet<>();
        values.values().forEach(value -> {
            secrets.add(value);
            secrets.add(value.substring(value.lastIndexOf(' ') + 1)); // without "Bearer"
        });
        secrets.remove("");
        return secrets;
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode node = JSON.readTree(body);
            return node == null ? MissingNode.getInstance() : node;
        } catch (JacksonException e) { // a page of something in between; the exception would quote it
            return MissingNode.getInstance();
        } catch (IOException e) {
            throw new IllegalStateException("bytes in memory cannot be read", e);
        }
    }

    /** Its budget's place is given back; whoever asks next may find it there again. */
    private SdrException notReached(IOException e) {
        return RetryableException.after(
                who + " cannot be reached (" + names(e) + "); the request was not sent", AT_ONCE);
    }

    private SdrException lost(IOException e) {
        String what = e instanceof InterruptedIOException ? " gave no answer in time (" : " broke the connection off (";
        String words = who + what + names(e) + "); what was asked may have been worked on";
        return quotes(e) ? new RetryableException(words) : new RetryableException(words, e);
    }

    /** Whether the exception's own text quotes what a server sent. */
    private static boolean quotes(Throwable e) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (t instanceof ProtocolException) {
                return true;
            }
        }
        return false;
    }

    private static String names(Throwable e) {
        StringJoiner names = new StringJoiner(" by ");
        for (Throwable t = e; t != null; t = t.getCause()) {
            names.add(t.getClass().getSimpleName());
        }
        return names.toString();
    }
}
