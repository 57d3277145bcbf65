package dev.sdr.crashlab;

import dev.sdr.crashlab.Hits.What;
import dev.sdr.crashlab.Lab.Plan;
import dev.sdr.crashlab.Leads.Role;
import dev.sdr.crashlab.MailServer.Received;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds what the mail server received, and what the database says about it, against the promises. */
final class Tally {

    private static final Duration FRESHNESS = Duration.ofMinutes(15);
    private static final Duration CLOCKS_DIFFER = Duration.ofSeconds(20);

    private final Stage stage;
    private final Database database;
    private final Plan plan;
    private final List<String> problems = new ArrayList<>();
    private final Map<String, Fate> leads = new HashMap<>();
    private final Map<String, Map<String, String>> touches = new HashMap<>();
    private final Set<String> received = new HashSet<>();

    /**
     * What came out.
     *
     * @param kills processes killed
     * @param leads leads enrolled
     * @param received mails the server took
     * @param duplicates of them, those it had taken before
     * @param lost steps that should have been received and were not, without a reason anybody can see
     * @param afterStop touches begun after a stop was committed, and mails no earlier begin explains
     * @param uncertain touches that count as sent without evidence, each reported
     * @param problems one line each for everything that is not as promised
     * @param hits what was done where
     */
    record Result(
            int kills,
            int leads,
            int received,
            int duplicates,
            int lost,
            int afterStop,
            int uncertain,
            List<String> problems,
            Hits hits) {

        String line() {
            return "CRASHLAB kills=" + kills + " leads=" + leads + " received=" + received + " duplicates=" + duplicates
                    + " lost=" + lost + " after-stop=" + afterStop + " uncertain=" + uncertain;
        }

        boolean isGood() {
            return duplicates == 0 && lost == 0 && afterStop == 0 && problems.isEmpty();
        }
    }

    /** Where a lead stands. */
    private record Fate(String status, Set<String> reasons) {

        boolean has(String reason) {
            return reasons.stream().anyMatch(r -> r.contains("\"reason\":\"" + reason + "\""));
        }
    }

    Tally(Stage stage, Plan plan) {
        this.stage = stage;
        this.database = stage.database();
        this.plan = plan;
    }

    Result count(List<String> unfinished) {
        problems.addAll(unfinished);
        List<Received> mails = stage.mail().received();
        read();
        int duplicates = duplicates(mails);
        int lost = lost();
        int afterStop = afterStop(mails);
        int uncertain = uncertain();
        bookkeeping();
        return new Result(
                stage.hits().total(What.KILLED),
                plan.leads(),
                mails.size(),
                duplicates,
                lost,
                afterStop,
                uncertain,
                problems,
                stage.hits());
    }

    private void read() {
        database.query(
                "select e.lead_id, e.status, e.stops, e.pauses, l.stops from sdr_enrollment e"
                        + " join sdr_lead l on l.address_key = e.address_key",
                row -> {
                    Set<String> reasons = new HashSet<>(List.of(row.getString(3), row.getString(4)));
                    reasons.add(row.getString(5));
                    reasons.remove("[]");
                    return leads.put(row.getString(1), new Fate(row.getString(2), Set.copyOf(reasons)));
                });
        database.query(
                "select lead_id, step_key, state from sdr_touch",
                row -> touches.computeIfAbsent(row.getString(1), id -> new HashMap<>())
                        .put(row.getString(2), row.getString(3)));
    }

    private int duplicates(List<Received> mails) {
        int more = 0;
        for (Received mail : mails) {
            if (!received.add(mail.lead() + " " + mail.step())) {
                more++;
                problems.add("duplicate: lead " + mail.lead() + " got step " + mail.step() + " again at " + mail.at());
            }
        }
        return more;
    }

