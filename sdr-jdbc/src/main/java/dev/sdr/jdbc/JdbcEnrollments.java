package dev.sdr.jdbc;

import static dev.sdr.jdbc.Column.mostlyShared;
import static dev.sdr.jdbc.Sql.texts;
import static dev.sdr.jdbc.Sql.uuids;

import dev.sdr.sequence.Enrollment;
import dev.sdr.store.EnrollmentRows;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;
import org.jdbi.v3.core.statement.StatementContext;

/** Enrollments in tables. */
final class JdbcEnrollments implements EnrollmentRows {

    private static final Table<Enrollment> TABLE = new Table<>(
            "sdr_enrollment",
            1,
            List.of(
                    Column.uuid("id", Enrollment::id),
                    Column.text("lead_id", Enrollment::leadId),
                    Column.text("address_key", Enrollment::addressKey),
                    Column.text("sequence_id", Enrollment::sequenceId),
                    Column.number("run", Enrollment::run),
                    mostlyShared(Column.text("version", Enrollment::version)),
                    Column.text("campaign_id", Enrollment::campaignId),
                    Column.text("mailbox_id", Enrollment::mailboxId),
                    mostlyShared(Column.text("status", e -> e.status().name())),
                    Column.text("step_id", Enrollment::stepId),
                    Column.time("planned_at", Enrollment::plannedAt),
                    Column.time("due_at", Enrollment::dueAt),
                    mostlyShared(Column.text("held_by", Enrollment::heldBy)),
                    mostlyShared(Column.text("stops", e -> Values.stops(e.stops()))),
                    mostlyShared(Column.text("pauses", e -> Values.pauses(e.pauses()))),
                    mostlyShared(Column.optionalText("in_flight", Enrollment::inFlight)),
                    mostlyShared(Column.optionalUuid("lease_token", Enrollment::lease)),
                    mostlyShared(Column.optionalTime("lease_until", Enrollment::leaseUntil)),
                    mostlyShared(Column.number("claims", Enrollment::claims)),
                    mostlyShared(Column.time("enrolled_at", Enrollment::enrolledAt))));

    /** What changes once a lead is enrolled. */
    private static final Table<Enrollment> CHANGING = TABLE.only(
            "version",
            "mailbox_id",
            "status",
            "step_id",
            "planned_at",
            "due_at",
            "held_by",
            "stops",
            "pauses",
            "in_flight",
            "lease_token",
            "lease_until",
            "claims");

    /** What enrollments are found by besides their ids, kept apart from what changes with every step. */
    private static final Table<Enrollment> ENROLLED = new Table<>(
            "sdr_enrolled",
            3,
            List.of(
                    Column.text("lead_id", Enrollment::leadId),
                    Column.text("sequence_id", Enrollment::sequenceId),
                    Column.number("run", Enrollment::run),
                    Column.text("campaign_id", Enrollment::campaignId),
                    Column.uuid("enrollment_id", Enrollment::id)));

    /** What says whether a row has changed. */
    private static final List<Column<Enrollment>> COMPARED = CHANGING.data().stream()
            .filter(c -> !c.name().equals("lease_until"))
            .toList();

    private static final String UNCHANGED = COMPARED.stream()
            .map(c -> "t." + c.name() + " is not distinct from v.was_" + c.name())
            .collect(Collectors.joining(" and "));

    private static final String SELECT = "select " + TABLE.names() + " from sdr_enrollment";
    private static final String CLAIMABLE = "status = 'ACTIVE' and in_flight is null and due_at >= ? and due_at <= ?"
            + " and (lease_until is null or lease_until < ?)";
    private static final RowMapper<UUID> ID = (row, context) -> Sql.uuid(row, "id");

    private final Sql sql;
    private final Dialect dialect;

