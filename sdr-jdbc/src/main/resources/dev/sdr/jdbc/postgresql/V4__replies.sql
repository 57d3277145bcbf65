-- Whether a person's mail waits for an answer. What was stored before this does not; what a node of the version before
-- stores meanwhile does.
alter table sdr_inbound add column attention text not null default 'CLOSED';
alter table sdr_inbound alter column attention set default 'WAITING';
create index sdr_inbound_waiting on sdr_inbound (received_at) where kind = 'PERSON' and attention = 'WAITING';

-- Mail in the form it came in, as long as its words are kept.
create table sdr_inbound_raw (
  inbound_id uuid primary key,
  raw bytea not null,
  truncated boolean not null
);

create index sdr_touch_provider_thread on sdr_touch (provider_thread) where provider_thread is not null;
create index sdr_lead_domain on sdr_lead (lower(substring(email from position('@' in email) + 1)));
