-- An organization has so many places; who waits for one is pending for organization_limit, and has no time of publication.
-- What has these names already is what an interrupted build left behind: INVALID, and never used.
DROP INDEX CONCURRENTLY IF EXISTS content_requests_in_flight;
-- Who has a place: published, or about to be; neither waiting for a time nor ended.
CREATE INDEX CONCURRENTLY content_requests_in_flight ON content_requests (organization_id)
  WHERE next_publish_at IS NOT NULL AND (wait_reason IS NULL OR wait_reason = 'backoff');
DROP INDEX CONCURRENTLY IF EXISTS content_requests_without_place;
-- Who waits for one, in the order of their turns.
CREATE INDEX CONCURRENTLY content_requests_without_place ON content_requests (organization_id, created_at, id)
  WHERE wait_reason = 'organization_limit';
-- NOT VALID and then VALIDATE, so that the table is locked for a moment only.
ALTER TABLE content_requests
  DROP CONSTRAINT IF EXISTS pending_is_due_for_publication,
  DROP CONSTRAINT IF EXISTS without_a_place_is_unpublished,
  ADD CONSTRAINT pending_is_due_for_publication
    CHECK (status <> 'pending'
           OR (next_publish_at IS NULL) = (wait_reason IS NOT DISTINCT FROM 'organization_limit')) NOT VALID,
  ADD CONSTRAINT without_a_place_is_unpublished
    CHECK (wait_reason IS DISTINCT FROM 'organization_limit' OR published_at IS NULL) NOT VALID;
ALTER TABLE content_requests VALIDATE CONSTRAINT pending_is_due_for_publication;
ALTER TABLE content_requests VALIDATE CONSTRAINT without_a_place_is_unpublished;
