-- What became of mail after it left, as providers and our own tracking report it: added once each, by a key made of what
-- happened. Nothing here refers to another table's rows, so that a node of the version before may remove touches.
create table sdr_mail_event (
  event_key uuid primary key,
  source varchar not null,
  type varchar not null,
  happened_at timestamp(6) with time zone not null,
  received_at timestamp(6) with time zone not null,
  enrollment_id uuid,
  step_key varchar,
  address_key varchar,
  message_id varchar,
  provider_id varchar,
  user_agent varchar,
  ip varchar,
  details varchar not null,
  grade varchar,
  grade_reason varchar,
  is_open boolean not null
);

create index sdr_mail_event_touch on sdr_mail_event (enrollment_id, happened_at);
create index sdr_mail_event_open on sdr_mail_event (is_open, received_at, event_key);
create index sdr_mail_event_received on sdr_mail_event (received_at);

-- What a suppression speaks of and why. What a node of the version before adds is about every channel; it takes an entry
-- for one channel for one about all of them, and does not see patterns.
alter table sdr_suppression add column channel varchar;
alter table sdr_suppression add column reason_code varchar default 'OTHER' not null;
alter table sdr_suppression add column source varchar default 'unknown' not null;
update sdr_suppression set source = case when cause like 'host:%' then 'host' when cause like 'inbound:%' then 'reply'
  when cause like 'touch:%' then 'delivery' else 'unknown' end;
update sdr_suppression set reason_code = case when reason = 'the person asked not to be written to' then 'OPTED_OUT'
  when reason = 'the person complained to their provider' then 'COMPLAINT'
  when reason = 'the person has left the company' then 'LEFT_COMPANY'
  when reason in ('the address does not exist', 'the address does not take mail') then 'HARD_BOUNCE'
  when cause like 'host:%' then 'LISTED' else 'OTHER' end;

-- Erasing a person: what stayed of removed touches, and whether others have the same one-off mail.
create index sdr_past_touch_lead on sdr_past_touch (lead_id);
create index sdr_enrollment_one_off on sdr_enrollment (sequence_id);
