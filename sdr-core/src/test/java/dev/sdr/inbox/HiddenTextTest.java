package dev.sdr.inbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person does not see of a mail is not read either: hidden text is for machines. */
class HiddenTextTest {

    private static final Instant NOW = Instant.parse("2026-03-10T09:00:00Z");

    private static String newText(String html) {
        String body = Base64.getMimeEncoder().encodeToString(html.getBytes(StandardCharsets.UTF_8));
        String mime = "From: Jane <jane@company.example>\r\nTo: ann@sender.example\r\nSubject: Re: Hello\r\n"
                + "MIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n"
                + "Content-Transfer-Encoding: base64\r\n\r\n" + body + "\r\n";
        InboundMail mail = MimeReader.read(RawMessage.of("1", mime.getBytes(StandardCharsets.US_ASCII), NOW));
        assertThat(mail.text()).isEqualTo(ReplyText.ofHtml(html));
        return ReplyText.of(mail);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div style='display:none'>SECRET</div>",
                "<div style='DISPLAY : none !important; display:block'>SECRET</div>",
                "<div style='display:/* x */none'>SECRET</div>",
                "<div style='d\\69splay:none'>SECRET</div>",
                "<span style='color:red;\n\tdisplay:\n\tnone'>SECRET</span>",
                "<div style='visibility:hidden'>SECRET</div>",
                "<div style='visibility:collapse'><b>SECRET</b></div>",
                "<div style='opacity:0'><p style='opacity:1'>SECRET</p></div>",
                "<div style='opacity: 0.01'>SECRET</div>",
                "<div style='filter:alpha(opacity=0)'>SECRET</div>",
                "<div style='font-size:0'>SECRET</div>",
                "<div style='font-size:1px'><i>SECRET</i></div>",
                "<div style='font-size:1pt'>SECRET</div>",
                "<div style='font-size:0.05em'>SECRET</div>",
                "<div style='font-size:1%'>SECRET</div>",
                "<div style='font:0/0 a'>SECRET</div>",
                "<div style='font:bold 1px Arial'>SECRET</div>",
                "<div style='color:#ffffff'>SECRET</div>",
                "<div style='color:#FFF'>SECRET</div>",
                "<div style='color:white'>SECRET</div>",
                "<div style='color:rgb(254, 254, 254)'>SECRET</div>",
                "<div style='color:rgb(255 255 255 / 90%)'>SECRET</div>",
                "<div style='color:hsl(0, 0%, 100%)'>SECRET</div>",
                "<div style='color:transparent'>SECRET</div>",
                "<div style='color:rgba(0,0,0,0)'>SECRET</div>",
                "<div style='color:#00000000'>SECRET</div>",
                "<font color=white>SECRET</font>",
                "<table bgcolor='#223344'><tr><td><span style='color:#223344'>SECRET</span></td></tr></table>",
                "<div style='background:#000 url(x.png) no-repeat;color:black'>SECRET</div>",
                "<div style='background-color:navy'><p style='color:#000080'>SECRET</p></div>",
                "<div style='height:0;overflow:hidden'>SECRET</div>",
                "<div style='max-height:0px;overflow:hidden'>SECRET</div>",
                "<div style='width:1px;height:1px;overflow:hidden'>SECRET</div>",
                "<div hidden>SECRET</div>",
                "<div hidden=until-found>SECRET</div>",
                "<div style='mso-hide:all'>SECRET</div>",
                "<div style='position:absolute;left:-9999px'>SECRET</div>",
                "<div style='position:fixed;top:-100em'>SECRET</div>",
                "<div style='text-indent:-9999px'>SECRET</div>",
                "<div style='margin-left:-5000px'>SECRET</div>",
                "<div style='position:absolute;clip:rect(0,0,0,0)'>SECRET</div>",
                "<div style='clip-path: inset(50%)'>SECRET</div>",
                "<div style='transform:scale(0)'>SECRET</div>",
                "<div style='transform: translateX(-9999px)'>SECRET</div>",
                "<!-- SECRET -->",
                "<!--[if mso]><p>SECRET</p><![endif]-->",
                "<template><p>SECRET</p></template>",
                "<noscript><p>SECRET</p></noscript>",
                "<iframe>SECRET</iframe>",
                "<p title='SECRET'></p>",
                "<img alt='SECRET' src=x>",
                "<img alt='SECRET SECRET' title=SECRET src=x>",
                "<a name='SECRET'></a>",
                "<textarea>SECRET</textarea>",
                "<select><option>SECRET</option></select>",
                "<style>SECRET { color: red }</style>",
                "<script>SECRET</script>"
            })
    void hidden_text_is_not_read(String hidden) {
        assertThat(newText("<html><body><p>Yes, gladly.</p>" + hidden + "<p>Jane</p></body></html>"))
                .isEqualTo("Yes, gladly.\n\nJane");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div style='display:none;display:block'>SEEN</div>",
                "<div style='display:inline'>SEEN</div>",
                "<div style='visibility:hidden'><b style='visibility:visible'>SEEN</b></div>",
                "<div style='opacity:0.9'>SEEN</div>",
                "<div style='font-size:0'><span style='font-size:14px'>SEEN</span></div>",
                "<div style='font-size:9pt'>SEEN</div>",
                "<div style='font-size:small'>SEEN</div>",
                "<div style='font:12px/1 Arial'>SEEN</div>",
                "<div style='font:bold 11pt Calibri'>SEEN</div>",
                "<div style='color:#222222'>SEEN</div>",
                "<div style='background:#000;color:#fff'>SEEN</div>",
                "<div style='background-color:rgb(41,41,41)'><p style='color:white'>SEEN</p></div>",
                "<table bgcolor=black><tr><td style='color:#ffffff'>SEEN</td></tr></table>",
                "<div style='background-image:url(x);background:url(x.png);color:white'>SEEN</div>",
                "<div style='color:white'><a href='https://company.example'>SEEN</a></div>",
                "<div style='color:windowtext'>SEEN</div>",
                "<div style='color:inherit;background:transparent'>SEEN</div>",
                "<div style='height:0'>SEEN</div>",
                "<div style='overflow:hidden;height:40px;width:100%'>SEEN</div>",
                "<div style='margin-left:-12px;text-indent:-18pt'>SEEN</div>",
                "<div style='position:absolute;left:20px;top:-3px'>SEEN</div>",
                "<div style='transform:scale(0.9)'>SEEN</div>",
                "<p title=x>SEEN</p>"
            })
    void what_is_shown_is_read(String shown) {
        assertThat(newText("<html><body><p>Yes, gladly.</p>" + shown + "</body></html>"))
                .isEqualTo("Yes, gladly.\n\nSEEN");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".x { display: none }",
                "p.x{display:none}",
                "#Y {visibility: hidden}",
                "@import url(a.css); .a, .x { /* } */ font-size: 0px }",
                "<!-- .x{color:#fff} -->",
                "@media screen { .x { color: red } } .x { opacity: 0 }"
            })
    void simple_rules_of_a_style_sheet_hide_too(String sheet) {
        assertThat(newText("<html><head><style>" + sheet + "</style></head><body><p>Yes, gladly.</p>"
                        + "<p class='a2 X x' id=y>SECRET</p><p>Jane</p></body></html>"))
                .isEqualTo("Yes, gladly.\n\nJane");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "@media print { .x { display: none } }",
                ".x { display: none } p.x { display: block }",
                ".other, div { display: none }",
                "td { background: black } .x { color: white; background-color: #222 }",
                ".x { display: none",
                "}}}{{{ .x"
            })
    void other_rules_hide_nothing(String sheet) {
        String shown = "<p class=x style='display:block'>SEEN</p>";
        assertThat(newText("<style>" + sheet + "</style><p>Yes, gladly.</p>" + shown))
                .isEqualTo("Yes, gladly.\n\nSEEN");
    }

    @Test
    void many_rules_and_brackets_cost_no_time() {
        String sheet = ".b{color:red}".repeat(5_000) + ".a{".repeat(30_000);
        assertThat(newText("<style>" + sheet + "</style><p class=b>" + "<i class=a>x</i>".repeat(3_000) + "</p>"))
                .isEqualTo("x".repeat(3_000));
    }

    @Test
    void hidden_words_within_a_line_do_not_break_it() {
        assertThat(newText("<p>We are <span style='font-size:0'>not </span>interested.</p>"))
                .isEqualTo("We are interested.");
    }

    @Test
    void a_page_that_hides_all_of_itself_says_nothing() {
        assertThat(newText("<html><body style='color:#fff'><p>SECRET</p></body></html>"))
                .isEmpty();
        assertThat(newText("<html style='visibility:hidden'><body><p>SECRET</p></body></html>"))
                .isEmpty();
        assertThat(newText("<body text=white>SECRET</body>")).isEmpty();
    }

    @Test
    void a_long_style_hides_too_and_costs_no_stack() {
        String long1 = "color:red;".repeat(3_000) + "display:none";
        String long2 = "font:" + "bold ".repeat(40_000) + "0 x";
        assertThat(newText("<p>Yes.</p><div style='" + long1 + "'>SECRET</div>"))
                .isEqualTo("Yes.");
        assertThat(newText("<p>Yes.</p><div style='" + long2 + "'>SEEN</div>")).isEqualTo("Yes.\n\nSEEN");
    }
}
