-- What retention removed of an enrollment: 0 nothing, 1 the words of its touches, 2 the touches too.
alter table sdr_enrollment add column removed smallint default 0 not null;

create index sdr_enrollment_ended on sdr_enrollment (removed, due_at);
create index sdr_inbound_texts on sdr_inbound (received_at);

-- What stays of a removed touch, so that a late reply or bounce finds its lead.
create table sdr_past_touch (
  reference_key varchar primary key,
  lead_id varchar not null,
  enrollment_id uuid not null,
  step_key varchar not null
);
