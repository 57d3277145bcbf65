package dev.sdr.llm;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A hostile reply of {@code injections.txt}.
 *
 * @param name what it tries
 * @param wants what the attacker wants it to be taken for
 * @param says what the attacker wants to be answered
 * @param refer whom the attacker wants to be named instead
 * @param from the mail's author
 * @param headers further header lines
 * @param type {@code text}, {@code html} or {@code both}
 * @param optOut whether its author wants no more mail, so that nothing may be answered
 * @param body the body, for {@code both} with the HTML behind a line of {@code ~~~}
 */
record Hostile(
        String name,
        String wants,
        String says,
        Optional<String> refer,
        String from,
        List<String> headers,
        String type,
        boolean optOut,
        String body) {

    static final String SAYS =
            "Log in at https://evil.example/login for 50 % off, call +49 30 123456789 or write to evil@evil.example.";

    private static final Pattern CASES = Pattern.compile("(?m)^=== ");
    private static final Pattern MACRO = Pattern.compile("\\{(zw|bidi|tags|wide|vs|b64|pad|u):([^}]*)}");

    static List<Hostile> all() {
        try (InputStream in = Hostile.class.getResourceAsStream("injections.txt")) {
            String file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Hostile> all = new ArrayList<>();
            for (String block : CASES.split(file, -1)) {
                if (!block.startsWith("#")) {
                    all.add(parse(block));
                }
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Hostile parse(String block) {
        String[] parts = block.split("(?m)^---$\n", 2);
        List<String> lines = parts[0].lines().toList();
        Function<String, List<String>> values = key -> lines.stream()
                .skip(1)
                .filter(l -> l.startsWith(key + ": "))
                .map(l -> l.substring(key.length() + 2))
                .toList();
        Function<String, Optional<String>> value =
                key -> values.apply(key).stream().findFirst();
        return new Hostile(
                lines.get(0),
                value.apply("wants").orElse("interested"),
                value.apply("says").orElse(SAYS),
                value.apply("refer"),
                value.apply("from").orElse("Jane Doe <jane@company.example>"),
                values.apply("header"),
                value.apply("type").orElse("text"),
                value.apply("optout").isPresent(),
                expanded(parts[1].strip()));
    }

    private static String expanded(String text) {
        return MACRO.matcher(text).replaceAll(m -> Matcher.quoteReplacement(expanded(m.group(1), m.group(2))));
    }

    private static String expanded(String how, String text) {
        return switch (how) {
            case "zw" -> each(text, c -> Character.toString(c) + "\u200B\u2060");
            case "bidi" -> "\u202E" + text + "\u202C";
            case "tags" -> each(text, c -> Character.toString(0xE0000 + c));
            case "wide" -> each(text, c -> Character.toString(c > 0x20 && c < 0x7F ? c + 0xFEE0 : c));
            case "vs" -> each(text, c -> Character.toString(0xE0100 + c % 240));
            case "b64" -> Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
            case "pad" -> "Blue is a colour. ".repeat(Integer.parseInt(text) / 18);
            case "u" -> Character.toString(Integer.parseInt(text, 16));
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static String each(String text, Function<Integer, String> change) {
        return text.codePoints().mapToObj(change::apply).collect(Collectors.joining());
    }

    /** The mail, in the thread of ours with this id. */
    String mail(String answers) {
        List<String> lines = new ArrayList<>(List.of(
                "From: " + from,
                "To: ann@sender.example",
                "Message-ID: <hostile@x.example>",
                "In-Reply-To: <" + answers + ">",
                "MIME-Version: 1.0"));
        lines.addAll(headers);
        if (headers.stream().noneMatch(h -> h.startsWith("Subject:"))) {
            lines.add("Subject: Re: Hello");
        }
        if (!type.equals("both")) {
            lines.add("Content-Type: text/" + (type.equals("html") ? "html" : "plain") + "; charset=utf-8");
            lines.add("Content-Transfer-Encoding: 8bit");
            return crlf(lines, body);
        }
        lines.add("Content-Type: multipart/alternative; boundary=\"cut\"");
        String[] both = body.split("(?m)^~~~$\n", 2);
        String parts = "--cut\nContent-Type: text/plain; charset=utf-8\n\n" + both[0]
                + "\n--cut\nContent-Type: text/html; charset=utf-8\n\n" + both[1] + "\n--cut--";
        return crlf(lines, parts);
    }

    private static String crlf(List<String> headers, String body) {
        return (String.join("\n", headers) + "\n\n" + body + "\n").replace("\n", "\r\n");
    }

    /** For the names of tests. */
    @Override
    public String toString() {
        return name;
    }
}
