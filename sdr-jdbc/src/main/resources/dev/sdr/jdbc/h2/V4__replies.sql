-- Whether a person's mail waits for an answer. What was stored before this does not; what a node of the version before
-- stores meanwhile does.
alter table sdr_inbound add column attention varchar default 'CLOSED' not null;
alter table sdr_inbound alter column attention set default 'WAITING';
create index sdr_inbound_waiting on sdr_inbound (attention, received_at);

-- Mail in the form it came in, as long as its words are kept.
create table sdr_inbound_raw (
  inbound_id uuid primary key,
  raw varbinary not null,
  truncated boolean not null
);

create index sdr_touch_provider_thread on sdr_touch (provider_thread);
