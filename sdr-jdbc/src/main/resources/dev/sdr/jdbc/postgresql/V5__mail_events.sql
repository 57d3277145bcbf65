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
