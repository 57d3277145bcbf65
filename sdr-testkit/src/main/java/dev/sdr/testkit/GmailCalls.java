package dev.sdr.testkit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Carries out one call: checks the token, draws a fault, takes the units, does it. */
final class GmailCalls {

    /** Gmail's limit of a message with everything in it, in bytes. */
    private static final int LARGEST = 36_700_160;

    private final Clock clock;
    private final GmailGrants grants;
    private final GmailFaults faults;
    private final GmailMeter meter;
    private final Function<String, GmailAccountState> accounts;
    private final GmailMailOut mailOut;
    private final BiConsumer<GmailMethod, GmailAccountState> onCall;
    private final GmailReads reads;
    private final ObjectMapper json = new ObjectMapper();
    private final AtomicLong numbers = new AtomicLong();

    GmailCalls(
            Clock clock,
            GmailGrants grants,
            GmailFaults faults,
            GmailMeter meter,
            Function<String, GmailAccountState> accounts,
            GmailMailOut mailOut,
            BiConsumer<GmailMethod, GmailAccountState> onCall) {
        this.clock = clock;
        this.grants = grants;
        this.faults = faults;
        this.meter = meter;
        this.accounts = accounts;
        this.mailOut = mailOut;
        this.onCall = onCall;
        this.reads = new GmailReads(clock);
    }

    LoopbackAnswer answer(GmailCall call) throws IOException {
        return answers(List.of(call)).get(0);
    }

    /** Answers calls that came together, in their order. */
    List<LoopbackAnswer> answers(List<GmailCall> together) throws IOException {
        String address =
                access(together.get(0)).map(GmailGrants.Access::address).orElse("");
        int within = meter.begin(address, together.size());
        try {
            List<LoopbackAnswer> answers = new ArrayList<>();
            for (GmailCall call : together) {
                answers.add(answers.size() < within ? one(call) : GmailErrors.tooMany());
            }
            return answers;
        } finally {
            meter.end(address, together.size());
        }
    }

    private Optional<GmailGrants.Access> access(GmailCall call) {
        return call.authorization()
                .filter(a -> a.startsWith("Bearer "))
                .flatMap(a -> grants.access(a.substring("Bearer ".length())));
    }

    private LoopbackAnswer one(GmailCall call) throws IOException {
        Optional<GmailMethod> method = call.method();
        if (method.isEmpty()) {
            return GmailErrors.noSuchUrl(call.path());
        }
        Optional<GmailFault> fault = faults.draw(method.get());
        if (fault.equals(Optional.of(GmailFault.LOST_BEFORE_END))) {
            return LoopbackAnswer.cut();
        }
        call.body().read(); // a body without its end is no call
        Optional<GmailGrants.Access> access = access(call);
        if (access.isEmpty()) {
            return GmailErrors.unauthorized();
        }
        return allowed(call, method.get(), access.get(), fault);
    }

    private LoopbackAnswer allowed(
            GmailCall call, GmailMethod method, GmailGrants.Access access, Optional<GmailFault> fault)
            throws IOException {
        if (!call.user().equals("me") && !call.user().equalsIgnoreCase(access.address())) {
            return GmailErrors.of(
                    403, "global", "forbidden", "PERMISSION_DENIED", "Delegation denied for " + access.address());
        }
        if (!method.allowedBy(access.scopes())) {
            return GmailErrors.insufficientScope();
        }
        if (fault.isPresent() && !fault.get().isDone()) {
            return refused(fault.get());
        }
        if (!meter.take(access.address(), method)) {
            return GmailErrors.quota();
        }
        GmailAccountState account = accounts.apply(access.address());
        onCall.accept(method, account);
        LoopbackAnswer done = done(call, method, account, access.scopes());
        return fault.isPresent() ? GmailDelays.after(fault.get(), done) : done;
    }

