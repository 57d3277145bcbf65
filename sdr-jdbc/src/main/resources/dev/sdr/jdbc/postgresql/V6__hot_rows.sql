-- Both tables are locked before anything is done, together and with little patience: whoever has begun to work on one of
-- them may want the other, and a migration that waited would be the one that is given up.
do $$ begin
  for i in 1..300 loop
    begin
      set local lock_timeout = '400ms';
      lock table sdr_enrollment, sdr_touch in access exclusive mode;
      set local lock_timeout = 0;
      return;
    exception when lock_not_available then
      perform pg_sleep(0.1);
    end;
  end loop;
  raise exception 'sdr_enrollment and sdr_touch could not be locked within minutes' using errcode = '55P03';
end $$;

-- What an enrollment is found by besides its id: in a table of its own, because a row's every move to another due time
-- writes all indexes of its table again. Nodes of the version before write sdr_enrollment only; a trigger keeps both
-- alike. It costs enrolling and erasing, and no step.
create table sdr_enrolled (
  lead_id text not null,
  sequence_id text not null,
  run integer not null,
  campaign_id text not null,
  enrollment_id uuid not null,
  primary key (lead_id, sequence_id, run)
);
insert into sdr_enrolled (lead_id, sequence_id, run, campaign_id, enrollment_id)
  select lead_id, sequence_id, run, campaign_id, id from sdr_enrollment;
create index sdr_enrolled_campaign on sdr_enrolled (campaign_id, enrollment_id);

create function sdr_enrolled_too() returns trigger language plpgsql set search_path from current as $$
begin
  if tg_op <> 'INSERT' then
    delete from sdr_enrolled
      where lead_id = old.lead_id and sequence_id = old.sequence_id and run = old.run and enrollment_id = old.id;
  end if;
  if tg_op <> 'DELETE' then
    insert into sdr_enrolled (lead_id, sequence_id, run, campaign_id, enrollment_id)
      values (new.lead_id, new.sequence_id, new.run, new.campaign_id, new.id) on conflict do nothing;
    if not found and not exists (select 1 from sdr_enrolled where lead_id = new.lead_id
        and sequence_id = new.sequence_id and run = new.run and enrollment_id = new.id) then
      raise unique_violation using message = 'this lead has an enrollment of this sequence and run already';
    end if;
  end if;
  return null;
end $$;
create trigger sdr_enrolled_too after insert or delete or update of lead_id, sequence_id on sdr_enrollment
  for each row execute function sdr_enrolled_too();

-- Touches anew, with what settling writes side by side at the end of the row: the log of an update in place holds what is
-- between the first and the last byte that differ, which was most of the row. Columns keep their names and types, so nodes
-- of the version before go on.
alter table sdr_touch rename to sdr_touch_before;
alter index sdr_touch_pkey rename to sdr_touch_before_pkey;

create table sdr_touch (
  txid xid8 not null default pg_current_xact_id(),
  begun_at timestamptz not null,
  enrollment_id uuid not null,
  attempt uuid not null,
  cap_day date not null,
  step_key text not null,
  lead_id text not null,
  channel text not null,
  mailbox_id text not null,
  counters text not null,
  message_id text not null,
  thread text not null,
  state text not null,
  detail text not null,
  provider_id text,
  provider_thread text,
  next_look_at timestamptz,
  settled_at timestamptz
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

insert into sdr_touch (txid, begun_at, enrollment_id, attempt, cap_day, step_key, lead_id, channel, mailbox_id, counters,
    message_id, thread, state, detail, provider_id, provider_thread, next_look_at, settled_at)
  select txid, begun_at, enrollment_id, attempt, cap_day, step_key, lead_id, channel, mailbox_id, counters,
    message_id, thread, state, detail, provider_id, provider_thread, next_look_at, settled_at
  from sdr_touch_before;
drop table sdr_touch_before;

alter table sdr_touch add constraint sdr_touch_pkey primary key (enrollment_id, step_key);
create index sdr_touch_message on sdr_touch (message_id);
create index sdr_touch_provider on sdr_touch (provider_id) where provider_id is not null;
create index sdr_touch_provider_thread on sdr_touch (provider_thread) where provider_thread is not null;
create index sdr_touch_pending on sdr_touch (next_look_at) where next_look_at is not null;
create index sdr_touch_txid on sdr_touch (txid);

-- A touch is begun again with a new begun_at, and then belongs to that transaction. A trigger before updates would lock
-- each row that is settled once more; one after them costs only those it is for.
create or replace function sdr_touch_begun_again() returns trigger language plpgsql set search_path from current as $$
begin
  update sdr_touch set txid = pg_current_xact_id() where enrollment_id = new.enrollment_id and step_key = new.step_key;
  return null;
end $$;
create trigger sdr_touch_begun_again after update of begun_at on sdr_touch
  for each row when (new.state = 'SENDING' and old.state <> 'SENDING') execute function sdr_touch_begun_again();
