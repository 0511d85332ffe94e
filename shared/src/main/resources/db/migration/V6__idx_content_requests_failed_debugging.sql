-- Failures by class, newest first.
-- What has this name already is what an interrupted build left behind: INVALID, and never used.
DROP INDEX CONCURRENTLY IF EXISTS idx_content_requests_failed_debugging;
CREATE INDEX CONCURRENTLY idx_content_requests_failed_debugging
  ON content_requests (status, error_class, created_at DESC)
  WHERE status = 'failed';
