package dev.sdr.crashlab;

import com.icegreen.greenmail.mail.MailAddress;
import com.icegreen.greenmail.mail.MovingMessage;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Date;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The mail server of a lab, in a process of its own that nobody kills: GreenMail with SMTP and IMAP. It says a line for
 * each mail it has taken, before it answers the sender: {@code MAIL micros recipient message-id subject}. It is told by
 * {@code PUT id folder millis base64} to put a message into a folder of the only mailbox, and says {@code DONE id}.
 */
final class MailServerProcess {

    private static final int KEPT = 500;

    /** Its owner tidies a folder that grows larger, and leaves half: what was read long ago goes. */
    private static final int MOST_IN_FOLDER = 600;

    private final GreenMail server =
            new GreenMail(new ServerSetup[] {ServerSetup.SMTP.dynamicPort(), ServerSetup.IMAP.dynamicPort()});
    private final PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    private final AtomicInteger taken = new AtomicInteger();

    public static void main(String[] args) throws IOException, MessagingException, FolderException {
        new MailServerProcess().run();
    }

    private void run() throws IOException, MessagingException, FolderException {
        server.start();
        GreenMailUser rep = server.setUser(Leads.REP, Leads.REP, "secret");
        GreenMailUser everybody = server.setUser("everybody@leads.example", "everybody", "secret");
        server.getUserManager().setMessageDeliveryHandler((message, recipient) -> take(message, recipient, everybody));
        MailFolder inbox = folder(rep, "INBOX");
        MailFolder junk = folder(rep, "Junk");
        out.println(
                "READY " + server.getSmtp().getPort() + " " + server.getImap().getPort());
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] words = line.split(" ", -1);
                put(
                        words[2].equals("Junk") ? junk : inbox,
                        Instant.ofEpochMilli(Long.parseLong(words[3])),
                        Base64.getDecoder().decode(words[4]));
                out.println("DONE " + words[1]);
            }
        } finally {
            server.stop();
        }
    }

    private MailFolder folder(GreenMailUser user, String name) {
        var host = server.getManagers().getImapHostManager();
        try {
            return name.equals("INBOX") ? host.getInbox(user) : host.createMailbox(user, name);
        } catch (FolderException | com.icegreen.greenmail.imap.AuthorizationException e) {
            throw new IllegalStateException("the folder " + name + " could not be made", e);
        }
    }

    private static void put(MailFolder folder, Instant at, byte[] message) throws MessagingException, FolderException {
        MimeMessage mime = new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(message));
        folder.appendMessage(mime, new Flags(), Date.from(at));
        long[] uids = folder.getMessageUids();
        if (uids.length > MOST_IN_FOLDER) { // each FETCH costs GreenMail the square of the folder's size
            for (long uid : Arrays.copyOf(uids, MOST_IN_FOLDER / 2)) {
                folder.setFlags(new Flags(Flags.Flag.DELETED), true, uid, null, false);
            }
            folder.expunge();
        }
    }

    private GreenMailUser take(MovingMessage message, MailAddress recipient, GreenMailUser everybody)
            throws MessagingException, UserException {
        Instant now = Instant.now();
        long micros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
        MimeMessage mime = message.getMessage();
        out.println(
                "MAIL " + micros + " " + recipient.getEmail() + " " + mime.getMessageID() + " " + mime.getSubject());
        if (taken.incrementAndGet() % KEPT == 0) {
            try {
                server.getManagers().getImapHostManager().getInbox(everybody).deleteAllMessages();
            } catch (FolderException e) {
                throw new UserException("the mail of everybody could not be cleared: " + e.getMessage());
            }
        }
        return everybody;
    }
}
