-- Undoes V17. Where the ends of runs are told is forgotten, deliveries that are written already aside.
ALTER TABLE agent_runs DROP COLUMN IF EXISTS callback_url;
DELETE FROM flyway_schema_history WHERE version = '17';
