-- Undoes V13, and V17 and V19, which build on it. Runs are lost with all that they made, and the dead letters of runs with them.
ALTER TABLE dead_letters
  DROP CONSTRAINT IF EXISTS a_row_has_a_dispatch,
  DROP CONSTRAINT IF EXISTS a_letter_is_of_one_row,
  DROP CONSTRAINT IF EXISTS a_request_has_a_dispatch,
  DROP COLUMN IF EXISTS run_id;
DELETE FROM dead_letters WHERE request_id IS NULL AND dispatch IS NOT NULL;
ALTER TABLE dead_letters
  ADD CONSTRAINT a_request_has_a_dispatch CHECK ((request_id IS NULL) = (dispatch IS NULL));
DROP TABLE IF EXISTS chat_messages, run_handovers, agent_tasks, run_artifacts, agent_logs, agent_run_events, agent_runs;
DELETE FROM flyway_schema_history WHERE version IN ('13', '17', '19');
