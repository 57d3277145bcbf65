package dev.sdr.jdbc;

import static dev.sdr.jdbc.Sql.texts;
import static dev.sdr.jdbc.Sql.uuids;

import dev.sdr.consent.Consent;
import dev.sdr.consent.Suppression;
import dev.sdr.event.Event;
import dev.sdr.event.EventPage;
import dev.sdr.inbox.Inbound;
import dev.sdr.sequence.Stop;
import dev.sdr.store.PastTouch;
import dev.sdr.store.PersonRows;
import dev.sdr.store.StoredLead;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jdbi.v3.core.mapper.RowMapper;

/** What is kept about one person, in tables. */
final class JdbcPeople implements PersonRows {

    private static final String GONE = "erased";

    /** What stays of a message: its row, which keeps it from being stored again. */
    private static final String STUB = "update sdr_inbound set kind = 'PRIVATE', reason = ?, sender_domain = '',"
            + " lead_id = null, touch_enrollment = null, touch_key = null, subject = '', body = '',"
            + " reference_keys = '[]', overtaken = false, state = 'DONE', attention = 'NONE', lease_token = null,"
            + " lease_until = null, analysis = '' where id = any(?)";

    private static final RowMapper<UUID> ID = (row, context) -> Sql.uuid(row, "id");

    private final Sql sql;
    private final Dialect dialect;

    JdbcPeople(Sql sql, Dialect dialect) {
        this.sql = sql;
        this.dialect = dialect;
    }

    @Override
    public Set<UUID> removeEnrollments(Collection<UUID> enrollmentIds) {
        Set<UUID> over = new HashSet<>(enrollmentIds);
        sql.list(
                        "select enrollment_id as id from sdr_touch where enrollment_id = any(?)"
                                + " and state in ('SENDING', 'PENDING')",
                        ID,
                        uuids(enrollmentIds))
                .forEach(over::remove);
        if (over.isEmpty()) {
            return over;
        }
        sql.update("delete from sdr_touch_content where enrollment_id = any(?)", uuids(over));
        sql.update("delete from sdr_touch where enrollment_id = any(?) and state <> 'UNKNOWN'", uuids(over));
        sql.update(
                "update sdr_touch set lead_id = ? || cast(enrollment_id as varchar), provider_id = null,"
                        + " provider_thread = null, detail = '' where enrollment_id = any(?)",
                ERASED,
                uuids(over));
        String gone = "select lead_id, sequence_id, run from sdr_enrollment where id = any(?)";
        String untouched = " and not exists (select 1 from sdr_touch t where t.enrollment_id = sdr_enrollment.id)";
        sql.update(
                "delete from sdr_enrolled where (lead_id, sequence_id, run) in (" + gone + untouched + ")",
                uuids(over));
        sql.update("delete from sdr_enrollment where id = any(?)" + untouched, uuids(over));
        sql.update(
                "update sdr_enrolled set lead_id = ? || cast(enrollment_id as varchar), sequence_id = ?"
                        + " where (lead_id, sequence_id, run) in (" + gone + ")",
                ERASED,
                GONE,
                uuids(over));
        sql.update(
                "update sdr_enrollment set lead_id = ? || cast(id as varchar), address_key = '', sequence_id = ?,"
                        + " version = '', status = 'STOPPED', held_by = '', stops = ?, pauses = '[]', in_flight = null,"
                        + " lease_token = null, lease_until = null where id = any(?)",
                ERASED,
                GONE,
                Values.stops(List.of(new Stop(Stop.Reason.SUPPRESSED, GONE, Instant.EPOCH))),
                uuids(over));
        return over;
    }

    @Override
    public boolean isUsed(String sequenceId, String version) {
        return sql.first(
                        "select id from sdr_enrollment where sequence_id = ? and sequence_id like 'sdr:one-off/%'"
                                + " and version = ? limit 1",
                        ID, sequenceId, version)
                .isPresent();
    }

    @Override
    public List<PastTouch> pastTouches(Collection<String> leadIds, int limit) {
        return sql.list(JdbcPast.SELECT + " where lead_id = any(?) limit ?", JdbcPast::touch, texts(leadIds), limit);
    }

    @Override
    public int removePastTouches(Collection<String> leadIds, int limit) {
        List<String> keys = pastTouches(leadIds, limit).stream()
                .map(PastTouch::referenceKey)
                .toList();
        return keys.isEmpty() ? 0 : sql.update("delete from sdr_past_touch where reference_key = any(?)", texts(keys));
    }

    @Override
    public List<Inbound> messages(Person person, int limit) {
        return sql.list(
                JdbcInbox.SELECT + " where id in (select id from sdr_inbound where lead_id = any(?)"
                        + " union all select inbound_id from sdr_inbound_ref where reference_key = ?)"
                        + " order by id limit ?",
                JdbcInbox::message,
                texts(person.leadIds()),
                person.authorKey(),
                limit);
    }

