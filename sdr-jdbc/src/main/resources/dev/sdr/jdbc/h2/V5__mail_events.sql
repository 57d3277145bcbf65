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
