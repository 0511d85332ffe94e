-- A job type is whatever scheduler-service has registered, so the schema holds names to a form and no longer to a list. Every
-- name of the list has that form; code of the version before reads a type that it does not know as a row it cannot read,
-- and leaves it alone for an hour.
ALTER TABLE schedules DROP CONSTRAINT schedules_job_type_check;
ALTER TABLE schedules ADD CONSTRAINT schedules_job_type_check
  CHECK (length(job_type) <= 64 AND job_type ~ '^[a-z][a-z0-9]*(-[a-z0-9]+)*$');
