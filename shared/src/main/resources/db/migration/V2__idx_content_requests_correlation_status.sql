-- A correlation id is looked up without its organization by operators and by the dead-letter consumer.
-- What has this name already is what an interrupted build left behind: INVALID, and never used.
DROP INDEX CONCURRENTLY IF EXISTS idx_content_requests_correlation_status;
CREATE INDEX CONCURRENTLY idx_content_requests_correlation_status
  ON content_requests (correlation_id, status);
