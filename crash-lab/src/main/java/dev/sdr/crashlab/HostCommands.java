package dev.sdr.crashlab;

import dev.sdr.SequenceRunner;
import dev.sdr.error.SdrException;
import dev.sdr.jdbc.JdbcSequenceStore;
import dev.sdr.lead.EmailAddress;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;

/**
 * The commands of the lab to one process, a line each:
 *
 * <ul>
 *   <li>{@code ARM boundary nth}, {@code DISARM}, {@code GO}: see {@link Points};
 *   <li>{@code SHUT order}, {@code OPEN}: see {@link RunGate}; {@code QUIT}: an orderly end;
 *   <li>{@code ENROLL id from to}, {@code STOP id lead}, {@code SUPPRESS id lead}, {@code DOMAIN id lead}, {@code
 *       RESUME id}, {@code WAKE id enrollment}: what a host does, answered by {@code DONE id} or {@code FAILED id}; doing one twice does no harm.
 * </ul>
 */
final class HostCommands {

    private final Points points;
    private final RunGate gate;
    private final SequenceRunner runner;
    private final DataSource source;
    private final long seed;
    private final ExecutorService host = Executors.newSingleThreadExecutor(work -> {
        Thread thread = new Thread(work, "host-actions");
        thread.setDaemon(true);
        return thread;
    });

    HostCommands(Points points, RunGate gate, SequenceRunner runner, DataSource source, long seed) {
        this.points = points;
        this.gate = gate;
        this.runner = runner;
        this.source = source;
        this.seed = seed;
    }

    /** Obeys until the lab is gone; then the process has nothing left to live for. */
    void listen(InputStream in) {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                obey(line.split(" ", -1));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            Runtime.getRuntime().halt(3);
        }
    }

    private void obey(String[] words) {
        switch (words[0]) {
            case "ARM" -> points.arm(Boundary.of(words[1]), Integer.parseInt(words[2]));
            case "DISARM" -> points.disarm();
            case "GO" -> points.go();
            case "SHUT" -> gate.shut(words[1]);
            case "OPEN" -> gate.open();
            case "QUIT" -> System.exit(0);
            default -> host.execute(() -> act(words));
        }
    }

    private void act(String[] words) {
        String id = words[1];
        try {
            switch (words[0]) {
                case "ENROLL" -> enroll(Integer.parseInt(words[2]), Integer.parseInt(words[3]));
                case "STOP" -> runner.enrollments().stopLead("id" + words[2], "the host stops it");
                case "SUPPRESS" -> suppress(Integer.parseInt(words[2]));
                case "DOMAIN" ->
                    runner.suppressions()
                            .addDomain(
                                    Leads.domain(Integer.parseInt(words[2])), "the host's list", "domain " + words[2]);
                case "WAKE" -> runner.enrollments().resume(UUID.fromString(words[2]));
                case "RESUME" -> runner.mailboxes().resume(RunnerProcess.MAILBOX.id());
                default -> throw new IllegalArgumentException("there is no command " + words[0]);
            }
            points.say("DONE " + id);
        } catch (SdrException | SQLException e) {
            points.say("FAILED " + id + " " + e.getMessage());
        }
    }

    private void suppress(int lead) {
        Passage.ofThread().suppressing(true);
        try {
            runner.suppressions().add(EmailAddress.of(Leads.address(seed, lead)), "the host's list", "lead " + lead);
        } finally {
            Passage.ofThread().suppressing(false);
        }
    }

    /** As a host does that enrolls in the transaction in which it stores its own things. */
    private void enroll(int from, int to) throws SQLException {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                runner.enroll(
                        JdbcSequenceStore.joining(connection),
                        Leads.range(seed, from, to),
                        Leads.SEQUENCE,
                        Optional.empty());
                points.pass(Boundary.ENROLL_BEFORE_COMMIT);
                connection.commit();
            } catch (SdrException | SQLException e) {
                connection.rollback();
                throw e;
            }
        }
    }
}
