-- The requests of one student, newest first.
-- What has this name already is what an interrupted build left behind: INVALID, and never used.
DROP INDEX CONCURRENTLY IF EXISTS idx_content_requests_student_status_created;
CREATE INDEX CONCURRENTLY idx_content_requests_student_status_created
  ON content_requests (student_id, status, created_at DESC);