    @Override
    public void emptyMessages(Collection<UUID> ids) {
        if (ids.isEmpty()) {
            return;
        }
        List<Inbound> locked = sql.list(
                JdbcInbox.SELECT + " where id = any(?) order by id" + dialect.lock(), JdbcInbox::message, uuids(ids));
        Set<String> keys =
                locked.stream().flatMap(m -> m.referenceKeys().stream()).collect(Collectors.toSet());
        sql.update("delete from sdr_inbound_raw where inbound_id = any(?)", uuids(ids));
        sql.update(
                "delete from sdr_inbound_ref where reference_key = any(?) and inbound_id = any(?)",
                texts(keys),
                uuids(ids));
        String why = locked.isEmpty() ? "" : locked.get(0).stub().reason();
        sql.update(STUB, why, uuids(ids));
    }

    @Override
    public List<UUID> foreignMailEvents(Person person, int limit) {
        return sql.list(
                "select event_key as id from sdr_mail_event where enrollment_id is null and address_key = ? limit ?",
                ID,
                person.addressKey(),
                limit);
    }

    private record Numbered(long seq, Event event) {}

    /** The person's events of a stretch, with their numbers, and the number of the stretch's last event. */
    private record Stretch(List<Numbered> events, String cursor) {
        EventPage page() {
            return new EventPage(events.stream().map(Numbered::event).toList(), cursor);
        }
    }

    @Override
    public EventPage events(Person person, String cursor, int limit) {
        return stretch(person, cursor, limit).page();
    }

    @Override
    public EventPage emptyEvents(Person person, String cursor, int limit) {
        Stretch stretch = stretch(person, cursor, limit);
        for (Numbered before : stretch.events()) {
            Event after = person.emptied(before.event());
            sql.update(
                    "update sdr_event set lead_id = ?, enrollment_id = ?, data = ? where seq = ?",
                    after.leadId().orElse(null),
                    after.enrollmentId().orElse(null),
                    Values.map(after.data()),
                    before.seq());
        }
        return stretch.page();
    }

    /** The database looks for the texts in the data as it is stored; what it finds is then looked at by its values. */
    private Stretch stretch(Person person, String cursor, int limit) {
        long from = cursor.isEmpty() ? 0 : Long.parseLong(cursor);
        List<Long> last = sql.list(
                "select max(seq) from (select seq from sdr_event where seq > ? order by seq limit ?) s having max(seq) > 0",
                (row, context) -> row.getLong(1),
                from,
                limit);
        if (last.isEmpty()) {
            return new Stretch(List.of(), cursor);
        }
        List<Object> parameters = new ArrayList<>(List.of(from, last.get(0), texts(person.leadIds())));
        StringBuilder named = new StringBuilder();
        person.leadIds().forEach(id -> add(named, parameters, Values.texts(List.of(id))));
        person.words().forEach(word -> add(named, parameters, Values.texts(List.of(word))));
        List<Numbered> found = sql.list(
                "select seq, " + JdbcEvents.COLUMNS + " from sdr_event where seq > ? and seq <= ? and (lead_id = any(?)"
                        + named + ") order by seq",
                (row, context) -> new Numbered(row.getLong("seq"), JdbcEvents.read(row)),
                parameters.toArray());
        return new Stretch(found.stream().filter(n -> person.isIn(n.event())).toList(), Long.toString(last.get(0)));
    }

    /** A text in its form inside JSON: that of a list, without brackets and quotes. */
    private static void add(StringBuilder condition, List<Object> parameters, String json) {
        condition.append(" or position(? in lower(data)) > 0");
        parameters.add(json.substring(2, json.length() - 2).toLowerCase(Locale.ROOT));
    }

    @Override
    public List<StoredLead> leadsWith(String attribute, String value, int limit) {
        String json = Values.map(Map.of(attribute, value));
        return sql
                .list(
                        JdbcLeads.SELECT + " where position(? in attributes) > 0 limit ?",
                        JdbcLeads::read,
                        json.substring(1, json.length() - 1),
                        limit)
                .stream()
                .filter(l -> l.lead()
                        .filter(x -> value.equals(x.attributes().get(attribute)))
                        .isPresent())
                .toList();
    }

    @Override
    public void emptyNotes(Person person) {
        List<Suppression> entries = new JdbcSuppressions(sql, dialect).ofAddresses(List.of(person.addressKey()));
        for (Suppression entry : entries) {
            Suppression after = entry.erased();
            sql.update(
                    "update sdr_suppression set reason = ?, cause = ? where id = ?",
                    after.detail(),
                    after.cause(),
                    after.id());
        }
        if (!entries.isEmpty()) {
            sql.update(
                    "update sdr_consent set evidence = ? where id in"
                            + " (select consent_id from sdr_consent_lift where suppression_id = any(?))",
                    GONE,
                    uuids(entries.stream().map(Suppression::id).toList()));
        }
        List<UUID> naming = consentsNaming(person).stream().map(Consent::id).toList();
        if (!naming.isEmpty()) {
            sql.update("update sdr_consent set evidence = ? where id = any(?)", GONE, uuids(naming));
        }
    }

    @Override
    public List<Consent> consentsNaming(Person person) {
        List<Consent> found = new ArrayList<>();
        for (String word : person.words()) {
            found.addAll(sql.list(
                    "select id, evidence, happened_at from sdr_consent where position(? in lower(evidence)) > 0",
                    (row, context) -> JdbcSuppressions.consent(row),
                    word));
        }
        return found.stream().distinct().toList();
    }
}
