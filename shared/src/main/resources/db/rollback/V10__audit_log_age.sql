-- Undoes V10.
DROP INDEX IF EXISTS audit_log_age;
DELETE FROM flyway_schema_history WHERE version = '10';
