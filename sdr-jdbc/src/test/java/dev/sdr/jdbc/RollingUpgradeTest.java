package dev.sdr.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sdr.SequenceRunner;
import dev.sdr.error.ConfigurationException;
import dev.sdr.event.Event;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.postgresql.ds.PGSimpleDataSource;

/** Nodes of the version before this one, from the jars in src/test/neighbour, beside nodes of this one. */
@Timeout(180)
class RollingUpgradeTest {

    private final Map<String, Integer> mails = new ConcurrentHashMap<>();
    private final List<String> inbox = Collections.synchronizedList(new ArrayList<>());

    private Node today(String schema) {
        return new Node(new NeighbourNode(Databases.url(schema), mails, inbox));
    }

    /** The same class beside the older jars: its loader sees neither of today's modules. */
    @SuppressWarnings("unchecked")
    private Node neighbour(String schema) throws Exception {
        Set<Path> todays = Set.of(place(SequenceRunner.class), place(JdbcSequenceStore.class));
        List<URL> urls = new ArrayList<>();
        try (Stream<Path> jars = Files.list(Path.of("src", "test", "neighbour"))) {
            for (Path jar : jars.filter(p -> p.toString().endsWith(".jar")).toList()) {
                urls.add(jar.toUri().toURL());
            }
        }
        assertThat(urls).hasSize(2);
        String path = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (String entry : path.split(File.pathSeparator, -1)) {
            if (!todays.contains(Path.of(entry).toRealPath())) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
        Class<?> node = loader.loadClass(NeighbourNode.class.getName());
        assertThat(loader.loadClass(JdbcSequenceStore.class.getName())).isNotSameAs(JdbcSequenceStore.class);
        assertThat(loader.loadClass(SequenceRunner.class.getName())
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .contains("neighbour");
        return new Node((BiFunction<String, String, String>) node.getConstructor(String.class, Map.class, List.class)
                .newInstance(Databases.url(schema), mails, inbox));
    }

    /** A node, of whichever version. */
    private record Node(BiFunction<String, String, String> target) {
        String tell(String what, String argument) {
            return target.apply(what, argument);
        }
    }

    private static Path place(Class<?> type) throws IOException, URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toRealPath();
    }

    private void reply(int lead) {
        String messageId = mails.keySet().stream()
                .filter(k -> k.endsWith(" lead" + lead + "@company.example"))
                .findFirst()
                .orElseThrow()
                .split(" ", 2)[0];
        inbox.add("From: lead" + lead + "@company.example\r\nTo: a@sender.example\r\nMessage-ID: <r" + lead
                + "@company.example>\r\nIn-Reply-To: <" + messageId + ">\r\nSubject: Re: Hello\r\n\r\nNo, thanks.\r\n");
    }

    @Test
    void bothVersionsShareADatabaseWhileOneReplacesTheOther() throws Exception {
        PGSimpleDataSource source = Databases.postgres("rolling");
        var old = neighbour("rolling");
        for (int i = 0; i < 10; i++) { // often enough for its statements to be prepared on the server
            assertThat(old.tell("enroll", i * 10 + "-" + (i * 10 + 10))).isEqualTo("ENROLLED");
            assertThat(old.tell("run", "")).isEmpty();
        }
        int migrations = number(source, "select count(*) from sdr_schema_history where success");

        var today = today("rolling"); // migrates
        assertThat(number(source, "select count(*) from sdr_schema_history where success"))
                .isGreaterThan(migrations);
        assertThat(today.tell("enroll", "100-200")).isEqualTo("ENROLLED");
        List<String> upset = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String problems = old.tell("run", "");
            if (!problems.isEmpty()) {
                upset.add(problems);
            }
        }
        // Once on each connection PostgreSQL refuses an old plan for "select *" (0A000); the driver then forgets it.
        assertThat(upset).hasSizeLessThanOrEqualTo(2).allMatch(p -> p.contains("0A000"));
        assertThat(old.tell("run", "")).isEmpty();
        assertThat(old.tell("enroll", "200-300")).isEqualTo("ENROLLED");
        assertThat(old.tell("enroll", "150-250")).isEqualTo("ALREADY");
        assertThat(today.tell("enroll", "150-250")).isEqualTo("ALREADY");

        for (int lead = 0; lead < 20; lead++) {
            reply(lead);
        }
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> runs = new ArrayList<>();
            for (var node : List.of(old, today)) {
                runs.add(threads.submit(() -> {
                    String last = "";
                    for (int i = 0; i < 10; i++) {
                        node.tell("enroll", 300 + i * 20 + "-" + (320 + i * 20)); // both the same
                        last = node.tell("run", "");
                    }
                    return last;
                }));
            }
            for (Future<String> run : runs) {
                run.get();
            }
        } finally {
            threads.shutdown();
        }
        assertThat(old.tell("run", "")).isEmpty();
        assertThat(today.tell("run", "")).isEmpty();

