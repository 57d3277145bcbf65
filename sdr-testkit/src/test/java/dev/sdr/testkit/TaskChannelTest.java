package dev.sdr.testkit;

import dev.sdr.channel.Channel;
import dev.sdr.internal.engine.TaskChannel;
import dev.sdr.store.InMemorySequenceStore;
import java.util.Optional;

class TaskChannelTest extends ChannelContract {

    private final InMemorySequenceStore store = new InMemorySequenceStore();
    private final TaskChannel channel = new TaskChannel(store);

    @Override
    protected Channel channel() {
        return channel;
    }

    @Override
    protected int taken() {
        return store.inTransaction(
                tx -> tx.records().scan("task", Optional.empty(), "\uffff", 100).size());
    }
}
