package dev.sdr.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.sdr.SequenceRunner;
import dev.sdr.channel.Delivery;
import dev.sdr.inbox.InboxSource;
import dev.sdr.inbox.RawMessage;
import dev.sdr.lead.Lead;
import dev.sdr.mail.Mailbox;
import dev.sdr.mail.Sender;
import dev.sdr.observe.Explanation;
import dev.sdr.observe.RunReport;
import dev.sdr.sequence.SendWindow;
import dev.sdr.sequence.Sequence;
import dev.sdr.sequence.Sequences;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A node on one version of the library: the same class is loaded once beside today's code and once beside the
 * neighbour's, so it uses only what both have, and shows only types of the JDK.
 */
public final class NeighbourNode implements BiFunction<String, String, String> {

    private final HikariDataSource pool;
    private final SequenceRunner runner;
    private int sent;

    /**
     * Opens a node.
     *
     * @param url the database
     * @param mails what left, by Message-ID and recipient, with how often; shared with the other nodes
     * @param inbox what came in; shared likewise
     */
    public NeighbourNode(String url, Map<String, Integer> mails, List<String> inbox) {
        HikariConfig config = new HikariConfig();
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(url);
        config.setDataSource(database);
        config.setMaximumPoolSize(2);
        this.pool = new HikariDataSource(config);
        InboxSource source = (cursor, since, limit) -> {
            int from = Integer.parseInt(cursor.orElse("0"));
            int to = Math.min(inbox.size(), from + limit);
            List<RawMessage> page = new ArrayList<>();
            for (int i = from; i < to; i++) {
                page.add(RawMessage.of(
                        Integer.toString(i),
                        inbox.get(i).getBytes(StandardCharsets.UTF_8),
                        Instant.EPOCH.plusSeconds(i)));
            }
            return new InboxSource.Page(page, Integer.toString(to), to == inbox.size());
        };
        Sequence sequence = Sequence.builder("two")
                .email("one", s -> s.subject("Hello").text("One."))
                .email("two", s -> s.text("Two."))
                .build();
        this.runner = SequenceRunner.builder(
                        JdbcSequenceStore.open(pool), Sequences.of(sequence), Sender.of("Example Ltd", "Leeds"))
                .mailbox(
                        Mailbox.of("a@sender.example", ZoneOffset.UTC).dailyCap(100_000),
                        (email, deadline) -> {
                            mails.merge(email.messageId() + " " + email.to().value(), 1, Integer::sum);
                            sent++;
                            return Delivery.accepted();
                        },
                        source)
                .window(SendWindow.ALWAYS)
                .claimBatch(20)
                .build();
    }

    @Override
    public String apply(String what, String argument) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(NeighbourNode.class.getClassLoader()); // mail libraries look for services there
        try {
            return act(what, argument);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private String act(String what, String argument) {
        return switch (what) {
            case "enroll" -> enroll(argument.split("-", 2));
            case "run" -> {
                RunReport report = runner.runOnce();
                yield report.problems().isEmpty() && report.due() == 0 ? "" : report.due() + " " + report.problems();
            }
            case "explain" ->
                runner.explain(argument).stream().map(Explanation::toString).collect(Collectors.joining());
            case "pause" -> {
                runner.pauseAll(argument);
                runner.resumeAll();
                yield "";
            }
            case "sent" -> Integer.toString(sent);
            case "close" -> {
                pool.close();
                yield "";
            }
            default -> throw new IllegalArgumentException(what);
        };
    }

    private String enroll(String[] range) {
        List<Lead> leads = new ArrayList<>();
        for (int i = Integer.parseInt(range[0]); i < Integer.parseInt(range[1]); i++) {
            leads.add(Lead.of("lead" + i, "lead" + i + "@company.example"));
        }
        return runner.enroll(leads, "two").stream()
                .map(e -> e.result().name())
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
