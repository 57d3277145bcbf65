package dev.sdr.inbox;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.function.IntFunction;
import java.util.zip.GZIPOutputStream;

/**
 * Mail written to hurt its reader, each kind at any size: what a parser with a nested loop, a recursion or a greedy
 * pattern pays for. For tests and benchmarks; a kind at 10 n must cost no more than about ten times that at n.
 */
public enum HostileMail {
    /** One line of n characters. */
    LONG_LINE(n -> text("a".repeat(n))),
    /** One line of n blanks before a word. */
    BLANKS(n -> text(" ".repeat(n) + "x")),
    /** A line with n quote marks. */
    QUOTE_MARKS(n -> text("Yes.\n" + ">".repeat(n) + " x")),
    /** n quoted lines of up to a hundred marks. */
    QUOTED_LINES(n -> text("Yes.\n" + repeated(n, i -> ">".repeat(1 + i % 100) + " x\n"))),
    /** n lines that begin an attribution and do not end it. */
    ATTRIBUTIONS(n -> text("Yes.\n" + "On Mon, 2 Mar 2026 at 10:00, <a@b.example\n".repeat(n))),
    /** n words that begin an attribution, on one line. */
    ATTRIBUTION_WORDS(n -> text("On 1 ".repeat(n) + "wrote:")),
    /** n lines that could be headers of an earlier mail. */
    HEADER_BLOCKS(n -> text("Yes.\n" + "Cc: x\nSubject\nDate: x\n\n".repeat(n / 4))),
    /** n rules, each of which could begin a signature. */
    RULES(n -> text("---\nWe said yes to all of it.\n".repeat(n / 2))),
    /** n footers of a telephone. */
    FOOTERS(n -> text("Sent from my iPhone\n".repeat(n))),
    /** n paragraphs that begin like a disclaimer. */
    DISCLAIMERS(n -> text("This email and any\n".repeat(n))),
    /** n nested blockquotes. */
    NESTED_BLOCKQUOTES(n -> html("Yes." + "<blockquote>".repeat(n) + "x")),
    /** n nested divs. */
    NESTED_DIVS(n -> html("<div>".repeat(n) + "Yes." + "</div>".repeat(n))),
    /** n tags that are never closed. */
    UNCLOSED_TAGS(n -> html("Yes." + "<b>".repeat(n))),
    /** n formatting tags that the parser opens again in each paragraph. */
    REOPENED_TAGS(n -> html("Yes." + repeated(n, i -> "<p><font color=" + i + ">"))),
    /** n tables in tables. */
    NESTED_TABLES(n -> html("<table><tr><td>".repeat(n) + "Yes.")),
    /** n attributes on one tag. */
    ATTRIBUTES(n -> html("<div " + repeated(n, i -> "a" + i + "=1 ") + ">Yes.")),
    /** n character references that never end. */
    REFERENCES(n -> html("Yes. " + "&#".repeat(n))),
    /** n headers. */
    HEADERS(n -> raw("From: a@b.example\n" + repeated(n, i -> "X-" + i + ": x\n") + "Subject: Hi\n\nYes.")),
    /** One header of n characters, folded. */
    LONG_HEADER(n -> raw("Subject: Hi\nX: " + "x\n ".repeat(n / 3) + "\n\nYes.")),
    /** n encoded words in the subject. */
    ENCODED_WORDS(n -> raw("Subject: " + "=?utf-8?Q?=C3=A4?= ".repeat(n) + "\n\nYes.")),
    /** n beginnings of encoded words. */
    HALF_ENCODED_WORDS(n -> raw("Subject: " + "=?utf-8?Q?".repeat(n) + "\n\nYes.")),
    /** n addresses. */
    ADDRESSES(n -> raw("To: " + repeated(n, i -> "a" + i + "@b.example,\n ") + "c@d.example\n\nYes.")),
    /** n opening brackets, quotes and parentheses in an address. */
    ADDRESS_MARKS(n -> raw("From: " + "(\"<".repeat(n) + "a@b.example\n\nYes.")),
    /** n ids in References. */
    REFERENCE_IDS(n -> raw("References: " + repeated(n, i -> "<" + i + "@b.example>\n ") + "\n\nYes.")),
    /** n brackets that open an id. */
    OPEN_IDS(n -> raw("References: " + "<a".repeat(n) + "\n\nYes.")),
    /** n parameters of Content-Type. */
    PARAMETERS(n -> raw("Content-Type: text/plain; " + repeated(n, i -> "a*" + i + "*=%41; ") + "\n\nYes.")),
    /** n parts. */
    PARTS(n -> raw("Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nYes.\n".repeat(n) + "--b--\n")),
    /** n levels of parts, each with a boundary of its own. */
    NESTED_PARTS(n ->
            raw(repeated(n, i -> "Content-Type: multipart/mixed; boundary=b" + i + "\n\n--b" + i + "\n") + "\nYes.")),
    /** n levels of parts with one boundary. */
    SAME_BOUNDARY(n -> raw("Content-Type: multipart/mixed; boundary=b\n\n--b\n".repeat(n) + "\nYes.")),
    /** n lines that could be the boundary that is missing. */
    NO_BOUNDARY(n -> raw("Content-Type: multipart/mixed\n\n" + "--b\n".repeat(n) + "Yes.")),
    /** n mails in mails. */
    NESTED_MAILS(n -> raw("Content-Type: message/rfc822\n\n".repeat(n) + "Yes.")),
    /** A quoted-printable text of n broken escapes. */
    BROKEN_ESCAPES(n -> raw("Content-Transfer-Encoding: quoted-printable\n\nYes." + "=  ".repeat(n))),
    /** A zipped text of 100 n blanks. */
    ZIPPED(n -> raw("Content-Transfer-Encoding: x-gzip64\n\n" + zipped(100L * n))),
    /** n uuencoded files without an end. */
    UUENCODED(n -> raw("Subject: Hi\n\nYes.\n" + "begin 644 a\n#0V%T\n".repeat(n) + "end\n")),
    /** n flowed lines of one paragraph. */
    FLOWED(n -> raw("Content-Type: text/plain; format=flowed\n\n" + "Yes \n".repeat(n))),
    /** n zero-width characters. */
    INVISIBLE(n -> text("Yes.\n" + "\u200B\u202E".repeat(n / 2)));

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final IntFunction<byte[]> maker;

    HostileMail(IntFunction<byte[]> maker) {
        this.maker = maker;
    }

    /**
     * A message of this kind.
     *
     * @param n how often what hurts is repeated
     * @return the message
     */
    public RawMessage of(int n) {
        return RawMessage.of(name(), maker.apply(n), Instant.EPOCH);
    }

    private static byte[] text(String body) {
        return raw("From: a@b.example\nContent-Type: text/plain; charset=utf-8\n\n" + body);
    }

    private static byte[] html(String body) {
        return raw("From: a@b.example\nContent-Type: text/html; charset=utf-8\n\n" + body);
    }

    private static byte[] raw(String message) {
        return message.getBytes(StandardCharsets.UTF_8);
    }

    private static String repeated(int n, IntFunction<String> piece) {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < n; i++) {
            all.append(piece.apply(i));
        }
        return all.toString();
    }

    private static String zipped(long size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            byte[] blanks = " ".repeat(1_000).getBytes(StandardCharsets.US_ASCII);
            for (long i = 0; i < size; i += blanks.length) {
                out.write(blanks);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getMimeEncoder().encodeToString(bytes.toByteArray());
    }
}
