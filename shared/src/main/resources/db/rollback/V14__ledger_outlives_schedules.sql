-- Undoes V14. What is told of schedules that are gone goes too.
DELETE FROM schedule_decisions d WHERE NOT EXISTS (SELECT FROM schedules s WHERE s.id = d.schedule_id);
ALTER TABLE schedule_decisions
  DROP CONSTRAINT IF EXISTS schedule_decisions_schedule_id_fkey,
  ADD CONSTRAINT schedule_decisions_schedule_id_fkey FOREIGN KEY (schedule_id) REFERENCES schedules (id) ON DELETE CASCADE;
DELETE FROM flyway_schema_history WHERE version = '14';
