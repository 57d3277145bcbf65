package dev.sdr.track;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A request that a provider posted: its headers and the bytes of its body exactly as they came in. */
public final class WebhookRequest {

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;

    /**
     * A request.
     *
     * @param headers the values of each header, by name in any case
     * @param body the raw body; signatures cover these very bytes. Not copied: do not change it afterwards
     */
    public WebhookRequest(Map<String, List<String>> headers, byte[] body) {
        headers.forEach((name, values) -> this.headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
        this.body = body;
    }

    /**
     * A header's value.
     *
     * @param name its name in any case
     * @return the first value, or empty if there is none
     */
    public Optional<String> header(String name) {
        return headers.getOrDefault(name, List.of()).stream().findFirst();
    }

    /**
     * The body.
     *
     * @return the raw bytes, which must not be changed
     */
    public byte[] body() {
        return body;
    }
}