    private int lost() {
        int lost = 0;
        for (int i = 0; i < plan.leads(); i++) {
            Fate fate = leads.get("id" + i);
            if (fate == null) {
                problems.add("lost: lead " + i + " was enrolled and is not there");
                lost++;
                continue;
            }
            if (!fate.reasons().isEmpty()
                    && reason(i, Leads.role(plan.seed(), i)).isEmpty()) {
                problems.add("lead " + i + " did nothing, and is " + fate.status() + " " + fate.reasons());
            }
            for (String step : Leads.STEPS) {
                String state = touches.getOrDefault("id" + i, Map.of()).getOrDefault(step, "none");
                boolean got = received.contains(i + " " + step);
                boolean reported = state.equals("UNKNOWN") || state.equals("REJECTED");
                if (!got && !reported && (state.equals("SENT") || !isExplained(i, step, fate))) {
                    lost++;
                    problems.add("lost: lead " + i + " never got step " + step + ", whose touch is " + state
                            + "; its enrollment is " + fate.status() + " " + fate.reasons());
                }
                if (got && !state.equals("SENT") && !state.equals("UNKNOWN")) {
                    problems.add("lead " + i + " got step " + step + ", and the store says " + state);
                }
            }
        }
        return lost;
    }

    /** Whether a step is missing because its lead did what it does at an earlier one; no pause explains anything. */
    private boolean isExplained(int lead, String step, Fate fate) {
        Role role = Leads.role(plan.seed(), lead);
        return Leads.STEPS.indexOf(step) > Leads.STEPS.indexOf(role.actsAt())
                && reason(lead, role).filter(fate::has).isPresent();
    }

    /** Why a lead is to be stopped: by what it did, or by what the host did about it. */
    private Optional<String> reason(int lead, Role role) {
        return switch (role) {
            case RECEIVES -> stage.people().spoke().containsKey(lead) ? Optional.of("REPLIED") : Optional.empty();
            case REPLIES_TO_ONE, REPLIES_TO_TWO -> Optional.of("REPLIED");
            case SAYS_STOP -> Optional.of("OPTED_OUT");
            case BOUNCES, UNKNOWN_HERE -> Optional.of("HARD_BOUNCE");
            case STOPPED_BY_HOST -> Optional.of("MANUAL");
            case SUPPRESSED, DOMAIN_SUPPRESSED -> Optional.of("SUPPRESSED");
        };
    }

    /** Begins after a stop by the order of commits; mails no begin before the stop explains; begins long after an answer. */
    private int afterStop(List<Received> mails) {
        int after = 0;
        String stops = "select e.id, min(pg_xact_commit_timestamp(s.xid::xid)) as at from lab_stop s"
                + " join sdr_enrollment e on e.id = s.enrollment_id or e.address_key = s.address_key group by e.id"
                + " union all select e.id, pg_xact_commit_timestamp(s.xid::xid) from lab_stop s"
                + " join sdr_enrollment e on s.domain = 'c' || substr(e.lead_id, 3) || '.example'";
        String begins = "select b.enrollment_id, e.lead_id, b.step_key, b.message_id, b.begun_at, b.node,"
                + " pg_xact_commit_timestamp(b.xid::xid) as at from lab_begin b join sdr_enrollment e"
                + " on e.id = b.enrollment_id";
        List<String> late = database.query(
                "with stops as (" + stops + "), first as (select id, min(at) as at from stops group by id), begins as ("
                        + begins + ") select b.lead_id, b.step_key, b.node, b.at, f.at from begins b"
                        + " join first f on f.id = b.enrollment_id where b.at > f.at",
                row -> "after-stop: " + row.getString(1) + " step " + row.getString(2) + " was begun by "
                        + row.getString(3) + " at " + row.getString(4) + ", stopped at " + row.getString(5));
        after += late.size();
        problems.addAll(late);
        Map<String, Instant> explained = new HashMap<>();
        database.query(
                "with stops as (" + stops + "), first as (select id, min(at) as at from stops group by id), begins as ("
                        + begins + ") select b.message_id, min(b.at) from begins b left join first f"
                        + " on f.id = b.enrollment_id where f.at is null or b.at <= f.at group by b.message_id",
                row -> explained.put(
                        row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant()));
        for (Received mail : mails) {
            Instant begun = explained.get(mail.messageId());
            if (begun == null || begun.isAfter(mail.at())) {
                after++;
                problems.add("after-stop: lead " + mail.lead() + " got step " + mail.step() + " at " + mail.at()
                        + ", and no begin before explains it");
            }
        }
        Map<Integer, Instant> spoke = stage.people().spoke();
        List<String> deaf = database.query(
                "select lead_id, step_key, begun_at from lab_begin b join sdr_enrollment e"
                        + " on e.id = b.enrollment_id",
                row -> {
                    Instant said = spoke.get(Leads.number(row.getString(1)));
                    Instant begun = row.getObject(3, OffsetDateTime.class).toInstant();
                    boolean heard =
                            said == null || !begun.isAfter(said.plus(FRESHNESS).plus(CLOCKS_DIFFER));
                    return heard
                            ? ""
                            : "after-stop: " + row.getString(1) + " answered at " + said + ", and step "
                                    + row.getString(2) + " was begun at " + begun;
                });
        for (String each : deaf) {
            if (!each.isEmpty()) {
                after++;
                problems.add(each);
            }
        }
        return after;
    }

