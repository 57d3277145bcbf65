-- What retention removed of an enrollment: 0 nothing, 1 the words of its touches, 2 the touches too.
alter table sdr_enrollment add column removed smallint not null default 0;

-- Ended enrollments that retention has not gone through yet. No column that a claim or a begin writes is in it.
create index sdr_enrollment_ended on sdr_enrollment (removed, due_at)
  where status <> 'ACTIVE' and removed < 2;

-- Messages that still have something to remove.
create index sdr_inbound_texts on sdr_inbound (received_at)
  where state = 'DONE'
    and (subject <> '' or body <> '' or analysis <> '' or sender_domain <> '' or reference_keys <> '[]');

-- What stays of a removed touch, so that a late reply or bounce finds its lead.
create table sdr_past_touch (
  reference_key text primary key,
  lead_id text not null,
  enrollment_id uuid not null,
  step_key text not null
);
