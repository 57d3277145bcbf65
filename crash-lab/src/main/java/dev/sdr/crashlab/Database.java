package dev.sdr.crashlab;

import dev.sdr.jdbc.JdbcSequenceStore;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.postgresql.ds.PGSimpleDataSource;

/** A PostgreSQL of the lab's own, with durability on, that can be killed and started again on what it left on disk. */
final class Database implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Path data;
    private final int port;
    private final Path log;
    private final EmbeddedPostgres server;

    Database(Path folder) {
        this.data = folder.resolve("data");
        this.log = folder.resolve("postgres.log");
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.server = start();
        mustBeDurable();
        JdbcSequenceStore.open(source("lab"));
        update(resource("judge.sql"));
    }

    private EmbeddedPostgres start() {
        try {
            return EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .setPort(port)
                    .setServerConfig("fsync", "on")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("track_commit_timestamp", "on")
                    .setServerConfig("max_connections", "60")
                    .setServerConfig("shared_buffers", "128MB")
                    .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void mustBeDurable() {
        for (String setting : List.of("fsync", "synchronous_commit", "track_commit_timestamp")) {
            String value = query("show " + setting, row -> row.getString(1)).get(0);
            if (!value.equals("on")) {
                throw new IllegalStateException(setting + " is " + value + ", so this proves nothing");
            }
        }
    }

    private static String resource(String name) {
        try (InputStream in = Database.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("there is no " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The URL under which a node connects; the server knows it by its name. */
    String url(String node) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=postgres&ApplicationName=" + node;
    }

    PGSimpleDataSource source(String node) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url(node));
        return source;
    }

    /** SIGKILL to the server and all its processes, as a power cut does, and a start on the same files. */
    void killAndRestart() {
        try {
            long pid = Long.parseLong(
                    Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
            ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
            String binary = postmaster.info().command().orElseThrow();
            List<ProcessHandle> all = new ArrayList<>(postmaster.descendants().toList());
            postmaster.destroyForcibly();
            all.forEach(ProcessHandle::destroyForcibly);
            postmaster.onExit().join();
            all.forEach(p -> p.onExit().join());
            restart(Path.of(binary).resolveSibling("pg_ctl"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts the server again with the options it had, which it keeps in its data folder. */
    private void restart(Path pgCtl) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U")); // PostgreSQL refuses to run as root
        }
        command.addAll(List.of(pgCtl.toString(), "-D", data.toString(), "-l", log.toString(), "-w", "restart"));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("PostgreSQL did not start again; see " + log);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Cuts every connection of a node. */
    void cut(String node) {
        query("select pg_terminate_backend(pid) from pg_stat_activity where application_name = ?", row -> true, node);
    }

    /** Returns when no session of a node is left: what it was committing is committed or not. */
    void awaitGone(String node) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!query("select 1 from pg_stat_activity where application_name = ?", row -> 1, node)
                .isEmpty()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the sessions of " + node + " do not end");
            }
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Reads one row of a result. */
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** Asks, again and again if the server is away. */
    <T> List<T> query(String sql, Row<T> reader, Object... arguments) {
        return again(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < arguments.length; i++) {
                    statement.setObject(i + 1, arguments[i]);
                }
                List<T> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery()) {
                    while (result.next()) {
                        rows.add(reader.read(result));
                    }
                }
                return rows;
            }
        });
    }

    long number(String sql, Object... arguments) {
        return query(sql, row -> row.getLong(1), arguments).get(0);
    }

    /** Changes something, in one transaction; again if the server is away. */
    void update(String sql, Object... arguments) {
        again(connection -> {
            if (arguments.length == 0) {
                try (Statement statement = connection.createStatement()) {
                    return statement.execute(sql);
                }
            }
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < arguments.length; i++) {
                    statement.setObject(i + 1, arguments[i]);
                }
                return statement.execute();
            }
        });
    }

    private interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    private Optional<Connection> kept = Optional.empty();

    private synchronized <T> T again(Work<T> work) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (kept.isEmpty() || !kept.get().isValid(5)) {
                    kept = Optional.of(source("lab").getConnection());
                }
                return work.with(kept.get());
            } catch (SQLException e) {
                boolean away = e.getSQLState() == null
                        || e.getSQLState().startsWith("08")
                        || e.getSQLState().startsWith("57P");
                if (!away || System.nanoTime() > end) {
                    throw new IllegalStateException("the lab's own statement failed: " + e.getMessage(), e);
                }
                kept = Optional.empty();
                LockSupport.parkNanos(20_000_000);
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
