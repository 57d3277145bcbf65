package dev.sdr.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.postgresql.ds.PGSimpleDataSource;

/** Real databases for tests: one PostgreSQL server for the whole run, a schema or database for each test class. */
final class Databases {

    static final List<String> TABLES = List.of(
            "sdr_lead",
            "sdr_enrollment",
            "sdr_enrolled",
            "sdr_touch",
            "sdr_touch_content",
            "sdr_inbox",
            "sdr_inbound",
            "sdr_inbound_ref",
            "sdr_event",
            "sdr_suppression",
            "sdr_consent",
            "sdr_consent_lift",
            "sdr_usage",
            "sdr_past_touch",
            "sdr_mail_event",
            "sdr_record");

    private static final Map<String, HikariDataSource> POOLS = new HashMap<>();

    private Databases() {}

    private static final class Server {
        static final String URL =
                Optional.ofNullable(System.getenv("SDR_TEST_JDBC_URL")).orElseGet(Server::start);

        private static String start() {
            try {
                EmbeddedPostgres server = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("max_connections", "50")
                        .setServerConfig("deadlock_timeout", "50ms") // races meet many; a second for each is long
                        .start();
                return server.getJdbcUrl("postgres", "postgres");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** A schema of its own on the real PostgreSQL. */
    static PGSimpleDataSource postgres(String schema) {
        PGSimpleDataSource admin = new PGSimpleDataSource();
        admin.setUrl(Server.URL);
        execute(admin, "drop schema if exists " + schema + " cascade", "create schema " + schema);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(Server.URL);
        source.setCurrentSchema(schema);
        return source;
    }

    /**
     * Such a schema behind a pool, as a host has it: a connection for each transaction costs the server more than most of
     * what is asked on it. A second call for the schema closes the pool of the first.
     */
    static synchronized DataSource pooled(String schema) {
        Optional.ofNullable(POOLS.remove(schema)).ifPresent(HikariDataSource::close);
        HikariConfig config = new HikariConfig();
        config.setDataSource(postgres(schema));
        config.setMaximumPoolSize(8);
        config.setMinimumIdle(0);
        HikariDataSource pool = new HikariDataSource(config);
        POOLS.put(schema, pool);
        return pool;
    }

    /** The URL of such a schema, with user and password. */
    static String url(String schema) {
        return Server.URL + (Server.URL.contains("?") ? "&" : "?") + "currentSchema=" + schema;
    }

    /** A database of its own on the real PostgreSQL: empty, or a copy of one to which nobody is connected. */
    static PGSimpleDataSource database(String name, String template) {
        PGSimpleDataSource admin = new PGSimpleDataSource();
        admin.setUrl(Server.URL);
        execute(
                admin,
                "drop database if exists " + name + " with (force)",
                "create database " + name + " template " + template);
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(Server.URL);
        source.setDatabaseName(name);
        return source;
    }

    static DataSource h2() {
        return JdbcConnectionPool.create("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1", "sa", "");
    }

    static void empty(DataSource source) {
        execute(source, TABLES.stream().map(t -> "delete from " + t).toArray(String[]::new));
    }

    static void execute(DataSource source, String... statements) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
