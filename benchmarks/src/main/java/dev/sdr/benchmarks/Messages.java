package dev.sdr.benchmarks;

import java.nio.charset.StandardCharsets;

/** Mail as people and their programs send it: two parts, a quoted original, about 2 kB. */
final class Messages {

    private Messages() {}

    /** Whether message {@code i} answers one of our mails. */
    static boolean isOurs(int i) {
        return i % 20 < 18;
    }

    /** Message {@code i}: of twenty sixteen are replies, two out of office, two none of ours. */
    static byte[] of(int i, String from, String messageId) {
        boolean automatic = i % 20 == 16 || i % 20 == 17;
        String author = isOurs(i) ? from : "news" + i + "@elsewhere.example";
        String text = automatic
                ? "I am out of the office until Monday and will read your mail then.\r\n"
                : "Hello Ann,\r\n\r\nthank you. It is interesting, but we decide about this in the third quarter."
                        + "\r\nCould you send me a short summary of what it costs?\r\n\r\nRegards\r\nLee\r\n";
        String quoted = "\r\nOn Mon, 5 Jan 2026 at 09:12, Ann Lee <ann@sender.example> wrote:\r\n"
                + Mail.text(i).lines().map(l -> "> " + l + "\r\n").reduce("", String::concat);
        String html = "<html><body><div>" + text.replace("\r\n", "<br>\r\n") + "</div><blockquote>"
                + Mail.text(i).replace("\n", "<br>\r\n") + "</blockquote></body></html>";
        String mail = "Return-Path: <" + author + ">\r\n"
                + "Received: from mx.company.example by mx.sender.example; Mon, 5 Jan 2026 10:00:00 +0000\r\n"
                + "From: Lee <" + author + ">\r\n"
                + "To: Ann Lee <ann0@sender.example>\r\n"
                + "Subject: " + (automatic ? "Automatic reply: " : "Re: ") + Mail.subject(i) + "\r\n"
                + "Message-ID: <reply" + i + "@company.example>\r\n"
                + (isOurs(i)
                        ? "In-Reply-To: <" + messageId + ">\r\nReferences: <other" + i + "@company.example>\r\n <"
                                + messageId + ">\r\n"
                        : "")
                + (automatic ? "Auto-Submitted: auto-replied\r\n" : "")
                + "Date: Mon, 5 Jan 2026 10:00:00 +0000\r\n"
                + "MIME-Version: 1.0\r\n"
                + "Content-Type: multipart/alternative; boundary=\"=_part" + i + "\"\r\n\r\n"
                + "--=_part" + i + "\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + quoted + "\r\n"
                + "--=_part" + i + "\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + html + "\r\n"
                + "--=_part" + i + "--\r\n";
        return mail.getBytes(StandardCharsets.UTF_8);
    }
}
