package dev.sdr.testkit;

import dev.sdr.track.WebhookRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** Signs and posts event webhooks as SendGrid does: ECDSA on P-256 over the timestamp and the body. */
final class SendGridSigner {

    private static final String SIGNATURE = "X-Twilio-Email-Event-Webhook-Signature";
    private static final String TIMESTAMP = "X-Twilio-Email-Event-Webhook-Timestamp";

    private final KeyPair keys;

    SendGridSigner() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            this.keys = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no P-256", e);
        }
    }

    String publicKey() {
        return Base64.getEncoder().encodeToString(keys.getPublic().getEncoded());
    }

    WebhookRequest request(byte[] body, Instant at) {
        String time = Long.toString(at.getEpochSecond());
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(keys.getPrivate());
            signature.update(time.getBytes(StandardCharsets.US_ASCII));
            signature.update(body);
            String text = Base64.getEncoder().encodeToString(signature.sign());
            return new WebhookRequest(Map.of(SIGNATURE, List.of(text), TIMESTAMP, List.of(time)), body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK cannot sign with P-256", e);
        }
    }

    int post(URI to, WebhookRequest request) {
        HttpRequest.Builder post = HttpRequest.newBuilder(to)
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(request.body()));
        for (String name : List.of(SIGNATURE, TIMESTAMP)) {
            request.header(name).ifPresent(value -> post.header(name, value));
        }
        try {
            return HttpClient.newHttpClient()
                    .send(post.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while posting to " + to.getHost(), e);
        }
    }
}
