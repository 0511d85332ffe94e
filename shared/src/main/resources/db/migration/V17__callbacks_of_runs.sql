-- Where the end of one run is told, as of one request. Older rows have none, so there is nothing to scan for.
ALTER TABLE agent_runs ADD COLUMN callback_url text;
ALTER TABLE agent_runs
  ADD CONSTRAINT a_runs_callback_url_is_bounded CHECK (length(callback_url) BETWEEN 1 AND 2048) NOT VALID;
