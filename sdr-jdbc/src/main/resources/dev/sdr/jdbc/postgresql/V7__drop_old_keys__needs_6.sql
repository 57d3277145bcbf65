-- Nodes with migration 6 look for enrollments in sdr_enrolled, which keeps their natural keys unique, too.
alter table sdr_enrollment drop constraint sdr_enrollment_lead_id_sequence_id_run_key;
drop index sdr_enrollment_campaign;
