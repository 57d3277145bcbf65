package dev.sdr.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import org.postgresql.ds.PGSimpleDataSource;

/** One schema of the measured server. */
record Database(String url, String schema) {

    PGSimpleDataSource source() {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        source.setCurrentSchema(schema);
        return source;
    }

    Connection connect() throws SQLException {
        return source().getConnection();
    }

    HikariDataSource pool(int connections) {
        HikariConfig config = new HikariConfig();
        config.setDataSource(source());
        config.setMaximumPoolSize(connections);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    String text(String query) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return String.valueOf(row.getString(1));
        }
    }

    long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    void create() throws SQLException {
        drop();
        execute("create schema " + schema);
    }

    void drop() throws SQLException {
        execute("drop schema if exists " + schema + " cascade");
    }

    /** Statistics, visibility map and a checkpoint behind us, so that no round pays for the one before. */
    void settle() throws SQLException {
        execute("vacuum analyze");
        try {
            execute("checkpoint");
        } catch (SQLException e) {
            if (!"42501".equals(e.getSQLState())) { // only some roles may, on a server of somebody else's
                throw e;
            }
        }
    }

    /** The postmaster's process id, if the server is on this machine and lets itself be looked at. */
    OptionalLong postmaster() {
        try {
            Path file = Path.of(text("show data_directory")).resolve("postmaster.pid");
            if (!Files.isReadable(file)) {
                return OptionalLong.empty();
            }
            long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
            return Files.isReadable(Path.of("/proc/" + pid + "/stat")) ? OptionalLong.of(pid) : OptionalLong.empty();
        } catch (SQLException e) {
            return OptionalLong.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
