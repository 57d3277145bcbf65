package dev.sdr.internal.text;

import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;

/**
 * What an element of a mail's HTML is, by the names that clients give it. Facts from talon and from what the clients
 * write: Gmail, Outlook in all its forms, Apple Mail, Yahoo, Thunderbird, Zimbra, Proton, GMX, Zoho, NetEase.
 */
final class HtmlMarks {

    /** What to do with an element. */
    enum Role {
        /** It is shown like any other. */
        PLAIN,
        /** Its content is quoted. */
        QUOTE,
        /** From here on all is history. */
        HISTORY,
        /** Its content is a signature. */
        SIGNATURE,
        /** It is not shown. */
        HIDDEN
    }

    private static final Set<String> QUOTES = Set.of(
            "yahoo_quoted",
            "olk_src_body_section",
            "moz-cite-prefix",
            "reply-intro",
            "zmail_extra",
            "tutanota_quote",
            "isreplycontent",
            "freshdesk_quote",
            "mail-editor-reference-message-container",
            "ms-outlook-mobile-reference-message",
            "yahoo-quoted-begin",
            "hs_reply_quote",
            "quoted-content",
            "quote");
    private static final Set<String> HISTORIES = Set.of(
            "divrplyfwdmsg",
            "moz-forward-container",
            "ms-outlook-mobile-body-separator-line",
            "stopspelling",
            "zwchr",
            "x-apple-mail-quote-header");
    private static final Set<String> SIGNATURES = Set.of(
            "gmail_signature",
            "moz-signature",
            "moz-txt-sig",
            "protonmail_signature_block",
            "signature",
            "ms-outlook-mobile-signature",
            "zmail_signature",
            "yahoo-signature",
            "_rc_sig",
            "messagesignaturesection");
    private static final Set<String> HIDDEN = Set.of(
            "script",
            "style",
            "head",
            "title",
            "template",
            "noscript",
            "noframes",
            "noembed",
            "object",
            "svg",
            "math",
            "select",
            "datalist",
            "textarea",
            "iframe",
            "audio",
            "video",
            "canvas",
            "dialog");

    private HtmlMarks() {}

    static Role role(Element element) {
        String tag = element.normalName();
        if (HIDDEN.contains(tag)) {
            return Role.HIDDEN;
        }
        if (element.attributesSize() == 0) {
            return tag.equals("blockquote") ? Role.QUOTE : Role.PLAIN;
        }
        if (element.hasAttr("hidden") || Css.of(element.attr("style")).hides()) {
            return Role.HIDDEN;
        }
        String style = style(element);
        if (tag.equals("blockquote")) {
            return isIndent(element, style) ? Role.PLAIN : Role.QUOTE;
        }
        if (element.attr("data-marker").equals("__DIVIDER__") || isOutlookBorder(tag, style)) {
            return Role.HISTORY;
        }
        if (element.hasAttr("data-signatureblock")
                || element.attr("data-smartmail").equals("gmail_signature")) {
            return Role.SIGNATURE;
        }
        Role byId = byName(element, element.id());
        if (byId != Role.PLAIN) {
            return byId;
        }
        if (tag.equals("div") || tag.equals("span")) {
            Role byName = byName(element, element.attr("name"));
            if (byName != Role.PLAIN) {
                return byName;
            }
        }
        for (String name : element.className().split("\\s+", 10)) {
            Role role = byName(element, name);
            if (role != Role.PLAIN) {
                return role;
            }
        }
        return Role.PLAIN;
    }

    /** Outlook on the web and Hotmail put a prefix before the names in what they quote. */
    private static Role byName(Element element, String written) {
        String name = written.toLowerCase(Locale.ROOT);
        for (int i = 0; i < 5 && (name.startsWith("x_") || name.startsWith("ecx")); i++) {
            name = name.substring(name.startsWith("x_") ? 2 : 3);
        }
        if (name.isEmpty()) {
            return Role.PLAIN;
        }
        if (QUOTES.contains(name)) {
            return Role.QUOTE;
        }
        if (HISTORIES.contains(name)) {
            return Role.HISTORY;
        }
        if (SIGNATURES.contains(name)) {
            return Role.SIGNATURE;
        }
        Element next = element.nextElementSibling();
        return switch (name) {
            case "gmail_attr" ->
                next == null
                                || next.normalName().equals("blockquote")
                                || next.normalName().equals("br")
                        ? Role.QUOTE
                        : Role.HISTORY; // a forwarded mail is not in a blockquote
            case "appendonsend" -> next == null ? Role.PLAIN : isReplyHeader(next) ? Role.HISTORY : Role.PLAIN;
            default -> Role.PLAIN;
        };
    }

    private static boolean isReplyHeader(Element element) {
        return element.normalName().equals("hr") || element.id().endsWith("divRplyFwdMsg");
    }

    private static String style(Element element) {
        String style = element.attr("style");
        return style.isEmpty() || style.length() > 2_000
                ? ""
                : style.toLowerCase(Locale.ROOT).replace(" ", "");
    }

    /** Gmail's and Outlook's "increase indent" is a blockquote too, without a border and of no client's class. */
    private static boolean isIndent(Element quote, String style) {
        boolean cited = quote.attr("type").equalsIgnoreCase("cite")
                || quote.hasAttr("cite")
                || quote.className().contains("quote");
        return !cited && style.contains("border:none") && style.contains("margin");
    }

    /** The line above the headers in Outlook for Windows, and in Windows Mail. */
    private static boolean isOutlookBorder(String tag, String style) {
        if (!tag.equals("div") || !style.contains("border-top")) {
            return false;
        }
        boolean outlook = style.contains("border:none;border-top:solid") && style.contains("padding:3.0pt0");
        boolean windowsMail = style.contains("border-top-color:rgb(229,229,229)") && style.contains("padding-top:5px");
        return outlook || windowsMail;
    }
}
