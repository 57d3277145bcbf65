package dev.sdr.web;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Makes requests that are broken in one way each, seeded. Those that would unsubscribe somebody if they were whole have a good
 * token, so that only what is broken about them keeps them from it.
 */
final class MalformedRequests {

    private static final String ASKS = "List-Unsubscribe=One-Click";
    private static final String FORM = "Content-Type: application/x-www-form-urlencoded\r\n";
    private static final String LAST = "\r\n--xyz";
    private static final String PARTS =
            "--xyz\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click" + LAST;

    private final String at;
    private final String click;
    private final String open;
    private final String unsubscribe;
    private final SplittableRandom random;
    private final List<Supplier<String>> kinds;

    MalformedRequests(String at, String open, String click, String unsubscribe, SplittableRandom random) {
        this.at = at;
        this.open = at + "/o/" + open + ".gif";
        this.click = at + "/c/" + click;
        this.unsubscribe = at + "/u/" + unsubscribe;
        this.random = random;
        this.kinds = List.of(
                this::partsCutOff,
                this::otherBoundary,
                this::lengthTooLong,
                this::lengthTooShort,
                this::lengthOdd,
                this::chunksBroken,
                this::chunksAndLength,
                this::headersTooLarge,
                this::methodOdd,
                this::wrongPart,
                this::tokenChanged,
                this::pathGarbage,
                this::hookUnsigned,
                this::headerBroken,
                this::formGarbage,
                this::formTooLarge,
                this::requestLineBroken,
                this::bytes);
    }

    byte[] next() {
        return kinds.get(random.nextInt(kinds.size())).get().getBytes(ISO_8859_1);
    }

    private String request(String line, String headers, String body) {
        return line + " HTTP/1.1\r\nHost: links.sender.example\r\nConnection: close\r\n" + headers + "\r\n" + body;
    }

    private String post(String headers, String body) {
        return request("POST " + unsubscribe, headers, body);
    }

    private static String length(int length) {
        return "Content-Length: " + length + "\r\n";
    }

    private String partsCutOff() {
        String body = PARTS.substring(0, random.nextInt(PARTS.length()));
        return post("Content-Type: multipart/form-data; boundary=xyz\r\n" + length(body.length()), body);
    }

    private String otherBoundary() {
        String type = pick("boundary=abc", "boundary=", "", "boundary=\"xy\u00e9z\"", "boundary=xyz0; boundary=xyz");
        return post("Content-Type: multipart/form-data; " + type + "\r\n" + length(PARTS.length()), PARTS);
    }

    private String lengthTooLong() {
        return post(FORM + length(ASKS.length() + 1 + random.nextInt(5_000)), ASKS);
    }

    private String lengthTooShort() {
        return post(FORM + length(random.nextInt(ASKS.length())), ASKS);
    }

    private String lengthOdd() {
        String value = pick("-1", "26x", "0x1a", "99999999999999999999", "26\r\nContent-Length: 27", "two", "+26");
        return post(FORM + "Content-Length: " + value + "\r\n", ASKS);
    }

    private String chunksBroken() {
        String end = pick("ZZ\r\n", "-1\r\n", "5\r\nab", "ffffffffffffffff1\r\n", "\r\n\r\n", "");
        return post(FORM + "Transfer-Encoding: chunked\r\n", "1a\r\n" + ASKS + "\r\n" + end);
    }

    private String chunksAndLength() {
        return post(FORM + "Transfer-Encoding: chunked\r\n" + length(ASKS.length()), "0\r\n\r\n" + ASKS);
    }

    private String headersTooLarge() {
        String header = random.nextBoolean()
                ? "X-Large: " + "x".repeat(10_000 + random.nextInt(20_000)) + "\r\n"
                : "X: y\r\n".repeat(5_000);
        return post(FORM + header + length(ASKS.length()), ASKS);
    }

    private String methodOdd() {
        String method =
                pick("PUT", "DELETE", "OPTIONS", "PATCH", "post", "POSTT", "M-SEARCH", "PO ST", "P\u00d6ST", "TRACE");
        return request(method + " " + unsubscribe, FORM + length(ASKS.length()), ASKS);
    }

    private String wrongPart() {
        String path =
                pick(open, click, at + "/", at + "/hooks/none", unsubscribe + "/", unsubscribe + ";a=b", at + "/u;x/a");
        return request("POST " + path, FORM + length(ASKS.length()), ASKS);
    }

    private String tokenChanged() {
        int place = at.length() + 3 + random.nextInt(unsubscribe.length() - at.length() - 3);
        char old = unsubscribe.charAt(place);
        String path = unsubscribe.substring(0, place) + (old == 'x' ? 'y' : 'x') + unsubscribe.substring(place + 1);
        return request(pick("POST ", "POST ", "GET ") + path, FORM + length(ASKS.length()), ASKS);
    }

    private String pathGarbage() {
        StringBuilder path = new StringBuilder(pick("/u/", "/c/", "/o", "/hooks/", "/"));
        for (int i = random.nextInt(40); i >= 0; i--) {
            path.append(
                    pick("%", "%00", "%c0%ae", "..", "//", ";", "\u00ff", "%2F", "a", "%u0041", "{", "|", "\"", "<b>"));
        }
        return request(pick("GET ", "POST ") + at + path, length(0), "");
    }

    private String hookUnsigned() {
        String body = garbage(random.nextInt(2_000));
        return request(
                "POST " + at + "/hooks/lines",
                "X-Signature: " + pick("", "0", "zz", "\u00e9") + "\r\n" + length(body.length()),
                body);
    }

    private String headerBroken() {
        String header = pick(
                "NoColon\r\n",
                "Bad Name: x\r\n",
                "Nul: a\u0000b\r\n",
                ": empty\r\n",
                "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n");
        return post(header + FORM + length(ASKS.length()), "zz" + ASKS);
    }

    private String formGarbage() {
        String body = garbage(random.nextInt(3_000));
        String type = pick(
                "application/x-www-form-urlencoded",
                "application/x-www-form-urlencoded; charset=utf-7",
                "multipart/form-data; boundary=\"",
                "application/json",
                ";;;=",
                "\u00e9");
        String more = pick(
                "", "Content-Encoding: gzip\r\n", "Accept-Language: ;;q=x,\u00e9-*;q=9\r\n", "Cookie: =;\u00e9\r\n");
        return post("Content-Type: " + type + "\r\n" + more + length(body.length()), body);
    }

    private String formTooLarge() {
        String body = ASKS + "&" + "x".repeat(9_000 + random.nextInt(50_000));
        return post(FORM + length(body.length()), body);
    }

    private String requestLineBroken() {
        return pick(
                "POST " + unsubscribe + "\r\n\r\n" + ASKS,
                "POST  " + unsubscribe + " HTTP/1.1\r\n\r\n" + ASKS,
                "POST " + unsubscribe + " HTTP/1.1\r\n\r\n" + ASKS,
                "POST " + unsubscribe + " HTTQ/1.1\r\nHost: a\r\n\r\n" + ASKS,
                "POST\t" + unsubscribe + " HTTP/1.1\r\nHost: a\r\n\r\n" + ASKS,
                "\r\n\r\n\r\n",
                "POST " + unsubscribe + " " + ASKS);
    }

    private String bytes() {
        return garbage(1 + random.nextInt(3_000));
    }

    private String garbage(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return new String(bytes, ISO_8859_1);
    }

    private String pick(String... of) {
        return of[random.nextInt(of.length)];
    }
}
