package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sdr.lead.Lead;
import dev.sdr.observe.Enrolled;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * What a step costs the host's database and process, among 100,000 enrollments: commits, bytes of log, whole tables
 * read, and memory. Counts, not times; benchmarks/ measures times.
 */
@Timeout(300)
class HotPathTest {

    private static final int ENROLLED = 100_000;
    private static final int DUE = 10_000;

    private final PGSimpleDataSource source = Databases.postgres("hot_path");

    @Test
    void aStepCostsFewCommitsLittleLogNoScanAndFortyEightMegabytes() throws Exception {
        List<Lead> leads = new ArrayList<>();
        for (int i = 0; i < ENROLLED; i++) {
            leads.add(Lead.of("lead" + i, "lead" + i + "@company" + i % 5_000 + ".example")
                    .with(Lead.FIRST_NAME, "Lee")
                    .with(Lead.COMPANY_NAME, "Company " + i));
        }
        assertThat(HotPathRun.runner(source).enroll(leads, HotPathRun.SEQUENCE))
                .allSatisfy(e -> assertThat(e.result()).isEqualTo(Enrolled.Result.ENROLLED));
        Databases.execute(
                source,
                "update sdr_enrollment set due_at = due_at + interval '9 days' where lead_id not in (select id from"
                        + " sdr_lead order by id limit " + DUE + ")",
                "vacuum analyze");
        long commits = number("select xact_commit from pg_stat_database where datname = current_database()");
        long log = number("select (pg_current_wal_lsn() - '0/0')::bigint");
        long scans = scans();

        String sent = HotPathRun.inItsOwnProcess(Databases.url("hot_path"), "-Xmx48m");

        assertThat(sent).as("with 48 MB of heap").isEqualTo("sent " + DUE);
        assertThat((number("select (pg_current_wal_lsn() - '0/0')::bigint") - log) / DUE)
                .as("bytes of log for each step")
                .isLessThan(2_500);
        number("select 1 from pg_stat_force_next_flush()");
        assertThat((double) (number("select xact_commit from pg_stat_database where datname = current_database()")
                                - commits)
                        / DUE)
                .as("commits for each step")
                .isLessThan(0.04);
        assertThat(scans()).as("whole tables read").isEqualTo(scans);
        assertThat(number("select 100 * n_tup_hot_upd / n_tup_upd from pg_stat_user_tables where schemaname ="
                        + " 'hot_path' and relname = 'sdr_touch'"))
                .as("percent of settled touches whose indexes were not written again")
                .isGreaterThan(90);
    }

    /** How often one of the tables that grow was read from end to end. */
    private long scans() throws SQLException {
        return number("select sum(seq_scan) from pg_stat_user_tables where schemaname = 'hot_path' and relname in"
                + " ('sdr_enrollment', 'sdr_touch', 'sdr_touch_content', 'sdr_lead', 'sdr_event')");
    }

    private long number(String query) throws SQLException {
        try (Connection connection = source.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(query)) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    static List<String> command(String... more) {
        List<String> command = new ArrayList<>(
                List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java"));
        command.addAll(List.of(more));
        return command;
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8).strip();
    }
}
