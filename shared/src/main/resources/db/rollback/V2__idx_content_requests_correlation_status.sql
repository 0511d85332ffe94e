-- Undoes V2. Also clears the INVALID index that an interrupted CREATE INDEX CONCURRENTLY leaves behind.
DROP INDEX CONCURRENTLY IF EXISTS idx_content_requests_correlation_status;
DELETE FROM flyway_schema_history WHERE version = '2';
