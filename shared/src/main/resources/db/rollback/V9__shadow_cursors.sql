-- Undoes V9. What the shadow path compared is forgotten, since nothing says any more from where it did.
DROP TABLE IF EXISTS shadow_cursors;
DELETE FROM shadow_decisions;
DROP INDEX IF EXISTS shadow_decisions_waiting;
ALTER TABLE shadow_decisions
  DROP COLUMN IF EXISTS tick_id,
  DROP CONSTRAINT IF EXISTS shadow_decisions_execution,
  DROP CONSTRAINT IF EXISTS only_skipped_shadows_are_a_run,
  DROP CONSTRAINT IF EXISTS a_skipped_shadow_has_no_key,
  DROP CONSTRAINT IF EXISTS shadow_decisions_schedule_id_fkey,
  ADD CONSTRAINT shadow_decisions_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES schedules (id) ON DELETE CASCADE;
DELETE FROM flyway_schema_history WHERE version = '9';