        assertThat(mails.values()).allMatch(n -> n == 1);
        assertThat(mails).hasSize(1000); // 500 leads, two mails each, all before the replies or at once
        assertThat(Integer.parseInt(old.tell("sent", ""))).isGreaterThan(200);
        assertThat(Integer.parseInt(today.tell("sent", ""))).isPositive();
        assertThat(number(source, "select count(*) from sdr_enrollment where status = 'FINISHED'"))
                .isEqualTo(500);
        assertThat(number(source, "select count(*) from sdr_touch where state = 'SENT'"))
                .isEqualTo(1000);
        assertThat(number(source, "select count(*) from sdr_event where type = '" + Event.REPLIED + "'"))
                .isEqualTo(20);
        assertThat(number(source, "select sum(used) from sdr_usage")).isEqualTo(1000);
        old.tell("close", "");
        today.tell("close", "");
    }

    @Test
    void whatANewerVersionWroteIsKeptOrReadAsTheMostCarefulThing() throws Exception {
        PGSimpleDataSource source = Databases.postgres("careful");
        var old = neighbour("careful");
        old.tell("enroll", "0-3");
        var today = today("careful");
        Databases.execute(
                source,
                "update sdr_enrollment set status = 'STOPPED', stops = '[{\"reason\":\"SOMETHING_NEW\",\"cause\":\"x\","
                        + "\"at\":\"2026-01-01T00:00:00Z\",\"more\":1}]' where lead_id = 'lead0'",
                "update sdr_enrollment set pauses = '[{\"reason\":\"SOMETHING_NEW\",\"detail\":\"y\",\"more\":1}]'"
                        + " where lead_id = 'lead1'",
                "update sdr_record set content = replace(content, '{', '{\"newer\":1,') where kind = 'control'");
        for (var node : List.of(old, today)) {
            assertThat(node.tell("explain", "lead0")).contains("STOPPED").contains("MANUAL");
            assertThat(node.tell("explain", "lead1")).contains("HELD").contains("pause");
            node.tell("pause", "a storm");
            assertThat(number(source, "select count(*) from sdr_record where content like '{\"newer\":1,%'"))
                    .isEqualTo(1);
        }
        Databases.execute(source, "update sdr_enrollment set status = 'SOMETHING_NEW' where lead_id = 'lead2'");
        assertThat(today.tell("run", "")).isEmpty();
        assertThat(today.tell("explain", "lead2")).contains("STOPPED");
        assertThat(mails).isEmpty();
        old.tell("close", "");
        today.tell("close", "");
    }

    @Test
    void aNewerDatabaseIsUsedUnlessItNeedsANewerVersion() throws SQLException {
        PGSimpleDataSource source = Databases.postgres("newer");
        JdbcSequenceStore.open(source);
        Databases.execute(source, history(98, "add a column"), history(99, "drop the old one  needs 3"));
        JdbcSequenceStore.open(source);
        assertThat(number(source, "select count(*) from sdr_lead")).isZero();

        Databases.execute(source, history(100, "drop another  needs 99"));
        assertThatThrownBy(() -> JdbcSequenceStore.open(source))
                .isInstanceOf(ConfigurationException.class)
                .hasMessageContaining("migration 100")
                .hasMessageContaining("only a version with migration 99 or a later one");
    }

    private static String history(int version, String description) {
        return "insert into sdr_schema_history (installed_rank, version, description, type, script, checksum,"
                + " installed_by, execution_time, success) values (" + version + ", '" + version + "', '" + description
                + "', 'SQL', 'V" + version + ".sql', 1, 'x', 1, true)";
    }

    private static int number(PGSimpleDataSource source, String query) throws SQLException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getInt(1);
        }
    }
}
