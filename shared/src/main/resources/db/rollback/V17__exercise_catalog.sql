-- Undoes V17. The catalog is lost with its journal and its backups, and so is the account of the calls that it made.
DELETE FROM provider_calls WHERE subject_kind IN ('catalog_run', 'catalog_job');
ALTER TABLE provider_calls
  DROP CONSTRAINT IF EXISTS provider_calls_subject_kind_check,
  ADD CONSTRAINT provider_calls_subject_kind_check CHECK (subject_kind IN ('content_request', 'agent_run'));
DROP TABLE IF EXISTS catalog_backup_exercises, catalog_backups, catalog_changes, catalog_locks, catalog_jobs_archive,
  catalog_jobs, catalog_run_summary, catalog_run_history, exercises;
DROP EXTENSION IF EXISTS pg_trgm;
DELETE FROM flyway_schema_history WHERE version = '17';
