-- What an enrollment is found by besides its id. Code that does not write it must not enroll here any more.
create table sdr_enrolled (
  lead_id varchar not null,
  sequence_id varchar not null,
  run integer not null,
  campaign_id varchar not null,
  enrollment_id uuid not null,
  primary key (lead_id, sequence_id, run)
);
insert into sdr_enrolled (lead_id, sequence_id, run, campaign_id, enrollment_id)
  select lead_id, sequence_id, run, campaign_id, id from sdr_enrollment;
create index sdr_enrolled_campaign on sdr_enrolled (campaign_id, enrollment_id);
