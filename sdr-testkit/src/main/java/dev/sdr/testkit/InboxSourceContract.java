package dev.sdr.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.InboxSource.Page;
import dev.sdr.inbox.MessageFetch;
import dev.sdr.inbox.MimeReader;
import dev.sdr.inbox.RawMessage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.Timeout;

/**
 * What every {@link InboxSource} must do. Extend it, and hand in a source over an empty mailbox. What a mailbox or source cannot
 * do is no test.
 */
@Timeout(60)
public abstract class InboxSourceContract {

    private static final Instant LONG_AGO = Instant.parse("2001-01-01T00:00:00Z");

    /** For subclasses. */
    protected InboxSourceContract() {}

    /**
     * The source under test.
     *
     * @return the same one at each call within a test; its mailbox is empty at the start
     */
    protected abstract InboxSource source();

    /**
     * Puts a message into the mailbox.
     *
     * @param message the message as MIME
     */
    protected abstract void deliver(byte[] message);

    /**
     * Whether {@link #invalidateCursors} can make cursors worthless: then there is a test of it.
     *
     * @return false by default
     */
    protected boolean cursorsCanEnd() {
        return false;
    }

    /** Makes every cursor handed out so far worthless, as a renumbered folder or an expired history does. */
    protected void invalidateCursors() {
        throw new UnsupportedOperationException("cursorsCanEnd() says that cursors can be made worthless");
    }

    /**
     * Whether any message in the mailbox was marked as read or deleted.
     *
     * @return true if something was changed
     */
    protected abstract boolean wasTouched();

    private void deliver(int number) {
        String text = "From: lead@company.example\r\nTo: rep@sender.example\r\nSubject: n" + number
                + "\r\nMessage-ID: <m" + number + "@company.example>\r\n\r\nBody " + number + "\r\n";
        deliver(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> subjects(List<RawMessage> messages) {
        return messages.stream().map(m -> MimeReader.read(m).subject()).toList();
    }

    /** Reads on until a page is complete. */
    private Page readAll(Optional<String> cursor, int limit, List<RawMessage> into) {
        Page page = source().read(cursor, LONG_AGO, limit);
        into.addAll(page.messages());
        for (int i = 0; !page.complete() && i < 100; i++) {
            page = source().read(Optional.of(page.cursor()), LONG_AGO, limit);
            into.addAll(page.messages());
        }
        assertThat(page.complete()).isTrue();
        return page;
    }

    @Test
    void anEmptyMailboxIsReadToItsEnd() {
        Page page = source().read(Optional.empty(), LONG_AGO, 10);
        assertThat(page.messages()).isEmpty();
        assertThat(page.complete()).isTrue();
        Page again = source().read(Optional.of(page.cursor()), LONG_AGO, 10);
        assertThat(again.messages()).isEmpty();
        assertThat(again.complete()).isTrue();
    }

    @Test
    void everythingIsReadOnceInPages() {
        for (int i = 1; i <= 7; i++) {
            deliver(i);
        }
        List<RawMessage> all = new ArrayList<>();
        Page end = readAll(Optional.empty(), 3, all);
        assertThat(subjects(all)).containsExactlyInAnyOrder("n1", "n2", "n3", "n4", "n5", "n6", "n7");
        assertThat(source().read(Optional.of(end.cursor()), LONG_AGO, 3).messages())
                .isEmpty();
        deliver(8);
        List<RawMessage> more = new ArrayList<>();
        readAll(Optional.of(end.cursor()), 3, more);
        assertThat(subjects(more)).containsExactly("n8");
        assertThat(wasTouched()).isFalse();
    }

    @Test
    void anOldCursorGivesTheSameAgain() {
        deliver(1);
        List<RawMessage> first = new ArrayList<>();
        Page page = readAll(Optional.empty(), 10, first);
        deliver(2);
        deliver(3);
        List<RawMessage> once = new ArrayList<>();
        List<RawMessage> twice = new ArrayList<>();
        readAll(Optional.of(page.cursor()), 10, once);
        readAll(Optional.of(page.cursor()), 10, twice);
        assertThat(subjects(once)).containsExactlyInAnyOrder("n2", "n3");
        assertThat(subjects(twice)).containsExactlyInAnyOrderElementsOf(subjects(once));
    }

    @TestFactory
    Stream<DynamicTest> aCursorThatIsNoLongerValidMissesNothing() {
        return cursorsCanEnd() ? Stream.of(dynamicTest("it is read again", this::readAgain)) : Stream.empty();
    }

    private void readAgain() {
        deliver(1);
        List<RawMessage> first = new ArrayList<>();
        Page page = readAll(Optional.empty(), 10, first);
        invalidateCursors();
        deliver(2);
        List<RawMessage> again = new ArrayList<>();
        readAll(Optional.of(page.cursor()), 10, again);
        assertThat(subjects(again)).contains("n2");
    }

    @Test
    void aDamagedMessageBlocksNoOther() {
        deliver("no headers at all".getBytes(StandardCharsets.UTF_8));
        deliver(1);
        List<RawMessage> all = new ArrayList<>();
        readAll(Optional.empty(), 10, all);
        assertThat(subjects(all)).contains("n1").hasSize(2);
    }

    @TestFactory
    Stream<DynamicTest> oneMessageCanBeReadAgain() {
        return source() instanceof MessageFetch fetch
                ? Stream.of(dynamicTest("by its reference", () -> fetchOne(fetch)))
                : Stream.empty();
    }

    private void fetchOne(MessageFetch fetch) {
        deliver(1);
        List<RawMessage> all = new ArrayList<>();
        readAll(Optional.empty(), 10, all);
        assertThat(fetch.fetch(all.get(0).ref()))
                .hasValueSatisfying(
                        m -> assertThat(m.bytes()).isEqualTo(all.get(0).bytes()));
        assertThat(fetch.fetch("nonsense")).isEmpty();
    }
}
