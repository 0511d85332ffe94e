-- Most schedules have no dedupe key, and each tick moves a schedule, which writes it anew into every index: one less.
-- What has this name already is what an interrupted build left behind: INVALID, and never used.
DROP INDEX CONCURRENTLY IF EXISTS schedules_dedupe_key;
CREATE UNIQUE INDEX CONCURRENTLY schedules_dedupe_key
  ON schedules (organization_id, dedupe_key)
  WHERE dedupe_key IS NOT NULL;
ALTER TABLE schedules DROP CONSTRAINT IF EXISTS schedules_dedupe;
