-- Begin and settle write no indexed column but due_at, so that a claim and a begin are HOT updates of the enrollment
-- and a settle is one of the touch. docs/performance.md has the measurements.

-- What is in flight stays in this index until it is settled; a claim passes over it.
create index sdr_enrollment_ready on sdr_enrollment (due_at) where status = 'ACTIVE';
drop index sdr_enrollment_due;
-- Half a page stays free for the new versions of the rows in it.
alter table sdr_enrollment set (fillfactor = 50);
alter table sdr_touch set (fillfactor = 50);

-- A touch a channel answers later is not due until it does.
update sdr_enrollment e set due_at = e.due_at + interval '100 years'
  from sdr_touch t where t.enrollment_id = e.id and t.step_key = e.in_flight and t.state = 'PENDING';
update sdr_touch set next_look_at = begun_at where state = 'PENDING' and next_look_at is null;
update sdr_touch set next_look_at = null where state <> 'PENDING' and next_look_at is not null;
create index sdr_touch_pending on sdr_touch (next_look_at) where next_look_at is not null;

-- The transaction that began a touch. Reconciling finds what is in flight by it, each touch once, without an index on
-- the state. The default and the trigger set it, so that touches of nodes of the version before have it, too.
alter table sdr_touch add column txid xid8 not null default '0';
alter table sdr_touch alter column txid set default pg_current_xact_id();
create function sdr_touch_begun_again() returns trigger language plpgsql as $$
begin
  new.txid := pg_current_xact_id();
  return new;
end $$;
create trigger sdr_touch_begun_again before update of state on sdr_touch
  for each row when (new.state = 'SENDING' and old.state <> 'SENDING') execute function sdr_touch_begun_again();
create index sdr_touch_txid on sdr_touch (txid);
drop index sdr_touch_unsettled;

-- Counters are locked in the order of their bytes, which is the order the code sorts them in.
alter table sdr_usage alter column counter_kind type text collate "C", alter column counter_key type text collate "C";
