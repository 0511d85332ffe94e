-- Undoes V4. Also clears the INVALID index that an interrupted CREATE INDEX CONCURRENTLY leaves behind.
DROP INDEX CONCURRENTLY IF EXISTS idx_content_requests_status_created;
DELETE FROM flyway_schema_history WHERE version = '4';
