package dev.sdr.llm.chat;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A short name for everything that changes a model's answers. */
final class Fingerprint {

    private static final int CHARACTERS = 12;

    private Fingerprint() {}

    /** The model, its server, and a hash over all that is configured beside: a query or an extra field may hold a secret. */
    static String of(String model, ServerOptions options, Object... more) {
        StringBuilder all = new StringBuilder();
        for (Object one : more) {
            String text = String.valueOf(one);
            all.append(text.length()).append(':').append(text).append('\n');
        }
        all.append(options.wholeQuery());
        return model + "@" + options.place() + "#" + hash(all.toString());
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest).substring(0, CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
