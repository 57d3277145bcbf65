package dev.sdr.gmail;

import dev.sdr.inbox.InboxSource;
import dev.sdr.testkit.InboxSourceContract;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;

class GmailInboxSourceTest extends InboxSourceContract {

    private final Rep rep = new Rep();
    private final GmailInboxSource source = rep.source();

    @AfterEach
    void stop() {
        rep.close();
    }

    @Override
    protected InboxSource source() {
        return source;
    }

    @Override
    protected void deliver(byte[] message) {
        rep.mailbox.deliver(message);
    }

    @Override
    protected boolean wasTouched() {
        return rep.mailbox.messages().stream().anyMatch(m -> !m.labels().equals(Set.of("INBOX", "UNREAD")));
    }

    @Override
    protected boolean cursorsCanEnd() {
        return true;
    }

    @Override
    protected void invalidateCursors() {
        rep.mailbox.expireHistory();
    }
}
