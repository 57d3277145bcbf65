package dev.sdr.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.Condition;
import dev.sdr.sequence.Delay;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import java.io.File;
import java.io.IOException;
import java.time.ZoneOffset;
import java.util.List;
import javax.sql.DataSource;

/** A runner in a process of its own: sends what is due, on one connection, and says how much that was. */
final class HotPathRun {

    static final String SEQUENCE = "cold";

    private HotPathRun() {}

    static SequenceRunner runner(DataSource source) {
        Sequence sequence = Sequence.builder(SEQUENCE)
                .email(
                        "first",
                        s -> s.subject("About {{company_name}}")
                                .text(
                                        "Hi {{first_name}},\n\nmay I ask how {{company_name}} answers its customers?\n\n{{sender_name}}"))
                .email(
                        "second",
                        s -> s.text("Hello again.").after(Delay.days(3)).when(Condition.NO_REPLY))
                .build();
        return SequenceRunner.builder(
                        JdbcSequenceStore.open(source), Sequences.of(sequence), Sender.of("Example Ltd", "Leeds"))
                .sendOnlyMailbox(
                        Mailbox.of("Ann Lee <ann@sender.example>", ZoneOffset.UTC)
                                .dailyCap(1_000_000),
                        (email, deadline) -> Delivery.accepted())
                .window(SendWindow.ALWAYS)
                .deliverOn(Runnable::run, 125)
                .build();
    }

    /** Runs {@link #main} in another JVM with some options, and returns what it printed. */
    static String inItsOwnProcess(String url, String... options) throws IOException, InterruptedException {
        List<String> command = HotPathTest.command(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), HotPathRun.class.getName(), url));
        Process process = new ProcessBuilder(command)
                .redirectError(new File("target/hot-path-run.txt"))
                .start();
        String printed = HotPathTest.text(process.getInputStream().readAllBytes());
        process.waitFor();
        return printed.lines().filter(l -> l.startsWith("sent ")).findFirst().orElse(printed);
    }

    /**
     * Sends.
     *
     * @param arguments the JDBC URL
     */
    public static void main(String[] arguments) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(arguments[0]);
        config.setMaximumPoolSize(2); // opening a store needs two, running it one
        try (HikariDataSource pool = new HikariDataSource(config)) {
            SequenceRunner runner = runner(pool);
            int sent = 0;
            RunReport report;
            do {
                report = runner.runDueSteps();
                sent += report.sent();
            } while (report.sent() > 0 && report.problems().isEmpty());
            System.out.println("sent " + sent + (report.problems().isEmpty() ? "" : " " + report.problems()));
        }
    }
}
