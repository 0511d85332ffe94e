-- Undoes V7 with every schedule and the whole ledger. Content requests that were fired stay.
-- V9, V14, V15 and V18 build on it, and go with it.
DROP TABLE IF EXISTS shadow_cursors, shadow_decisions, schedule_executions, schedule_decisions, schedules;
DELETE FROM flyway_schema_history WHERE version IN ('7', '9', '14', '15', '18');
