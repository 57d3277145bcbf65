package dev.sdr.jdbc;

import dev.sdr.store.SequenceStore;
import dev.sdr.testkit.SequenceStoreContract;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;

class PostgresSequenceStoreTest extends SequenceStoreContract {

    private static final DataSource SOURCE = Databases.postgres("contract");
    private static final JdbcSequenceStore STORE = JdbcSequenceStore.open(SOURCE);

    @BeforeEach
    void empty() {
        Databases.empty(SOURCE);
    }

    @Override
    protected SequenceStore store() {
        return STORE;
    }
}
