package dev.sdr.jdbc;

import dev.sdr.error.ConfigurationException;
import dev.sdr.error.RetryableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/** Creates and updates the tables, and refuses a database this version must not write to. */
final class Migrations {

    private static final String HISTORY = "sdr_schema_history";

    private static final Pattern NEEDS = Pattern.compile("needs (\\d+)$");

    /** The classes of SQLStates for a statement that is wrong, not allowed, or in the way of what a host has made. */
    private static final Set<String> REFUSED = Set.of("42", "2B");

    private Migrations() {}

    static void run(DataSource dataSource, Dialect dialect) {
        try {
            Flyway flyway = Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(dataSource)
                    .table(HISTORY)
                    .locations("classpath:dev/sdr/jdbc/" + dialect.migrations())
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .ignoreMigrationPatterns("*:future")
                    .load();
            refuseIfTooOld(flyway.info().all());
            flyway.migrate();
        } catch (FlywayException e) {
            throw told(e);
        }
    }

    /** A statement the database refused is for a person to mend; a lost or missing connection mends itself. */
    private static RuntimeException told(FlywayException problem) {
        String why = String.valueOf(problem.getMessage()).lines().findFirst().orElse("");
        for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql
                    && REFUSED.stream().noneMatch(String.valueOf(sql.getSQLState())::startsWith)) {
                return new RetryableException(
                        "the database could not be reached while its tables were looked at, which takes two"
                                + " connections at once: " + why,
                        problem);
            }
        }
        return new ConfigurationException(
                "the tables could not be created or updated: " + why
                        + "; the database user needs the right to create tables",
                problem);
    }

    /**
     * A newer version's migrations only add, so that this version may go on using its tables, unless one says what it
     * needs: {@code V9__drop_the_old_column__needs_8} is for code that has migration 8 or a later one.
     */
    private static void refuseIfTooOld(MigrationInfo[] migrations) {
        int own = 0;
        for (MigrationInfo migration : migrations) {
            if (!isNewer(migration)) {
                own = Math.max(own, Integer.parseInt(migration.getVersion().getVersion()));
            }
        }
        for (MigrationInfo migration : migrations) {
            Matcher needs = NEEDS.matcher(migration.getDescription());
            if (isNewer(migration) && needs.find() && Integer.parseInt(needs.group(1)) > own) {
                throw new ConfigurationException("the database has the tables of a newer version of this library"
                        + " (migration " + migration.getVersion() + "), which only a version with migration "
                        + needs.group(1) + " or a later one may use; this one has " + own);
            }
        }
    }

    private static boolean isNewer(MigrationInfo migration) {
        return migration.getState().name().startsWith("FUTURE");
    }

    /** H2 writes commits late by default: a crash right after one would lose it, and the step would leave again (S2). */
    static void keepCommits(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set write_delay 0");
            try (ResultSet row = statement.executeQuery(
                    "select setting_value from information_schema.settings" + " where setting_name = 'WRITE_DELAY'")) {
                if (row.next() && row.getInt(1) != 0) {
                    throw new ConfigurationException("H2 does not keep what it commits: WRITE_DELAY is " + row.getInt(1)
                            + " and cannot be set to 0");
                }
            }
        }
    }
}
