package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Three runners through a PgBouncer in transaction mode that has two connections to the server: whatever relied on a
 * session (a setting, an advisory lock, LISTEN, a temporary table, a prepared statement) would meet another one.
 */
@Timeout(180)
class PoolerTest {

    @TempDir
    private Path folder;

    private Optional<Process> pooler = Optional.empty();

    @AfterEach
    void stop() {
        pooler.ifPresent(Process::destroy);
    }

    private static Optional<Path> program() {
        String path = System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/usr/local/sbin";
        Optional<Path> found = Stream.of(path.split(":"))
                .map(folder -> Path.of(folder, "pgbouncer"))
                .filter(Files::isExecutable)
                .findFirst();
        if (found.isEmpty() && System.getenv("CI") != null) {
            throw new AssertionError("pgbouncer is missing, and CI must not pass over this test");
        }
        assumeTrue(found.isPresent(), "PgBouncer is not installed here (Debian: apt-get install pgbouncer)");
        return found;
    }

    /** Starts a pooler and answers the URL through it. */
    private String start(String schema) throws Exception {
        Path program = program().orElseThrow();
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl(Databases.url(schema));
        int port = freePort();
        Files.writeString(folder.resolve("users.txt"), "\"" + server.getUser() + "\" \"\"\n");
        List<String> lines = new ArrayList<>(List.of(
                "[databases]",
                "pooled = host=127.0.0.1 port=" + server.getPortNumbers()[0] + " dbname=" + server.getDatabaseName()
                        + " user=" + server.getUser()
                        + Optional.ofNullable(server.getPassword())
                                .map(p -> " password=" + p)
                                .orElse("")
                        + " connect_query='set search_path to " + schema + "'",
                "[pgbouncer]",
                "listen_addr = 127.0.0.1",
                "listen_port = " + port,
                "unix_socket_dir =",
                "auth_type = any",
                "pool_mode = transaction",
                "default_pool_size = 2",
                "max_client_conn = 50",
                "ignore_startup_parameters = extra_float_digits,search_path",
                "logfile = " + folder.resolve("pgbouncer.log"),
                "pidfile = " + folder.resolve("pgbouncer.pid")));
        Path config = Files.write(folder.resolve("pgbouncer.ini"), lines);
        List<String> command = new ArrayList<>(List.of(program.toString(), config.toString()));
        if (System.getProperty("user.name").equals("root")) { // it refuses to run as root
            for (Path path : List.of(folder, config, folder.resolve("users.txt"))) {
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxrwxrwx"));
            }
            command.addAll(1, List.of("-u", "nobody"));
        }
        pooler = Optional.of(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("out.txt").toFile())
                .start());
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/pooled?user=" + server.getUser();
        waitFor(url + "&prepareThreshold=0");
        return url;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void waitFor(String url) throws Exception {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(url);
        for (int i = 0; ; i++) {
            try {
                source.getConnection().close();
                return;
            } catch (SQLException e) {
                assertThat(pooler.orElseThrow().isAlive() && i < 100)
                        .as(Files.readString(folder.resolve("out.txt")))
                        .isTrue();
                pooler.orElseThrow().waitFor(100, TimeUnit.MILLISECONDS);
            }
        }
    }

    @Test
    void threeRunnersShareTwoConnectionsInTransactionMode() throws Exception {
        Databases.postgres("pooled");
        String url = start("pooled") + "&prepareThreshold=0";
        Map<String, Integer> mails = new ConcurrentHashMap<>();
        List<NeighbourNode> nodes = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            nodes.add(new NeighbourNode(url, mails, List.of()));
        }
        ExecutorService threads = Executors.newFixedThreadPool(3);
        try {
            List<Future<List<String>>> runs = new ArrayList<>();
            for (NeighbourNode node : nodes) {
                runs.add(threads.submit(() -> {
                    List<String> problems = new ArrayList<>();
                    for (int i = 0; i < 10; i++) {
                        node.apply("enroll", i * 20 + "-" + (20 + i * 20));
                        problems.add(
                                node.apply("run", "").replaceFirst("^\\d+ \\[\\]$", "")); // others' work is no problem
                    }
                    return problems;
                }));
            }
            for (Future<List<String>> run : runs) {
                assertThat(run.get()).containsOnly("");
            }
        } finally {
            threads.shutdown();
        }
        assertThat(nodes.get(0).apply("run", "")).isEmpty();
        assertThat(mails).hasSize(400);
        assertThat(mails.values()).allMatch(n -> n == 1);
        nodes.forEach(node -> node.apply("close", ""));
    }
}
