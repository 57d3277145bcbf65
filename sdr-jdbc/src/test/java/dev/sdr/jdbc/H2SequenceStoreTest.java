package dev.sdr.jdbc;

import dev.sdr.store.SequenceStore;
import dev.sdr.testkit.SequenceStoreContract;

class H2SequenceStoreTest extends SequenceStoreContract {

    private final JdbcSequenceStore store = JdbcSequenceStore.open(Databases.h2());

    @Override
    protected SequenceStore store() {
        return store;
    }
}
