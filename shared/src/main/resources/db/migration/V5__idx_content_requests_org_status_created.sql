-- A caller's list, which is always its own organization's.
-- What has this name already is what an interrupted build left behind: INVALID, and never used.
DROP INDEX CONCURRENTLY IF EXISTS idx_content_requests_org_status_created;
CREATE INDEX CONCURRENTLY idx_content_requests_org_status_created
  ON content_requests (organization_id, status, created_at DESC);
