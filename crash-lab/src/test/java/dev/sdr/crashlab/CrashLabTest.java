package dev.sdr.crashlab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.crashlab.Lab.Plan;
import dev.sdr.crashlab.Tally.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The short form of the lab, and that it finds what is planted. The long one is {@code benchmarks/crash-lab.sh}. */
class CrashLabTest {

    private static final long SEED = 7;

    @TempDir
    Path folder;

    @Test
    void killed_processes_double_nothing_lose_nothing_and_send_nothing_after_a_stop() {
        Result result = run(6, 120, Planted.NONE);

        assertThat(result.problems()).as(result.line() + ", seed " + SEED).isEmpty();
        assertThat(result.line()).contains("kills=6 leads=120").contains("duplicates=0 lost=0 after-stop=0");
        assertThat(result.received()).isGreaterThan(120);
        int besides = 0; // which of them a process lives to see is a matter of time; the long form counts each
        for (Hits.What what : List.of(Hits.What.PAUSED, Hits.What.CUT, Hits.What.POSTGRES, Hits.What.OTHER)) {
            besides += result.hits().total(what);
        }
        assertThat(besides).isPositive();
    }

    @Test
    void the_lab_finds_a_runner_that_sees_no_stop() {
        Result blind = run(3, 40, Planted.BLIND_TO_STOPS);

        assertThat(blind.afterStop()).isPositive();
    }

    private Result run(int kills, int leads, Planted planted) {
        return Lab.run(new Plan(kills, leads, SEED, 2, planted, folder, line -> {}));
    }
}
