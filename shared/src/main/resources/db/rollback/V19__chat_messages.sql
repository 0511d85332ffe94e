-- Undoes V19. Answers that were not posted yet are not posted any more.
DELETE FROM run_handovers WHERE target = 'chat';
ALTER TABLE run_handovers
  DROP CONSTRAINT IF EXISTS run_handovers_target_check,
  ADD CONSTRAINT run_handovers_target_check CHECK (target IN ('product', 'admin'));
DROP TABLE IF EXISTS chat_messages;
DELETE FROM flyway_schema_history WHERE version = '19';
