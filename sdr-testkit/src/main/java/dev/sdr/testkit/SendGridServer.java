package dev.sdr.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.sdr.track.WebhookRequest;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A stand-in for SendGrid on this machine: takes mail in SendGrid's wire format, checks it as SendGrid does, keeps it for the
 * test to read, misbehaves on demand, and signs event webhooks with a key of its own. Plain HTTP on a free port of the
 * loopback interface; a thread per request.
 *
 * <pre>{@code
 * try (SendGridServer sendGrid = SendGridServer.start(clock)) {
 *     SendGridMailer mailer = SendGridMailer.builder(SendGridServer::key).local(sendGrid.port()).build();
 *     ...
 *     WebhookRequest posted = sendGrid.signed(List.of(events.delivered(sendGrid.taken().get(0), clock.instant())));
 *     runner.web().receive(SendGridWebhook.verifiedBy(sendGrid.publicKey()), posted);
 * }
 * }</pre>
 */
public final class SendGridServer implements AutoCloseable {

    private static final String KEY = "SG.stand-in.0123456789";
    private static final int LARGEST = 30_000_000;
    private static final long SLOW_MILLIS = 200;
    private static final long SILENT_SECONDS = 60;
    private static final long RESET_SECONDS = 30;

    private final HttpServer server;
    private final ExecutorService threads;
    private final Clock clock;
    private final ObjectMapper json = new ObjectMapper();
    private final SendGridSigner signer = new SendGridSigner();
    private final SendGridAccount account = new SendGridAccount();
    private final List<SendGridTaken> taken = new CopyOnWriteArrayList<>();
    private final ConcurrentLinkedQueue<SendGridFault> faults = new ConcurrentLinkedQueue<>();
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger sandboxed = new AtomicInteger();
    private final CountDownLatch closing = new CountDownLatch(1);

