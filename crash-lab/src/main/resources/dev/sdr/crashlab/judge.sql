-- What the lab needs to know about the order of commits. Triggers write it inside the engine's own transactions, so it
-- is there if and only if the begin or the stop is. The order of two that concern one enrollment is the order of their
-- commit timestamps (track_commit_timestamp): both hold the enrollment's row lock until after the commit is stamped.
create table lab_begin (
  enrollment_id uuid not null, step_key text not null, message_id text not null, attempt uuid not null,
  begun_at timestamptz not null, node text not null, xid xid8 not null);
create table lab_stop (
  enrollment_id uuid, address_key text, domain text, what text not null, xid xid8 not null);
create table lab_open (
  enrollment_id uuid not null, step_key text not null, attempt uuid not null, node text not null, why text not null);

create function lab_begin() returns trigger language plpgsql as $$
begin
  insert into lab_begin values (new.enrollment_id, new.step_key, new.message_id, new.attempt, new.begun_at,
    current_setting('application_name'), pg_current_xact_id());
  return null;
end $$;
create trigger lab_begin_new after insert on sdr_touch for each row
  when (new.state = 'SENDING') execute function lab_begin();
create trigger lab_begin_again after update on sdr_touch for each row
  when (new.state = 'SENDING' and (old.state <> 'SENDING' or old.attempt <> new.attempt)) execute function lab_begin();

create function lab_stop_enrollment() returns trigger language plpgsql as $$
begin
  insert into lab_stop values (new.id, null, null, new.stops, pg_current_xact_id());
  return null;
end $$;
create trigger lab_stop_enrollment after update on sdr_enrollment for each row
  when (new.stops <> '[]' and new.stops is distinct from old.stops) execute function lab_stop_enrollment();

create function lab_stop_lead() returns trigger language plpgsql as $$
begin
  insert into lab_stop values (null, new.address_key, null, new.stops, pg_current_xact_id());
  return null;
end $$;
create trigger lab_stop_lead after update on sdr_lead for each row
  when (new.stops <> '[]' and new.stops is distinct from old.stops) execute function lab_stop_lead();

create function lab_stop_entry() returns trigger language plpgsql as $$
begin
  insert into lab_stop values (null,
    case when new.kind = 'ADDRESS' then new.entry end, case when new.kind = 'DOMAIN' then new.entry end,
    'suppressed', pg_current_xact_id());
  return null;
end $$;
create trigger lab_stop_entry after insert on sdr_suppression for each row execute function lab_stop_entry();
