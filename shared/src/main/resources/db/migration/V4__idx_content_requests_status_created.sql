-- What stands where, newest first, over all organizations: backlog and oldest age.
-- What has this name already is what an interrupted build left behind: INVALID, and never used.
DROP INDEX CONCURRENTLY IF EXISTS idx_content_requests_status_created;
CREATE INDEX CONCURRENTLY idx_content_requests_status_created
  ON content_requests (status, created_at DESC);
