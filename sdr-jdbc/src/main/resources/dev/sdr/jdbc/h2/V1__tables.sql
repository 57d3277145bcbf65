create table sdr_lead (
  address_key varchar primary key,
  id varchar unique,
  email varchar,
  attributes varchar not null,
  seq bigint not null,
  stops varchar not null,
  mailbox_id varchar,
  replied_at timestamp(6) with time zone
);

create table sdr_enrollment (
  id uuid primary key,
  lead_id varchar not null,
  address_key varchar not null,
  sequence_id varchar not null,
  run integer not null,
  version varchar not null,
  campaign_id varchar not null,
  mailbox_id varchar not null,
  status varchar not null,
  step_id varchar not null,
  planned_at timestamp(6) with time zone not null,
  due_at timestamp(6) with time zone not null,
  held_by varchar not null,
  stops varchar not null,
  pauses varchar not null,
  in_flight varchar,
  lease_token uuid,
  lease_until timestamp(6) with time zone,
  claims integer not null,
  enrolled_at timestamp(6) with time zone not null,
  unique (lead_id, sequence_id, run)
);

create index sdr_enrollment_due on sdr_enrollment (due_at);
create index sdr_enrollment_campaign on sdr_enrollment (campaign_id, id);

create table sdr_touch (
  enrollment_id uuid not null,
  step_key varchar not null,
  lead_id varchar not null,
  channel varchar not null,
  mailbox_id varchar not null,
  state varchar not null,
  attempt uuid not null,
  begun_at timestamp(6) with time zone not null,
  cap_day date not null,
  counters varchar not null,
  message_id varchar not null,
  thread varchar not null,
  provider_id varchar,
  provider_thread varchar,
  next_look_at timestamp(6) with time zone,
  settled_at timestamp(6) with time zone,
  detail varchar not null,
  primary key (enrollment_id, step_key)
);

create index sdr_touch_message on sdr_touch (message_id);
create index sdr_touch_provider on sdr_touch (provider_id);
create index sdr_touch_unsettled on sdr_touch (enrollment_id, step_key);

create table sdr_touch_content (
  enrollment_id uuid not null,
  step_key varchar not null,
  version varchar not null,
  to_address varchar not null,
  subject varchar not null,
  body varchar not null,
  html varchar,
  refs varchar not null,
  primary key (enrollment_id, step_key)
);

create table sdr_inbox (
  mailbox_id varchar primary key,
  read_cursor varchar,
  read_through timestamp(6) with time zone,
  since timestamp(6) with time zone not null,
  lease_token uuid,
  lease_until timestamp(6) with time zone,
  problem varchar not null
);

create table sdr_inbound (
  id uuid primary key,
  identity varchar not null unique,
  mailbox_id varchar not null,
  source_ref varchar not null,
  received_at timestamp(6) with time zone not null,
  kind varchar not null,
  reason varchar not null,
  sender_domain varchar not null,
  lead_id varchar,
  touch_enrollment uuid,
  touch_key varchar,
  subject varchar not null,
  body varchar not null,
  reference_keys varchar not null,
  overtaken boolean not null,
  state varchar not null,
  lease_token uuid,
  lease_until timestamp(6) with time zone,
  analysis varchar not null
);

create index sdr_inbound_stored on sdr_inbound (id);
create index sdr_inbound_lead on sdr_inbound (lead_id, id);
create index sdr_inbound_kind on sdr_inbound (kind, id);

create table sdr_inbound_ref (
  reference_key varchar not null,
  inbound_id uuid not null,
  primary key (reference_key, inbound_id)
);

create table sdr_event (
  seq bigint generated always as identity primary key,
  id uuid not null,
  type varchar not null,
  happened_at timestamp(6) with time zone not null,
  lead_id varchar,
  enrollment_id uuid,
  data varchar not null
);


create table sdr_suppression (
  id uuid primary key,
  kind varchar not null,
  entry varchar not null,
  reason varchar not null,
  cause varchar not null,
  happened_at timestamp(6) with time zone not null,
  unique (kind, entry, cause)
);

create table sdr_consent (
  id uuid primary key,
  evidence varchar not null,
  happened_at timestamp(6) with time zone not null
);

create table sdr_consent_lift (
  suppression_id uuid not null,
  consent_id uuid not null,
  primary key (suppression_id, consent_id)
);

create table sdr_usage (
  counter_kind varchar not null,
  counter_key varchar not null,
  counter_day date not null,
  used integer not null,
  primary key (counter_kind, counter_key, counter_day)
);

create table sdr_record (
  kind varchar not null,
  rec_key varchar not null,
  version bigint not null,
  idx varchar not null,
  content varchar not null,
  primary key (kind, rec_key)
);

create index sdr_record_idx on sdr_record (kind, idx, rec_key);

-- One row that every transaction with events locks, so that the feed has no gaps.
create table sdr_event_gate (id integer primary key);

insert into sdr_event_gate values (1);
