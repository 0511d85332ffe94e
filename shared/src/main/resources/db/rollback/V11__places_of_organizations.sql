-- Undoes V11. Who waits for a place is due at once, since nobody is left to give one.
UPDATE content_requests SET wait_reason = NULL, next_publish_at = now() WHERE wait_reason = 'organization_limit';
ALTER TABLE content_requests
  DROP CONSTRAINT IF EXISTS without_a_place_is_unpublished,
  DROP CONSTRAINT IF EXISTS pending_is_due_for_publication,
  ADD CONSTRAINT pending_is_due_for_publication CHECK (status <> 'pending' OR next_publish_at IS NOT NULL);
DROP INDEX CONCURRENTLY IF EXISTS content_requests_in_flight;
DROP INDEX CONCURRENTLY IF EXISTS content_requests_without_place;
DELETE FROM flyway_schema_history WHERE version = '11';
