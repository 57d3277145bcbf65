package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MimeReaderTest {

    private static final String MULTIPART = "Content-Type: multipart/mixed; boundary=b\n\n";

    private static InboundMail read(byte[] bytes) {
        return MimeReader.read(RawMessage.of("1", bytes, Instant.EPOCH));
    }

    private static InboundMail read(String message) {
        return read(message.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private static InboundMail inCharset(String header, String text, String charset) {
        byte[] head = (header + "\n\n").getBytes(StandardCharsets.US_ASCII);
        byte[] body = text.getBytes(Charset.forName(charset));
        byte[] all = Arrays.copyOf(head, head.length + body.length);
        System.arraycopy(body, 0, all, head.length, body.length);
        return read(all);
    }

    @ParameterizedTest
    @CsvSource({
        "utf-8,utf-8,Grüße aus Köln",
        "us-ascii,utf-8,Grüße aus Köln",
        "iso-8859-1,utf-8,Grüße aus Köln",
        "x-nobody-knows,utf-8,Grüße aus Köln",
        "x-nobody-knows,windows-1252,Grüße aus Köln",
        "utf-8,windows-1252,Grüße aus Köln",
        "iso-8859-1,windows-1252,Preis: 5 € – gut",
        "us-ascii,iso-2022-jp,こんにちは",
        "iso-2022-jp,iso-2022-jp,こんにちは",
        "gb2312,gb18030,你好鎔",
        "koi8-r,koi8-r,Добрый день",
        "windows-1251,windows-1251,Добрый день",
        "big5,big5,您好",
        "shift_jis,windows-31j,①こんにちは",
        "ks_c_5601-1987,x-windows-949,안녕하세요",
        "iso-8859-2,iso-8859-2,Dzień dobry",
        "utf-16,utf-16,Grüße"
    })
    void text_is_read_in_the_charset_it_is_in(String declared, String real, String text) {
        InboundMail mail = inCharset("Content-Type: text/plain; charset=\"" + declared + "\"", text, real);
        assertThat(mail.text().strip()).isEqualTo(text);
    }

    @Test
    void a_charset_that_nobody_knows_is_said() {
        assertThat(inCharset("Content-Type: text/plain; charset=x-nobody-knows", "Hi", "utf-8")
                        .problems())
                .contains("a text is in an unknown charset");
    }

    @ParameterizedTest
    @CsvSource({
        "=?utf-8?Q?Gr=C3=BC=C3=9Fe?=,Grüße",
        "=?UTF-8?b?R3LDvMOfZQ==?=,Grüße",
        "=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=,Grüße",
        "=?utf-8?Q?Gr?= =?iso-8859-1?Q?=FC=DFe?=,Grüße",
        "=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=,Grüße",
        "Re: =?utf-8?Q?viele_Gr=C3=BC=C3=9Fe?= von uns,Re: viele Grüße von uns",
        "=?utf-8?Q?Gr=C3=BC=C3=9Fe von uns?=,Grüße von uns",
        "=?NONE?B?VEVTVA=?=,TEST",
        "=?utf-8?X?abc?=,=?utf-8?X?abc?=",
        "=?utf-8?Q?open,=?utf-8?Q?open",
        "Grüße,Grüße"
    })
    void encoded_words_are_read_leniently(String subject, String read) {
        assertThat(read("Subject: " + subject + "\n\nHi").subject()).isEqualTo(read);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Jane Doe <jane@acme.example>|jane@acme.example|Jane Doe",
                "\"Doe, Jane\" <jane@acme.example>|jane@acme.example|Doe, Jane",
                "=?utf-8?Q?Doe=2C_J=C3=BCrgen?= <jane@acme.example>|jane@acme.example|Doe, Jürgen",
                "jane@acme.example (Jane Doe)|jane@acme.example|Jane Doe",
                "Jane Doe jane@acme.example|jane@acme.example|Jane Doe",
                "<jane@acme.example>|jane@acme.example|''",
                "Jane <mailto:jane@acme.example>|jane@acme.example|Jane",
                "Jane <@a.example,@b.example:jane@acme.example>|jane@acme.example|Jane",
                "Jane <jane@acme.example|jane@acme.example|Jane",
                "Jane \"JD <jane@acme.example>|jane@acme.example|Jane JD",
                "=?utf-8?Q?Jane_=3Cjane=40acme=2Eexample=3E?=|jane@acme.example|Jane",
                "Team: Jane <jane@acme.example>, Joe <joe@acme.example>;|jane@acme.example|Jane"
            })
    void odd_addresses_are_read(String from, String address, String name) {
        InboundMail mail = read("From: " + from + "\n\nHi");
        assertThat(mail.from().map(Object::toString)).contains(address);
        assertThat(mail.fromName()).isEqualTo(name);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Mon, 2 Mar 2026 10:00:00 +0100|2026-03-02T09:00:00Z",
                "2 Mar 26 10:00 GMT|2026-03-02T10:00:00Z",
                "Wed, 20 Dec 95 19:59 CST|1995-12-21T01:59:00Z",
                "Mon Mar  2 10:00:00 2026|2026-03-02T10:00:00Z",
                "Mon, 02-Mar-2026 10:00:00 GMT (a comment)|2026-03-02T10:00:00Z",
                "2026-03-02T10:00:00+01:00|2026-03-02T09:00:00Z"
            })
    void dates_are_read_as_they_come(String date, Instant read) {
        assertThat(read("Date: " + date + "\n\nHi").date()).contains(read);
    }

    @Test
    void a_broken_date_is_none() {
        assertThat(read("Date: yesterday\n\nHi").date()).isEmpty();
        assertThat(read("Date: 31 Feb 2026 99:00 +9999\n\nHi").date()).isEmpty();
    }

    @Test
    void a_header_may_be_folded_repeated_damaged_and_without_an_end() {
        InboundMail mail =
                read("From someone Mon Mar  2 10:00:00 2026\nSubject : a\n  b\nTo: a@b.example\nCc: c@d.example\n"
                        + "cc: e@f.example\nthis is none\nX-Other: x\nHi there\nall of you");
        assertThat(mail.subject()).isEqualTo("a b");
        assertThat(mail.to()).hasSize(3);
        assertThat(mail.header("x-other")).contains("x");
        assertThat(mail.text()).startsWith("Hi there").contains("all of you");
        assertThat(mail.problems()).contains("a line of the header is none");
    }

    @Test
    void alternatives_are_one_content_and_parts_in_a_row_are_several() {
        String alternative =
                "--a\nContent-Type: text/plain\n\none\n--a\nContent-Type: text/html\n\n<p>one</p>\n--a--\n";
        InboundMail mail = read(MULTIPART + "--b\nContent-Type: multipart/alternative; boundary=a\n\n" + alternative
                + "--b\nContent-Type: text/plain\n\ntwo & more\n--b\nContent-Type: text/html\n\n<p>three</p>\n--b--\n");
        assertThat(mail.text().lines().filter(l -> !l.isBlank())).containsExactly("one", "two & more", "three");
        assertThat(mail.html().orElseThrow()).contains("<p>one</p>", "two &amp; more", "<p>three</p>");
    }

    @Test
    void a_text_footer_below_html_does_not_hide_it() {
        InboundMail mail = read(MULTIPART
                + "--b\nContent-Type: text/html\n\n<p>Yes.</p>\n--b\nContent-Type: text/plain\n\nlist footer\n--b--\n");
        assertThat(mail.text()).contains("Yes.").contains("list footer");
    }

    @Test
    void a_text_declared_an_attachment_is_the_body_unless_it_has_a_name() {
        InboundMail mail = read(MULTIPART + "--b\nContent-Disposition: attachment\n\nYes.\n"
                + "--b\nContent-Type: text/plain; name=notes.txt\nContent-Disposition: attachment\n\nnotes\n--b--\n");
        assertThat(mail.text().strip()).isEqualTo("Yes.");
        assertThat(mail.parts()).extracting(InboundMail.Part::fileName).containsExactly("notes.txt");
        assertThat(mail.parts().get(0).text()).isEqualTo("notes");
    }

    @Test
    void reports_and_enclosed_mails_are_parts_with_their_text() {
        InboundMail mail =
                read("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nIt failed.\n"
                        + "--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; a@b.example\n"
                        + "--b\nContent-Type: message/rfc822\n\nMessage-ID: <x@y.example>\nSubject: Hi\n\nold words\n"
                        + "--b\nContent-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR\n--b--\n");
        assertThat(mail.text().strip()).isEqualTo("It failed.");
        assertThat(mail.parts())
                .extracting(InboundMail.Part::contentType)
                .containsExactly("message/delivery-status", "message/rfc822", "text/calendar");
        assertThat(mail.parts().get(0).text()).contains("mx.example\n\nFinal-Recipient");
        assertThat(mail.parts().get(1).text())
                .startsWith("Message-ID: <x@y.example>")
                .endsWith("old words");
    }

    @Test
    void boundaries_may_be_missing_wrong_or_open() {
        String parts = "--real\nContent-Type: text/plain\n\nYes.\n--real\nContent-Type: image/png; name=a.png\n\nx\n";
        for (String boundary : List.of("boundary=real", "boundary=wrong", "", "boundary=\"real \"")) {
            InboundMail mail = read("Content-Type: multipart/mixed; " + boundary + "\n\n" + parts);
            assertThat(mail.text().strip()).as(boundary).isEqualTo("Yes.");
            assertThat(mail.parts())
                    .as(boundary)
                    .extracting(InboundMail.Part::fileName)
                    .containsExactly("a.png");
        }
        assertThat(read("Content-Type: multipart/mixed; boundary=b\n\nYes.").text())
                .isEqualTo("Yes.");
        assertThat(read("Content-Type: text/html; boundary=b\n\n--b\nContent-Type: text/html\n\n<p>Yes.</p>\n--b--")
                        .text())
                .isEqualTo("Yes.");
    }

    @Test
    void an_inner_boundary_may_begin_like_the_outer_one_or_be_the_same() {
        String inner = "Content-Type: multipart/alternative; boundary=";
        String forms = "\nContent-Type: text/plain\n\nYes.\n%s\nContent-Type: text/html\n\n<p>Yes.</p>\n";
        assertThat(read(MULTIPART + "--b\n" + inner + "b1\n\n--b1" + forms.formatted("--b1") + "--b1--\n--b--\n")
                        .text()
                        .strip())
                .isEqualTo("Yes.");
        InboundMail same = read(MULTIPART + "--b\n" + inner + "b\n\n--b" + forms.formatted("--b") + "--b--\n");
        assertThat(same.text().strip()).isEqualTo("Yes.");
        assertThat(same.problems()).contains("a part has the boundary of what it lies in");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "attachment; filename=a b.txt|a b.txt",
                "attachment; filename=\"a; b.txt\"|a; b.txt",
                "attachment; filename*=utf-8''%C3%A4%20b.txt|ä b.txt",
                "attachment; filename*0=\"a\"; filename*1=\"b.txt\"|ab.txt",
                "attachment; filename*0*=utf-8''%C3%A4; filename*1=b.txt|äb.txt",
                "attachment; filename==?utf-8?Q?=C3=A4.txt?=|ä.txt",
                "attachment; filename=\"=?utf-8?B?w6QudHh0?=\"|ä.txt",
                "attachment; filename=\"C:\\temp\\a.txt\"|a.txt",
                "attachment; filename=\"../../etc/a.txt\"|a.txt",
                "attachment; filename=ä.txt|ä.txt",
                "attachment; filename=\"a.txt|a.txt"
            })
    void file_names_are_read_and_have_no_folders(String disposition, String name) {
        InboundMail mail = read(MULTIPART + "--b\n\nYes.\n--b\nContent-Type: application/pdf\nContent-Disposition: "
                + disposition + "\nContent-Transfer-Encoding: base64\n\nQUJD\n--b--\n");
        assertThat(mail.parts()).extracting(InboundMail.Part::fileName).containsExactly(name);
        assertThat(mail.parts().get(0).size()).isEqualTo(3);
    }

    @Test
    void transfer_encodings_are_read_leniently() {
        assertThat(encoded("", "Yes, gladly.")).isEqualTo("Yes, gladly.");
        assertThat(encoded("8bits", "Yes, gladly.")).isEqualTo("Yes, gladly.");
        assertThat(encoded("text/html", "Yes, gladly.")).isEqualTo("Yes, gladly.");
        assertThat(encoded("BASE64", "WWVzLCBn*bGFkbHku")).isEqualTo("Yes, gladly.");
        assertThat(encoded("base64", "WWVzLA==\nIGdsYWRseS4=")).isEqualTo("Yes, gladly.");
        assertThat(encoded("base64 (a comment)", "WWVzLCBnbGFkbHku")).isEqualTo("Yes, gladly.");
        assertThat(encoded("Quoted-Printable", "Yes,=20=  \ngladly=2e")).isEqualTo("Yes, gladly.");
        assertThat(encoded("quoted-printable", "1=2 and =zz=")).isEqualTo("1=2 and =zz");
        assertThat(encoded("x-gzip64", "H4sIAAAAAAACA4tMLdZRSM9JTMmp1AMAJc+eOQwAAAA="))
                .isEqualTo("Yes, gladly.");
        assertThat(encoded("x-uuencode", "begin 644 a\n#0V%T\n`\nend")).isEqualTo("Cat");
    }

    private static String encoded(String encoding, String body) {
        return read("Content-Transfer-Encoding: " + encoding + "\n\n" + body)
                .text()
                .strip();
    }

    @Test
    void uuencoded_files_in_a_text_become_parts() {
        InboundMail mail = read("Subject: x\n\nYes.\n\nbegin 644 a.txt\n#0V%T\n`\nend\n\nJane");
        assertThat(mail.text()).isEqualTo("Yes.\n\n\nJane\n");
        assertThat(mail.parts()).extracting(InboundMail.Part::fileName).containsExactly("a.txt");
        assertThat(mail.parts().get(0).size()).isEqualTo(3);
        assertThat(read("Subject: x\n\nbegin 644 of our plans").text()).isEqualTo("begin 644 of our plans");
    }

    @Test
    void flowed_lines_are_joined() {
        InboundMail mail = read(
                "Content-Type: text/plain; format=flowed\n\nYes, we \nwould like \nthat.\n>> old \n>> words\n> newer\n  x\n-- \nJane");
        assertThat(mail.text()).isEqualTo("Yes, we would like that.\n>> old words\n> newer\n x\n-- \nJane\n");
        assertThat(read("Content-Type: text/plain; format=flowed; delsp=yes\n\nこん \nにちは")
                        .text()
                        .strip())
                .isEqualTo("こんにちは");
    }

    @Test
    void ids_are_read_without_brackets_folded_and_encoded() {
        assertThat(MessageIds.all("<a@b>\n <c@d>")).containsExactly("a@b", "c@d");
        assertThat(MessageIds.all("a@b c@d")).containsExactly("a@b", "c@d");
        assertThat(MessageIds.all("Your mail of Monday")).isEmpty();
        assertThat(MessageIds.all("=?utf-8?Q?=3Ca=40b=3E?=")).containsExactly("a@b");
        String many = IntStream.range(0, 300).mapToObj(i -> "<" + i + "@b>").collect(Collectors.joining(" "));
        assertThat(MessageIds.all(many)).hasSize(200).startsWith("0@b", "101@b").endsWith("299@b");
    }

    @Test
    void line_ends_of_any_kind_end_lines() {
        for (String end : List.of("\n", "\r", "\r\n")) {
            InboundMail mail = read(("Subject: x" + end + "Content-Type: text/plain" + end + end + "a" + end + "b")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(mail.subject()).isEqualTo("x");
            assertThat(mail.text()).isEqualTo("a\nb");
        }
    }

    @Test
    void nothing_at_all_is_a_message_too() {
        assertThat(read("").text()).isEmpty();
        assertThat(read("\n\n\n").text()).isEmpty();
        assertThat(read(":").text()).isEqualTo(":");
    }
}
