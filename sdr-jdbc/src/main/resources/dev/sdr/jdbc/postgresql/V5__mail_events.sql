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
