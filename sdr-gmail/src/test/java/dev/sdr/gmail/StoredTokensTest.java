package dev.sdr.gmail;

import static dev.sdr.gmail.Fixtures.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.error.ConfigurationException;
import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.StoredRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StoredTokensTest {

    private static final String KIND = "google-token";

    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final StoredTokens tokens = StoredTokens.in(store, "k1", key(1));

    private StoredRecord record(String mailboxId) {
        return store.inTransaction(
                tx -> tx.records().get(KIND, List.of(mailboxId)).get(0));
    }

    @Test
    void aTokenIsSavedReplacedAndRemoved() {
        assertThat(tokens.load("rep-1")).isEmpty();
        tokens.save("rep-1", "first");
        tokens.save("rep-1", "second");
        tokens.save("rep-2", "other");
        assertThat(tokens.load("rep-1")).contains("second");
        assertThat(tokens.remove("rep-1")).isTrue();
        assertThat(tokens.remove("rep-1")).isFalse();
        assertThat(tokens.load("rep-1")).isEmpty();
        assertThat(tokens.load("rep-2")).contains("other");
    }

    @Test
    void theStoreDoesNotSeeTheTokenAndTheSameTokenLooksDifferentEachTime() {
        tokens.save("rep-1", "1//refresh");
        String first = record("rep-1").json();
        tokens.save("rep-1", "1//refresh");
        assertThat(first).doesNotContain("refresh").contains("k1");
        assertThat(record("rep-1").json()).isNotEqualTo(first);
        assertThat(tokens.toString()).doesNotContain("refresh");
    }

    @Test
    void anotherKeyOfTheSameIdOrAnUnknownKeyCannotReadIt() {
        tokens.save("rep-1", "1//refresh");
        assertThatThrownBy(() -> StoredTokens.in(store, "k1", key(2)).load("rep-1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("rep-1");
        assertThatThrownBy(() -> StoredTokens.in(store, "k2", key(2)).load("rep-1"))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("'k1'");
    }

    @Test
    void aTokenMovedToAnotherMailboxOrChangedCannotBeRead() {
        tokens.save("rep-1", "1//refresh");
        String json = record("rep-1").json();
        String changed = json.replaceFirst("(\"sealed\":\"[^\"]{20})(.)", "$1" + (json.contains("AAAA") ? "B" : "_"));
        store.inTransaction(tx -> tx.records().put(new StoredRecord(KIND, "rep-2", 0, "", json))
                && tx.records().put(new StoredRecord(KIND, "rep-3", 0, "", changed))
                && tx.records().put(new StoredRecord(KIND, "rep-4", 0, "", "{\"key\":\"k1\"}"))
                && tx.records().put(new StoredRecord(KIND, "rep-5", 0, "", "no json")));
        for (int i = 2; i <= 5; i++) {
            String mailboxId = "rep-" + i;
            assertThatThrownBy(() -> tokens.load(mailboxId))
                    .isInstanceOf(ConfigurationException.class)
                    .hasMessageContaining(mailboxId);
        }
    }

    @Test
    void theKeyIsChangedWithoutConnectingAnew() {
        IntStream.range(0, 250).forEach(i -> tokens.save("rep-" + i, "token-" + i));
        StoredTokens ready = tokens.reading("k2", key(2));
        StoredTokens changed = StoredTokens.in(store, "k2", key(2)).reading("k1", key(1));
        changed.save("rep-7", "token-7");
        assertThat(ready.load("rep-7")).contains("token-7");

        assertThat(changed.rotate()).isEqualTo(249);
        assertThat(changed.rotate()).isZero();
        StoredTokens after = StoredTokens.in(store, "k2", key(2));
        assertThat(IntStream.range(0, 250))
                .allSatisfy(i -> assertThat(after.load("rep-" + i)).isEqualTo(Optional.of("token-" + i)));
    }

    @Test
    void aKeyHas32BytesAndANameOfItsOwn() {
        assertThatThrownBy(() -> StoredTokens.in(store, "k1", new byte[16]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> StoredTokens.in(store, " ", key(1))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> tokens.reading("k1", key(2))).isInstanceOf(IllegalArgumentException.class);
        byte[] key = key(3);
        StoredTokens kept = StoredTokens.in(store, "k3", key);
        kept.save("rep-1", "token");
        key[0] = 0; // the caller may wipe its own
        assertThat(kept.load("rep-1")).contains("token");
        assertThat(StoredTokens.in(store, "k3", key(3)).load("rep-1")).contains("token");
    }
}
