-- What became of mail after it left, as providers and our own tracking report it: added once each, by a key made of what
-- happened. Nothing here refers to another table's rows, so that a node of the version before may remove touches.
create table sdr_mail_event (
  event_key uuid primary key,
  source text not null,
  type text not null,
  happened_at timestamptz not null,
  received_at timestamptz not null,
  enrollment_id uuid,
  step_key text,
  address_key text,
  message_id text,
  provider_id text,
  user_agent text,
  ip text,
  details text not null,
  grade text,
  grade_reason text,
  is_open boolean not null
) with (fillfactor = 90, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index sdr_mail_event_touch on sdr_mail_event (enrollment_id, happened_at) where enrollment_id is not null;
create index sdr_mail_event_open on sdr_mail_event (received_at, event_key) where is_open;
-- What retention takes away.
create index sdr_mail_event_traces on sdr_mail_event (received_at) where user_agent is not null or ip is not null;
create index sdr_mail_event_foreign on sdr_mail_event (received_at) where enrollment_id is null;

-- What a suppression speaks of and why. What a node of the version before adds is about every channel; it takes an entry
-- for one channel for one about all of them, and does not see patterns.
alter table sdr_suppression add column channel text;
alter table sdr_suppression add column reason_code text default 'OTHER' not null;
alter table sdr_suppression add column source text default 'unknown' not null;
update sdr_suppression set source = case when cause like 'host:%' then 'host' when cause like 'inbound:%' then 'reply'
  when cause like 'touch:%' then 'delivery' else 'unknown' end;
update sdr_suppression set reason_code = case when reason = 'the person asked not to be written to' then 'OPTED_OUT'
  when reason = 'the person complained to their provider' then 'COMPLAINT'
  when reason = 'the person has left the company' then 'LEFT_COMPANY'
  when reason in ('the address does not exist', 'the address does not take mail') then 'HARD_BOUNCE'
  when cause like 'host:%' then 'LISTED' else 'OTHER' end;

-- Erasing a person: what stayed of removed touches, and whether others have the same one-off mail.
create index sdr_past_touch_lead on sdr_past_touch (lead_id);
create index sdr_enrollment_one_off on sdr_enrollment (sequence_id) where sequence_id like 'sdr:one-off/%';
