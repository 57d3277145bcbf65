-- The same columns mean the same as on PostgreSQL; H2 keeps its simpler indexes.
update sdr_enrollment e set due_at = dateadd(year, 100, due_at)
  where exists (select 1 from sdr_touch t where t.enrollment_id = e.id and t.step_key = e.in_flight and t.state = 'PENDING');
update sdr_touch set next_look_at = begun_at where state = 'PENDING' and next_look_at is null;
update sdr_touch set next_look_at = null where state <> 'PENDING' and next_look_at is not null;
create index sdr_touch_pending on sdr_touch (next_look_at);
create index sdr_touch_state on sdr_touch (state);
drop index sdr_touch_unsettled;
