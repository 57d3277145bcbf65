package dev.sdr.benchmarks;

import java.util.List;
import java.util.function.Supplier;

/** All contenders, in the order in which a round takes them. */
final class Catalogue {

    /**
     * How a contender is measured.
     *
     * @param name its name
     * @param unit what is counted
     * @param n the units of a full run
     * @param quick the units of a quick run
     * @param once whether one round is enough, because it repeats its measurement itself; else a round is done three times,
     *     twice on other rows to warm the JVM up
     * @param heap the measured JVM's largest heap
     * @param fixture the name of rows that several contenders only read and share; empty for rows of its own
     * @param contender makes it
     */
    record Entry(
            String name,
            String unit,
            int n,
            int quick,
            boolean once,
            String heap,
            String fixture,
            Supplier<Contender> contender) {

        Entry onlyOnce() {
            return new Entry(name, unit, n, quick, true, heap, fixture, contender);
        }

        Entry heap(String most) {
            return new Entry(name, unit, n, quick, once, most, fixture, contender);
        }

        Entry fixture(String shared) {
            return new Entry(name, unit, n, quick, once, heap, shared, contender);
        }
    }

    private static final List<Entry> ALL = List.of(
            entry("sequence-runner-1", "step", 50_000, 5_000, () -> new RunnerSteps(1)),
            entry("raw-batch-1", "step", 50_000, 20_000, () -> new RawBatch(1, false)),
            entry("sequence-runner-2", "step", 50_000, 5_000, () -> new RunnerSteps(2)),
            entry("raw-batch-2", "step", 50_000, 20_000, () -> new RawBatch(2, false)),
            entry("raw-batch-1-text", "step", 50_000, 20_000, () -> new RawBatch(1, true)),
            entry("rows-batch-1", "step", 50_000, 20_000, () -> new RowsBatch(1)),
            entry("rows-batch-2", "step", 50_000, 20_000, () -> new RowsBatch(2)),
            entry("sequence-runner-20ms", "step", 20_000, 2_000, SlowMailer::new),
            entry("db-scheduler-steps", "step", 8_000, 2_000, () -> new DbScheduler(true)),
            entry("db-scheduler", "job", 20_000, 5_000, () -> new DbScheduler(false)),
            entry("jobrunr", "job", 10_000, 2_000, JobRunrJobs::new).heap("512m"),
            entry("raw-row", "step", 6_000, 2_000, RawRow::new),
            entry("replies", "reply", 100_000, 20_000, () -> new ReplyMatching(true))
                    .fixture("touches"),
            entry("replies-match-raw", "reply", 100_000, 20_000, () -> new ReplyMatching(false))
                    .fixture("touches"),
            entry("events", "event", 200_000, 20_000, () -> new EventIngestion(EventIngestion.Way.STORE))
                    .heap("512m"),
            entry("events-match-raw", "event", 200_000, 20_000, () -> new EventIngestion(EventIngestion.Way.RAW))
                    .heap("512m"),
            entry("events-web", "event", 100_000, 20_000, () -> new EventIngestion(EventIngestion.Way.WEB))
                    .heap("512m"),
            entry("enroll", "lead", 100_000, 5_000, Enroll::new),
            entry("inbound", "message", 3_000, 400, InboundPoll::new),
            entry("memory", "step", 20_000, 2_000, Memory::new).heap("48m").onlyOnce(),
            entry("decay", "step", 100_000, 5_000, Decay::new).onlyOnce(),
            entry("claim-10k", "claimed row", 10_000, 10_000, ClaimCost::new).onlyOnce(),
            entry("claim-100k", "claimed row", 100_000, 100_000, ClaimCost::new).onlyOnce(),
            entry("claim-1m", "claimed row", 1_000_000, 200_000, ClaimCost::new).onlyOnce(),
            entry("claim-3m", "claimed row", 3_000_000, 300_000, ClaimCost::new).onlyOnce(),
            entry("jmh-render", "text", 1, 1, () -> new Micro("render")).onlyOnce(),
            entry("jmh-mime", "message", 1, 1, () -> new Micro("mime")).onlyOnce(),
            entry("jmh-triage", "message", 1, 1, () -> new Micro("triage")).onlyOnce());

    private Catalogue() {}

    private static Entry entry(String name, String unit, int n, int quick, Supplier<Contender> contender) {
        return new Entry(name, unit, n, quick, false, "256m", "", contender);
    }

    static List<Entry> all() {
        return ALL;
    }

    static Entry find(String name) {
        return ALL.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no contender '" + name + "'; there are "
                        + ALL.stream().map(Entry::name).toList()));
    }
}