    JdbcEnrollments(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public Set<UUID> insert(Collection<Enrollment> enrollments) {
        Set<Natural> free = new HashSet<>(
                dialect.insert(sql, ENROLLED, sorted(enrollments), ENROLLED.sameKey(), JdbcEnrollments::natural));
        List<Enrollment> fresh = sorted(enrollments).stream()
                .filter(e -> free.contains(Natural.of(e)))
                .toList();
        Set<UUID> inserted = new HashSet<>(dialect.insert(sql, TABLE, fresh, TABLE.sameKey(), ID));
        if (inserted.size() < fresh.size()) {
            throw new IllegalStateException("an enrollment's id is taken; ids must be fresh");
        }
        return inserted;
    }

    private static Natural natural(ResultSet row, StatementContext context) throws SQLException {
        return new Natural(row.getString("lead_id"), row.getString("sequence_id"), row.getInt("run"));
    }

    /** What an enrollment is unique by, besides its id. */
    private record Natural(String leadId, String sequenceId, int run) {
        static Natural of(Enrollment e) {
            return new Natural(e.leadId(), e.sequenceId(), e.run());
        }
    }

    @Override
    public List<Enrollment> claim(Claim claim) {
        String condition =
                CLAIMABLE + " and claims between ? and ?" + (claim.only().isPresent() ? " and id = ?" : "");
        List<Object> parameters = new ArrayList<>(List.of(
                Column.time(claim.from()),
                Column.time(claim.now()),
                Column.time(claim.now()),
                claim.minClaims(),
                claim.maxClaims()));
        claim.only().ifPresent(parameters::add);
        return dialect
                .claim(
                        sql,
                        TABLE,
                        condition,
                        "due_at",
                        claim.limit(),
                        "lease_token = ?, lease_until = ?, claims = t.claims + 1",
                        JdbcEnrollments::read,
                        parameters,
                        List.of(claim.token(), Column.time(claim.until())))
                .stream()
                .sorted(Comparator.comparing(Enrollment::dueAt))
                .toList();
    }

    @Override
    public List<Enrollment> lock(Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : sql.list(
                        SELECT + " where id = any(?) order by id" + dialect.lock(), JdbcEnrollments::read, uuids(ids));
    }

    @Override
    public void save(Collection<Enrollment> enrollments) {
        dialect.update(sql, CHANGING, sorted(enrollments), "", ID);
    }

    @Override
    public Set<UUID> saveIfLeased(Collection<Enrollment> enrollments, UUID token) {
        Set<UUID> ours = owned(enrollments.stream().map(Enrollment::id).toList(), token);
        save(enrollments.stream().filter(e -> ours.contains(e.id())).toList());
        return ours;
    }

    /**
     * On PostgreSQL one statement locks, compares and writes. Rows come in the order of their ids, as its plan goes through
     * the values in their order; should a plan not, a deadlock is found out and the transaction runs again.
     */
    @Override
    public Set<UUID> saveIfUnchanged(Collection<Enrollment> enrollments, Collection<Enrollment> before) {
        if (!(dialect instanceof PostgresDialect)) {
            return EnrollmentRows.super.saveIfUnchanged(enrollments, before);
        }
        Map<UUID, Enrollment> read = before.stream().collect(Collectors.toMap(Enrollment::id, Function.identity()));
        List<Change> changes = sorted(enrollments).stream()
                .map(e -> new Change(e, Objects.requireNonNull(read.get(e.id()))))
                .toList();
        if (changes.isEmpty()) {
            return Set.of();
        }
        List<Column<Change>> columns = new ArrayList<>();
        columns.add(TABLE.key().get(0).of(Change::after));
        CHANGING.data().stream()
                .filter(c -> c.name().equals("claims") || changes.stream().anyMatch(x -> x.changes(c)))
                .forEach(c -> columns.add(c.of(Change::after)));
        COMPARED.forEach(c -> columns.add(c.of(Change::before).unwritten("was_" + c.name())));
        return new HashSet<>(dialect.update(sql, new Table<>(TABLE.name(), 1, columns), changes, UNCHANGED, ID));
    }

    /** An enrollment to write, and as it was read. */
    private record Change(Enrollment after, Enrollment before) {

        boolean changes(Column<Enrollment> column) {
            return !Objects.equals(column.value().apply(after), column.value().apply(before));
        }
    }

    private Set<UUID> owned(Collection<UUID> ids, UUID token) {
        return ids.isEmpty()
                ? Set.of()
                : new HashSet<>(sql.list(
                        "select id from sdr_enrollment where id = any(?) and lease_token = ? order by id"
                                + dialect.lock(),
                        ID,
                        uuids(ids),
                        token));
    }

    @Override
    public Set<UUID> renew(Collection<UUID> ids, UUID token, Instant until) {
        Set<UUID> ours = owned(ids, token);
        if (!ours.isEmpty()) {
            sql.update("update sdr_enrollment set lease_until = ? where id = any(?)", Column.time(until), uuids(ours));
        }
        return ours;
    }

    @Override
    public List<Enrollment> byIds(Collection<UUID> ids) {
        return ids.isEmpty() ? List.of() : sql.list(SELECT + " where id = any(?)", JdbcEnrollments::read, uuids(ids));
    }

    @Override
    public List<Enrollment> ofLeads(Collection<String> leadIds) {
        return leadIds.isEmpty()
                ? List.of()
                : found("select enrollment_id from sdr_enrolled where lead_id = any(?)", texts(leadIds));
    }

    @Override
    public List<Enrollment> ofCampaign(String campaignId, Optional<UUID> after, int limit) {
        return found(
                "select enrollment_id from sdr_enrolled where campaign_id = ? and enrollment_id > ?"
                        + " order by enrollment_id limit ?",
                campaignId,
                after.orElse(new UUID(0, 0)),
                limit);
    }

    /** The enrollments whose ids a query finds, in the order of their ids. */
    private List<Enrollment> found(String ids, Object... parameters) {
        return sql.list(
                SELECT + " where " + dialect.among("id", ids) + " order by id", JdbcEnrollments::read, parameters);
    }

    @Override
    public int countDue(Instant now, int limit) {
        return sql.list(
                        "select count(*) from (select 1 from sdr_enrollment where " + CLAIMABLE + " limit ?) due",
                        (row, context) -> row.getInt(1),
                        Column.time(Instant.EPOCH),
                        Column.time(now),
                        Column.time(now),
                        limit)
                .get(0);
    }

    private static List<Enrollment> sorted(Collection<Enrollment> enrollments) {
        return enrollments.stream()
                .sorted((a, b) -> Sql.compare(a.id(), b.id()))
                .toList();
    }

    private static Enrollment read(ResultSet row, StatementContext context) throws SQLException {
        return new Enrollment(
                Sql.uuid(row, "id"),
                row.getString("lead_id"),
                row.getString("address_key"),
                row.getString("sequence_id"),
                row.getInt("run"),
                row.getString("version"),
                row.getString("campaign_id"),
                row.getString("mailbox_id"),
                Values.known(Enrollment.Status.values(), row.getString("status"), Enrollment.Status.STOPPED),
                row.getString("step_id"),
                Sql.time(row, "planned_at"),
                Sql.time(row, "due_at"),
                row.getString("held_by"),
                Values.stops(row.getString("stops")),
                Values.pauses(row.getString("pauses")),
                Sql.optionalText(row, "in_flight"),
                Sql.optionalUuid(row, "lease_token"),
                Sql.optionalTime(row, "lease_until"),
                row.getInt("claims"),
                Sql.time(row, "enrolled_at"));
    }
}
