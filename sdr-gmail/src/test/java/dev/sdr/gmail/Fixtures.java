package dev.sdr.gmail;

import dev.sdr.store.SequenceStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/** What the tests of OAuth share. */
final class Fixtures {

    static final String REP = "rep@company.example";

    private Fixtures() {}

    static byte[] key(int seed) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) seed);
        return key;
    }

    static StoredTokens tokens(SequenceStore store) {
        return StoredTokens.in(store, "k1", key(1));
    }

    static GoogleClient client(Path folder, String json) {
        return GoogleClient.read(write(folder, json));
    }

    static Path write(Path folder, String text) {
        try {
            return Files.writeString(Files.createTempFile(folder, "file", ".json"), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A browser: asks for a page and says where it is sent, or what it is shown. */
    static HttpResponse<String> open(URI page) {
        try {
            return HttpClient.newHttpClient()
                    .send(HttpRequest.newBuilder(page).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Where the consent page sends the browser. */
    static URI consent(URI page) {
        return URI.create(open(page).headers().firstValue("Location").orElseThrow());
    }

    /** All that an exception says, causes included. */
    static String said(Throwable thrown) {
        StringBuilder text = new StringBuilder();
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            text.append(t).append('\n');
        }
        return text.toString();
    }
}
