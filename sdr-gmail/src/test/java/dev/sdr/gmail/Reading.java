package dev.sdr.gmail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.inbox.InboxSource.Page;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** A source that reads a mailbox page by page, and keeps the cursor. */
abstract class Reading {

    static final int LIMIT = 50;

    final Rep rep = new Rep();
    final GmailInboxSource source = rep.source();
    Optional<String> cursor = Optional.empty();

    @AfterEach
    void stop() {
        rep.close();
    }

    Page read() {
        Page page = source.read(cursor, Rep.LONG_AGO, LIMIT);
        cursor = Optional.of(page.cursor());
        return page;
    }

    List<RawMessage> readAll() {
        List<RawMessage> all = new ArrayList<>();
        Page page;
        int pages = 0;
        do {
            page = read();
            all.addAll(page.messages());
            assertThat(++pages).isLessThan(1_000);
        } while (!page.complete());
        return all;
    }

    static List<String> subjects(List<RawMessage> messages) {
        return messages.stream().map(m -> MimeReader.read(m).subject()).toList();
    }
}
