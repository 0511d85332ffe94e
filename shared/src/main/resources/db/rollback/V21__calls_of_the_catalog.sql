-- Undoes V21. The account of the calls that the catalog made is lost.
DELETE FROM provider_calls WHERE subject_kind IN ('catalog_run', 'catalog_job');
ALTER TABLE provider_calls
  DROP CONSTRAINT IF EXISTS provider_calls_subject_kind_check,
  ADD CONSTRAINT provider_calls_subject_kind_check CHECK (subject_kind IN ('content_request', 'agent_run'));
DELETE FROM flyway_schema_history WHERE version = '21';
