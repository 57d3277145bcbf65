package dev.sdr.testkit;

import dev.sdr.store.InMemorySequenceStore;
import dev.sdr.store.SequenceStore;

class InMemorySequenceStoreTest extends SequenceStoreContract {

    private final InMemorySequenceStore store = new InMemorySequenceStore();

    @Override
    protected SequenceStore store() {
        return store;
    }
}
