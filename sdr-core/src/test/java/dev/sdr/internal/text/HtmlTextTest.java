package dev.sdr.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.ReplyText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HtmlTextTest {

    private static final String HEADERS =
            "<b>Von:</b> Rep &lt;rep@sender.example&gt;<br><b>Gesendet:</b> Montag, 2. M&auml;rz 2026 "
                    + "10:00<br><b>An:</b> Jane<br><b>Betreff:</b> Hallo<br><br>old words";

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Gmail, new and old, in an unknown language, and after Outlook quoted it
                "<div class=gmail_quote><div dir=ltr class=gmail_attr>???<br></div><blockquote class=gmail_quote>old words</blockquote></div>",
                "<div class=gmail_quote>On Mon, Mar 2, 2026 at 10:00 AM Rep <span>&lt;<a>rep@sender.example</a>&gt;</span> wrote:<br><blockquote>old words</blockquote></div>",
                "<div class=x_gmail_quote><div class=x_gmail_attr>???</div><blockquote class=x_gmail_quote>old words</blockquote></div>",
                "<div class=gmail_quote><div class=gmail_attr>???: <br>From: rep@sender.example</div><div>old words</div></div>",
                // Apple Mail
                "<div><br><blockquote type=cite><div>On 2 Mar 2026, at 10:00, Rep &lt;rep@sender.example&gt; wrote:</div><div>old words</div></blockquote></div>",
                // Outlook on the web, for Windows, for Mac, on the phone, Windows Mail, Hotmail
                "<div id=appendonsend></div><hr tabindex=-1><div id=divRplyFwdMsg dir=ltr><b>???</b> Rep</div><div>old words</div>",
                "<div id=appendonsend></div><hr><div>old words</div>",
                "<div style='border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in'><p><b>???:</b> Rep</p></div><p>old words</p>",
                "<div style='border:none;border-top:solid #B5C4DF 1.0pt;padding:3.0pt 0cm 0cm 0cm'><p>??</p></div><p>old words</p>",
                "<span id=OLK_SRC_BODY_SECTION><div><span>???: </span>Rep</div><div>old words</div></span>",
                "<div id=mail-editor-reference-message-container><div>??</div>old words</div>",
                "<div style='padding-top: 5px; border-top-color: rgb(229, 229, 229); border-top-width: 1px; border-top-style: solid;'>old words</div>",
                "<hr id=stopSpelling>old words",
                // Yahoo, Thunderbird, Zimbra, Proton, GMX, Zoho
                "<div id=yahoo_quoted_1 class=yahoo_quoted><div>???</div><div>old words</div></div>",
                "<div class=moz-cite-prefix>???<br></div><blockquote type=cite>old words</blockquote>",
                "<div class=moz-forward-container>??<br>old words</div>",
                "<hr id=zwchr data-marker=__DIVIDER__><div><b>???: </b>Rep</div><div>old words</div>",
                "<div class=protonmail_quote>Le lundi 2 mars 2026 à 10:00, Rep &lt;rep@sender.example&gt; a écrit :<blockquote class=protonmail_quote type=cite>old words</blockquote></div>",
                "<div name=quote style='border-left:2px solid'><div name=quoted-content>old words</div></div>",
                "<div class=zmail_extra><div>???</div>old words</div>",
                // headers only
                "<hr>" + HEADERS,
                "<p>" + HEADERS + "</p>",
                "<table><tr><td><b>From:</b></td><td>Rep &lt;rep@sender.example&gt;</td></tr><tr><td><b>To:</b></td><td>Jane</td></tr>"
                        + "<tr><td><b>Date:</b></td><td>2 March 2026 10:00</td></tr><tr><td><b>Subject:</b></td><td>Hi</td></tr></table>old words"
            })
    void the_quotes_of_the_clients_are_known(String history) {
        assertThat(ReplyText.ofHtml("<html><body><div dir=ltr>Yes, gladly.</div>" + history + "</body></html>"))
                .isEqualTo("Yes, gladly.");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<div class=gmail_signature data-smartmail=gmail_signature>Jane Doe<br>Acme</div>",
                "<div id=Signature><p>Jane Doe</p></div>",
                "<pre class=moz-signature cols=72>-- \nJane Doe</pre>",
                "<div class='protonmail_signature_block'><div>Sent with Proton Mail secure email.</div></div>",
                "<div id=ms-outlook-mobile-signature>Get <a href=x>Outlook for iOS</a></div>",
                "<div>-- <br></div><div>Jane Doe</div>",
                "<br><div dir=ltr>Sent from my iPhone</div>"
            })
    void the_signatures_of_the_clients_are_known(String signature) {
        assertThat(ReplyText.ofHtml("<div>Yes, gladly.</div><br>" + signature)).isEqualTo("Yes, gladly.");
    }

    @Test
    void answers_between_quotes_stay() {
        String html =
                "<div class=gmail_quote><div class=gmail_attr>On Mon Rep wrote:</div><blockquote class=gmail_quote>first?</blockquote>"
                        + "<div>Yes.</div><blockquote class=gmail_quote>second?</blockquote><div>No.</div></div>";
        assertThat(ReplyText.ofHtml(html)).isEqualTo("Yes.\nNo.");
    }

    @Test
    void an_indented_paragraph_is_no_quote() {
        String html =
                "<div>We need:</div><blockquote style='margin:0 0 0 40px;border:none;padding:0px'>ten seats</blockquote>";
        assertThat(ReplyText.ofHtml(html)).isEqualTo("We need:\nten seats");
    }

    @Test
    void text_looks_as_it_is_shown() {
        assertThat(HtmlText.of("<p>Hello&nbsp;Jane,</p><p>one<br>two</p><ul><li>a<li>b</ul><div hidden>x</div>"
                        + "<span style='display: none'>y</span><style>p{}</style><script>z</script>"))
                .isEqualTo("Hello Jane,\n\none\ntwo\n\na\nb");
        assertThat(HtmlText.of("<pre>one\n  two\r\nthree</pre>")).isEqualTo("one\n  two\nthree");
        assertThat(HtmlText.of("a<blockquote>b<blockquote>c</blockquote></blockquote>d"))
                .isEqualTo("a\n> b\n> > c\nd");
        assertThat(HtmlText.of("<div>Yes <img alt='\uD83D\uDC4D' src=x><img alt='our logo' src=x></div>"))
                .isEqualTo("Yes \uD83D\uDC4D");
    }

    @Test
    void an_answer_inside_the_only_quote_is_kept_with_it() {
        assertThat(ReplyText.ofHtml("<blockquote>old words<p>my answer in red</p></blockquote>"))
                .contains("my answer in red");
    }
}
