package dev.sdr.testkit;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a {@link LoopbackHttp} answers.
 *
 * @param status the HTTP status, or 0 to cut the connection instead of answering
 * @param headers the headers, without Content-Length
 * @param body the body
 * @param halved whether the connection is closed in the middle of the body
 */
record LoopbackAnswer(int status, Map<String, String> headers, String body, boolean halved) {

    LoopbackAnswer {
        headers = Map.copyOf(headers);
    }

    LoopbackAnswer(int status, Map<String, String> headers, String body) {
        this(status, headers, body, false);
    }

    static LoopbackAnswer json(int status, String body) {
        return new LoopbackAnswer(status, Map.of("Content-Type", "application/json; charset=UTF-8"), body);
    }

    static LoopbackAnswer html(int status, String body) {
        return new LoopbackAnswer(status, Map.of("Content-Type", "text/html; charset=UTF-8"), body);
    }

    static LoopbackAnswer cut() {
        return new LoopbackAnswer(0, Map.of(), "");
    }

    LoopbackAnswer with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new LoopbackAnswer(status, more, body, halved);
    }

    /** The same, but with the connection closed in the middle of its body. */
    LoopbackAnswer half() {
        return new LoopbackAnswer(status, headers, body, true);
    }

    boolean isCut() {
        return status == 0;
    }

    /** The reason phrase; clients must not care, but their logs show it. */
    String reason() {
        return switch (status) {
            case 200 -> "OK";
            case 204 -> "No Content";
            case 302 -> "Found";
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 413 -> "Request Entity Too Large";
            case 429 -> "Too Many Requests";
            case 500 -> "Internal Server Error";
            case 502 -> "Bad Gateway";
            case 503 -> "Service Unavailable";
            default -> "Status " + status;
        };
    }

    /** The answer as it goes over the wire: head and body in one piece, so that no acknowledgement is waited for. */
    byte[] bytes() {
        byte[] content = body.getBytes(StandardCharsets.UTF_8);
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " " + reason() + "\r\n");
        headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
        head.append("Content-Length: " + content.length + "\r\n\r\n");
        byte[] start = head.toString().getBytes(StandardCharsets.ISO_8859_1);
        int length = halved ? content.length / 2 : content.length;
        byte[] all = new byte[start.length + length];
        System.arraycopy(start, 0, all, 0, start.length);
        System.arraycopy(content, 0, all, start.length, length);
        return all;
    }
}
