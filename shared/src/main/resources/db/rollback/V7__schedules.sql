-- Undoes V7 with every schedule and the whole ledger. Content requests that were fired stay.
DROP TABLE IF EXISTS shadow_decisions, schedule_executions, schedule_decisions, schedules;
DELETE FROM flyway_schema_history WHERE version = '7';
