package dev.sdr.internal.engine;

import static java.util.Objects.requireNonNull;

import dev.sdr.answer.Responder;
import dev.sdr.channel.Channel;
import dev.sdr.compose.Composer;
import dev.sdr.gate.Veto;
import dev.sdr.inbox.InboxSource;
import dev.sdr.observe.SdrListener;
import dev.sdr.reply.Classifier;
import dev.sdr.sequence.Sequences;
import dev.sdr.store.SequenceStore;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * Everything a host hands in.
 *
 * @param store where everything is kept
 * @param sequences the sequences by id
 * @param accounts the mailboxes
 * @param channels the channels by name, without email
 * @param composer what writes
 * @param classifier what understands replies
 * @param responder what writes answers
 * @param vetoes the host's own gates
 * @param listeners who hears
 * @param executor what delivers
 * @param slots how many deliveries at once
 * @param time the clocks
 * @param random randomness for ids and tokens
 * @param settings numbers and policies
 */
public record Host(
        SequenceStore store,
        Sequences sequences,
        Accounts accounts,
        Map<String, Channel> channels,
        Composer composer,
        Classifier classifier,
        Responder responder,
        List<Veto> vetoes,
        List<SdrListener> listeners,
        Executor executor,
        int slots,
        EngineTime time,
        RandomGenerator random,
        Settings settings) {

    /** Checks and copies. */
    public Host {
        requireNonNull(store, "store");
        requireNonNull(sequences, "sequences");
        requireNonNull(accounts, "accounts");
        channels = Map.copyOf(channels);
        requireNonNull(composer, "composer");
        requireNonNull(classifier, "classifier");
        requireNonNull(responder, "responder");
        vetoes = List.copyOf(vetoes);
        listeners = List.copyOf(listeners);
        requireNonNull(executor, "executor");
        requireNonNull(time, "time");
        requireNonNull(random, "random");
        requireNonNull(settings, "settings");
    }

    /** Whether the text of a mailbox's mail goes to no model; of one that this node does not read, nothing else is known. */
    boolean keepsPrivate(String mailboxId) {
        return accounts.find(mailboxId)
                .map(a -> a.inbox().map(InboxSource::limitedUse).orElse(true)
                        && !a.mailbox().allowsModels())
                .orElse(true);
    }
}