    /** Every touch in doubt is reported, and left by somebody who died, slept, or had its answer lost. */
    private int uncertain() {
        problems.addAll(database.query(
                "select t.lead_id || ' ' || t.step_key from sdr_touch t where t.state = 'UNKNOWN' and not exists ("
                        + "select 1 from sdr_event v where v.type = 'touch.unknown' and v.enrollment_id = t.enrollment_id"
                        + " and v.data like '%\"' || t.step_key || '\"%')",
                row -> "in doubt and not reported: " + row.getString(1)));
        Map<String, Integer> byTime = new HashMap<>();
        int uncertain = 0;
        record Doubt(String lead, String step, String node, boolean open) {}
        for (Doubt doubt : database.query(
                "select t.lead_id, t.step_key, coalesce(b.node, '-'), exists (select 1 from lab_open o"
                        + " where o.attempt = t.attempt and o.enrollment_id = t.enrollment_id) from sdr_touch t"
                        + " left join lab_begin b on b.attempt = t.attempt and b.enrollment_id = t.enrollment_id"
                        + " where t.state = 'UNKNOWN'",
                row -> new Doubt(row.getString(1), row.getString(2), row.getString(3), row.getBoolean(4)))) {
            uncertain++;
            if (!doubt.open() && !stage.inDoubt().contains(Leads.number(doubt.lead()))) {
                int count = byTime.merge(doubt.node(), 1, Integer::sum);
                if (count > RunnerProcess.MOST_OPEN * stage.disturbed().getOrDefault(doubt.node(), 0)) {
                    problems.add("in doubt without a cause: " + doubt);
                }
            }
        }
        List<String> wide = database.query(
                "select node, why, count(*) from lab_open group by node, why",
                row -> row.getLong(3)
                                <= RunnerProcess.MOST_OPEN
                                                * (1L + stage.disturbed().getOrDefault(row.getString(1), 0))
                                        + stage.inDoubt().size()
                        ? ""
                        : row.getString(1) + " " + row.getString(2) + " left " + row.getLong(3) + " touches open");
        wide.stream().filter(w -> !w.isEmpty()).forEach(problems::add);
        return uncertain;
    }

    private void bookkeeping() {
        long used = database.number("select coalesce(sum(used), 0) from sdr_usage");
        long held = database.number(
                "select count(*) from sdr_touch where state in ('SENDING', 'SENT', 'UNKNOWN', 'PENDING')");
        if (used != held) {
            problems.add("the counters say " + used + ", the touches hold " + held + " places");
        }
        long unread = database.number("select count(*) from sdr_inbound where state <> 'DONE'");
        if (unread > 0) {
            problems.add(unread + " messages were never read to their end");
        }
        long stored = database.number("select count(*) from sdr_inbound");
        if (stored != stage.people().spoke().size()) {
            problems.add(stage.people().spoke().size() + " messages lay in the folders, " + stored + " are stored");
        }
    }
}
