package dev.sdr.quickstart;

import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/** A mail server in this process (real SMTP, real IMAP) that holds everybody's mail: ours and the leads'. */
final class OutsideWorld implements PostOffice, AutoCloseable {

    private final GreenMail server =
            new GreenMail(new ServerSetup[] {ServerSetup.SMTP.dynamicPort(), ServerSetup.IMAP.dynamicPort()});
    private final Map<String, GreenMailUser> ours = new ConcurrentHashMap<>();

    OutsideWorld(List<String> ourAddresses) {
        server.start();
        for (String address : ourAddresses) {
            ours.put(address, server.setUser(address, address, "secret"));
        }
    }

    int smtpPort() {
        return server.getSmtp().getPort();
    }

    int imapPort() {
        return server.getImap().getPort();
    }

    @Override
    public List<MimeMessage> sent() {
        return new ArrayList<>(List.of(server.getReceivedMessages()))
                .stream().filter(m -> header(m, "X-Demo").isEmpty()).toList();
    }

    @Override
    public void deliver(String ourAddress, String message, Instant at) {
        try {
            String marked = "X-Demo: yes\r\n" + message;
            MimeMessage mime = new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(marked.getBytes(StandardCharsets.UTF_8)));
            inbox(ourAddress).appendMessage(mime, new Flags(), Date.from(at));
        } catch (MessagingException e) {
            throw new IllegalStateException("a reply of the demonstration could not be delivered", e);
        }
    }

    private MailFolder inbox(String ourAddress) {
        GreenMailUser user = ours.get(ourAddress);
        if (user == null) {
            throw new IllegalStateException(ourAddress + " is not one of our mailboxes");
        }
        try {
            return server.getManagers().getImapHostManager().getInbox(user);
        } catch (FolderException e) {
            throw new IllegalStateException("the inbox of " + ourAddress + " is gone", e);
        }
    }

    static String header(MimeMessage message, String name) {
        try {
            String value = message.getHeader(name, null);
            return value == null ? "" : value;
        } catch (MessagingException e) {
            throw new IllegalStateException("a message of the demonstration is damaged", e);
        }
    }

    @Override
    public void close() {
        server.stop();
    }
}
