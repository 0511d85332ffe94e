-- Reviews and jobs call models too.
ALTER TABLE provider_calls
  DROP CONSTRAINT provider_calls_subject_kind_check,
  ADD CONSTRAINT provider_calls_subject_kind_check
    CHECK (subject_kind IN ('content_request', 'agent_run', 'catalog_run', 'catalog_job')) NOT VALID;
ALTER TABLE provider_calls VALIDATE CONSTRAINT provider_calls_subject_kind_check;