    LoopbackAnswer refused(GmailFault fault) {
        return switch (fault) {
            case USER_RATE_LIMIT -> GmailErrors.userRateLimit(clock.instant().plus(faults.retryAfter()));
            case QUOTA -> GmailErrors.quota();
            case TOO_MANY_REQUESTS -> GmailErrors.tooMany();
            case DAILY_LIMIT -> GmailErrors.dailyLimit();
            case SENDING_LIMIT -> GmailErrors.sendingLimit(clock.instant().plus(Duration.ofDays(1)));
            case INSUFFICIENT_SCOPE -> GmailErrors.insufficientScope();
            case NOT_CONFIGURED -> GmailErrors.notConfigured();
            case UNAUTHORIZED -> GmailErrors.unauthorized();
            case BAD_RECIPIENT -> GmailErrors.invalid("Invalid To header");
            case NOT_FOUND -> GmailErrors.notFound();
            case UNAVAILABLE -> GmailErrors.unavailable();
            case HTML_ERROR -> GmailErrors.badGateway();
            default -> GmailErrors.internal();
        };
    }

    private LoopbackAnswer done(GmailCall call, GmailMethod method, GmailAccountState account, Set<String> scopes)
            throws IOException {
        return switch (method) {
            case PROFILE -> reads.profile(account);
            case LIST -> reads.list(call, account, scopes);
            case GET -> reads.get(call, account, scopes);
            case ATTACHMENT -> reads.attachment(call, account);
            case HISTORY -> reads.history(call, account);
            case SEND -> send(call, account);
            case WATCH -> watch(call, account);
            default -> {
                account.stop();
                yield new LoopbackAnswer(204, Map.of(), "");
            }
        };
    }

    private LoopbackAnswer watch(GmailCall call, GmailAccountState account) throws IOException {
        Optional<JsonNode> body = json(call);
        String topic = body.map(b -> b.path("topicName").asText("")).orElse("");
        if (!topic.matches("projects/[^/]+/topics/[^/]+")) {
            return GmailErrors.invalid("Invalid topicName does not match projects/<project>/topics/*");
        }
        GmailWatch watch = account.watch(topic);
        ObjectNode answer = json.createObjectNode()
                .put("historyId", Long.toString(account.historyId()))
                .put("expiration", Long.toString(watch.expires().toEpochMilli()));
        return GmailReads.ok(answer);
    }

    private LoopbackAnswer send(GmailCall call, GmailAccountState account) throws IOException {
        Optional<JsonNode> body = json(call);
        if (body.isEmpty()) {
            return GmailErrors.of(400, "global", "parseError", "INVALID_ARGUMENT", "Parse Error");
        }
        String text = body.get().path("raw").asText("");
        if (text.isEmpty()) {
            return GmailErrors.invalid(
                    "'raw' RFC822 payload message string or uploading message via /upload/* URL required");
        }
        Optional<byte[]> raw = GmailView.bytes(text);
        if (raw.isEmpty()) {
            return GmailErrors.invalid("Invalid value for ByteString: raw");
        }
        if (raw.get().length > LARGEST) {
            return GmailErrors.of(413, "global", "uploadTooLarge", "INVALID_ARGUMENT", "Request Entity Too Large");
        }
        Optional<String> problem = GmailSending.problem(GmailMime.parse(raw.get()));
        if (problem.isPresent()) {
            return GmailErrors.invalid(problem.get());
        }
        GmailSending.Ready ready = GmailSending.ready(raw.get(), account, numbers.incrementAndGet(), clock.instant());
        Optional<String> thread =
                Optional.of(body.get().path("threadId").asText("")).filter(t -> !t.isEmpty());
        Optional<GmailAccountState.Sent> sent = account.send(ready, thread);
        if (sent.isEmpty()) {
            return GmailErrors.notFound();
        }
        if (sent.get().limitedUntil().isPresent()) {
            return GmailErrors.sendingLimit(sent.get().limitedUntil().get());
        }
        GmailMessage message = sent.get().message().orElseThrow();
        mailOut.sent(account, message, ready.recipients());
        return GmailReads.ok(GmailView.labelled(message));
    }

    private Optional<JsonNode> json(GmailCall call) throws IOException {
        try {
            return Optional.of(json.readTree(new String(call.body().read(), StandardCharsets.UTF_8)));
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }
}