    private SendGridServer(HttpServer server, Clock clock) {
        this.server = server;
        this.clock = clock;
        this.threads = Executors.newCachedThreadPool(work -> {
            Thread thread = new Thread(work, "sendgrid-stand-in");
            thread.setDaemon(true);
            return thread;
        });
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /**
     * Starts a server.
     *
     * @param clock by which it dates mail, events and limits
     * @return the server
     */
    public static SendGridServer start(Clock clock) {
        try {
            HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
            SendGridServer started = new SendGridServer(http, clock);
            http.start();
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * The only API key it takes.
     *
     * @return the key
     */
    public static String key() {
        return KEY;
    }

    /**
     * Where it listens.
     *
     * @return the port
     */
    public int port() {
        return server.getAddress().getPort();
    }

    /**
     * The settings of the account.
     *
     * @return the account, which a test may change
     */
    public SendGridAccount account() {
        return account;
    }

    /**
     * Makes it misbehave at the next mail; several are used up one after the other.
     *
     * @param fault how
     */
    public void next(SendGridFault fault) {
        faults.add(fault);
    }

    /**
     * What it took.
     *
     * @return the mails, oldest first
     */
    public List<SendGridTaken> taken() {
        return List.copyOf(taken);
    }

    /**
     * How many mails were offered to it.
     *
     * @return the number of requests to Mail Send, refused ones included
     */
    public int attempts() {
        return attempts.get();
    }

    /**
     * How many mails were checked in sandbox mode, and not taken.
     *
     * @return the number
     */
    public int sandboxed() {
        return sandboxed.get();
    }

    /**
     * The verification key of its webhooks.
     *
     * @return the key as SendGrid shows it
     */
    public String publicKey() {
        return signer.publicKey();
    }

    /**
     * A signed post of events, of now by its clock.
     *
     * @param events the events as JSON objects, such as {@link SendGridEvents} makes
     * @return the request
     */
    public WebhookRequest signed(List<String> events) {
        return signed("[" + String.join(",\r\n", events) + "]\r\n", clock.instant());
    }

    /**
     * A signed post of any body.
     *
     * @param body the body
     * @param at the moment it is signed for
     * @return the request
     */
    public WebhookRequest signed(String body, Instant at) {
        return signer.request(body.getBytes(StandardCharsets.UTF_8), at);
    }

    /**
     * Posts signed events to a web server.
     *
     * @param to the address
     * @param events the events as JSON objects
     * @return the status it answered
     */
    public int post(URI to, List<String> events) {
        return signer.post(to, signed(events));
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            boolean send =
                    path.equals("/v3/mail/send") && exchange.getRequestMethod().equals("POST");
            Optional<SendGridFault> fault = Optional.empty();
            if (send) {
                attempts.incrementAndGet();
                fault = Optional.ofNullable(faults.poll());
            }
            if (fault.equals(Optional.of(SendGridFault.LOST_BEFORE_END))) {
                return;
            }
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String authorization = exchange.getRequestHeaders().getFirst("Authorization");
            if (!("Bearer " + KEY).equals(authorization) || fault.equals(Optional.of(SendGridFault.BAD_KEY))) {
                refuse(exchange, 401, "", "The provided authorization grant is invalid, expired, or revoked");
            } else if (send) {
                send(exchange, body, fault);
            } else if (exchange.getRequestMethod().equals("GET")) {
                get(exchange, path);
            } else {
                refuse(exchange, 405, "", "method not allowed");
            }
        }
    }

    private void get(HttpExchange exchange, String path) throws IOException {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(parts[0], parts.length < 2 ? "" : URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        try {
            Optional<String> answer = account.get(path, query);
            if (answer.isPresent()) {
                answer(exchange, 200, answer.get());
            } else {
                refuse(exchange, 404, "", "not found");
            }
        } catch (SecurityException e) {
            refuse(exchange, 403, "", String.valueOf(e.getMessage()));
        }
    }

    private void send(HttpExchange exchange, String body, Optional<SendGridFault> fault) throws IOException {
        JsonNode mail;
        try {
            mail = json.readTree(body);
        } catch (JsonProcessingException e) {
            refuse(exchange, 400, "", "Bad Request");
            return;
        }
        if (body.length() > LARGEST) {
            refuse(exchange, 413, "", "The total size of your email must be less than 30MB.");
            return;
        }
        Optional<SendGridRules.Problem> problem = SendGridRules.problem(mail);
        if (problem.isPresent()) {
            refuse(exchange, 400, problem.get().field(), problem.get().message());
            return;
        }
        if (mail.path("mail_settings").path("sandbox_mode").path("enable").asBoolean()) {
            sandboxed.incrementAndGet();
            answer(exchange, 200, "");
            return;
        }
        if (fault.isPresent() && !isTaken(fault.get())) {
            fail(exchange, fault.get());
            return;
        }
        SendGridTaken one =
                SendGridTaken.of("sg" + String.format("%020d", attempts.get()), clock.instant(), mail, body);
        taken.add(one);
        if (fault.isPresent()) {
            afterTaking(exchange, fault.get(), one);
        } else {
            accept(exchange, one);
        }
    }

    private static boolean isTaken(SendGridFault fault) {
        return switch (fault) {
            case SLOW, TAKEN_SERVER_ERROR, TAKEN_NO_ANSWER, TAKEN_CONNECTION_LOST -> true;
            default -> false;
        };
    }

    private void fail(HttpExchange exchange, SendGridFault fault) throws IOException {
        switch (fault) {
            case RATE_LIMITED -> {
                long reset = clock.instant().getEpochSecond() + RESET_SECONDS;
                exchange.getResponseHeaders().set("X-RateLimit-Limit", "600");
                exchange.getResponseHeaders().set("X-RateLimit-Remaining", "0");
                exchange.getResponseHeaders().set("X-RateLimit-Reset", Long.toString(reset));
                refuse(exchange, 429, "", "too many requests");
            }
            case FORBIDDEN ->
                refuse(
                        exchange,
                        403,
                        "from",
                        "The from address does not match a verified Sender Identity. Mail cannot be sent until this"
                                + " error is resolved.");
            case BAD_RECIPIENT ->
                refuse(exchange, 400, "personalizations.0.to.0.email", "Does not contain a valid address.");
            default -> refuse(exchange, 500, "", "internal server error");
        }
    }

    private void afterTaking(HttpExchange exchange, SendGridFault fault, SendGridTaken one) throws IOException {
        switch (fault) {
            case SLOW -> {
                if (held(SLOW_MILLIS, TimeUnit.MILLISECONDS)) {
                    accept(exchange, one);
                }
            }
            case TAKEN_SERVER_ERROR -> refuse(exchange, 503, "", "service unavailable");
            case TAKEN_NO_ANSWER -> {
                if (held(SILENT_SECONDS, TimeUnit.SECONDS)) {
                    exchange.close();
                }
            }
            default -> exchange.close();
        }
    }

    /** Waits, but no longer than the server lives: false once it is closed. */
    private boolean held(long time, TimeUnit unit) {
        try {
            return !closing.await(time, unit);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void accept(HttpExchange exchange, SendGridTaken one) throws IOException {
        exchange.getResponseHeaders().set("x-message-id", one.id()); // any case: clients must not care
        answer(exchange, 202, "");
    }

    private void refuse(HttpExchange exchange, int status, String field, String message) throws IOException {
        ObjectNode error = json.createObjectNode();
        error.put("message", message);
        if (field.isEmpty()) {
            error.putNull("field");
        } else {
            error.put("field", field);
        }
        error.putNull("help");
        ObjectNode body = json.createObjectNode();
        body.putArray("errors").add(error);
        answer(exchange, status, body.toString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(bytes);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
