-- Undoes V18. Also clears the INVALID index that an interrupted CREATE INDEX CONCURRENTLY leaves behind.
ALTER TABLE schedules
  DROP CONSTRAINT IF EXISTS schedules_dedupe,
  ADD CONSTRAINT schedules_dedupe UNIQUE (organization_id, dedupe_key);
DROP INDEX CONCURRENTLY IF EXISTS schedules_dedupe_key;
DELETE FROM flyway_schema_history WHERE version = '18';
