create table sdr_lead (
  address_key text primary key,
  id text unique,
  email text,
  attributes text not null,
  seq bigint not null,
  stops text not null,
  mailbox_id text,
  replied_at timestamptz
);

create table sdr_enrollment (
  id uuid primary key,
  lead_id text not null,
  address_key text not null,
  sequence_id text not null,
  run integer not null,
  version text not null,
  campaign_id text not null,
  mailbox_id text not null,
  status text not null,
  step_id text not null,
  planned_at timestamptz not null,
  due_at timestamptz not null,
  held_by text not null,
  stops text not null,
  pauses text not null,
  in_flight text,
  lease_token uuid,
  lease_until timestamptz,
  claims integer not null,
  enrolled_at timestamptz not null,
  unique (lead_id, sequence_id, run)
) with (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

-- No column that a claim writes is in any index, so a claim is a HOT update.
create index sdr_enrollment_due on sdr_enrollment (due_at) where status = 'ACTIVE' and in_flight is null;
create index sdr_enrollment_campaign on sdr_enrollment (campaign_id, id);

create table sdr_touch (
  enrollment_id uuid not null,
  step_key text not null,
  lead_id text not null,
  channel text not null,
  mailbox_id text not null,
  state text not null,
  attempt uuid not null,
  begun_at timestamptz not null,
  cap_day date not null,
  counters text not null,
  message_id text not null,
  thread text not null,
  provider_id text,
  provider_thread text,
  next_look_at timestamptz,
  settled_at timestamptz,
  detail text not null,
  primary key (enrollment_id, step_key)
) with (fillfactor = 75, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);

create index sdr_touch_message on sdr_touch (message_id);
create index sdr_touch_provider on sdr_touch (provider_id) where provider_id is not null;
create index sdr_touch_unsettled on sdr_touch (enrollment_id, step_key) where state in ('SENDING', 'PENDING');

create table sdr_touch_content (
  enrollment_id uuid not null,
  step_key text not null,
  version text not null,
  to_address text not null,
  subject text not null,
  body text not null,
  html text,
  refs text not null,
  primary key (enrollment_id, step_key)
);

create table sdr_inbox (
  mailbox_id text primary key,
  read_cursor text,
  read_through timestamptz,
  since timestamptz not null,
  lease_token uuid,
  lease_until timestamptz,
  problem text not null
);

create table sdr_inbound (
  id uuid primary key,
  identity text not null unique,
  mailbox_id text not null,
  source_ref text not null,
  received_at timestamptz not null,
  kind text not null,
  reason text not null,
  sender_domain text not null,
  lead_id text,
  touch_enrollment uuid,
  touch_key text,
  subject text not null,
  body text not null,
  reference_keys text not null,
  overtaken boolean not null,
  state text not null,
  lease_token uuid,
  lease_until timestamptz,
  analysis text not null
);

create index sdr_inbound_stored on sdr_inbound (id) where state = 'STORED';
create index sdr_inbound_lead on sdr_inbound (lead_id, id) where lead_id is not null;
create index sdr_inbound_kind on sdr_inbound (kind, id);

create table sdr_inbound_ref (
  reference_key text not null,
  inbound_id uuid not null,
  primary key (reference_key, inbound_id)
);

create table sdr_event (
  seq bigint generated always as identity primary key,
  txid xid8 not null default pg_current_xact_id(),
  id uuid not null,
  type text not null,
  happened_at timestamptz not null,
  lead_id text,
  enrollment_id uuid,
  data text not null
);

create index sdr_event_feed on sdr_event (txid, seq);

create table sdr_suppression (
  id uuid primary key,
  kind text not null,
  entry text not null,
  reason text not null,
  cause text not null,
  happened_at timestamptz not null,
  unique (kind, entry, cause)
);

create table sdr_consent (
  id uuid primary key,
  evidence text not null,
  happened_at timestamptz not null
);

create table sdr_consent_lift (
  suppression_id uuid not null,
  consent_id uuid not null,
  primary key (suppression_id, consent_id)
);

create table sdr_usage (
  counter_kind text not null,
  counter_key text not null,
  counter_day date not null,
  used integer not null,
  primary key (counter_kind, counter_key, counter_day)
);

create table sdr_record (
  kind text not null,
  rec_key text collate "C" not null,
  version bigint not null,
  idx text collate "C" not null,
  content text not null,
  primary key (kind, rec_key)
);

create index sdr_record_idx on sdr_record (kind, idx, rec_key);
