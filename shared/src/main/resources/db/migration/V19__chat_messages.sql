-- What somebody has asked in Google Chat, and the run that answers it: where the answer goes, if it does not go out
-- in the very call that brought the question.
CREATE TABLE chat_messages (
  run_id       uuid        PRIMARY KEY REFERENCES agent_runs (id) ON DELETE CASCADE,
  space        text        NOT NULL CHECK (space ~ '^spaces/[A-Za-z0-9._-]{1,128}$'),
  thread       text        CHECK (thread ~ '^spaces/[A-Za-z0-9._-]{1,128}/threads/[A-Za-z0-9._-]{1,128}$'),
  -- What was said before belongs to it: a thread, or the whole of a direct conversation.
  conversation text        NOT NULL CHECK (length(conversation) BETWEEN 1 AND 300),
  sender       text        NOT NULL CHECK (length(sender) BETWEEN 1 AND 320),
  -- Until then a call waits for the answer; from then on the answer is posted.
  answer_by    timestamptz NOT NULL,
  created_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT a_thread_is_of_its_space CHECK (thread IS NULL OR starts_with(thread, space || '/'))
);
CREATE INDEX chat_messages_conversation ON chat_messages (conversation, created_at DESC);

-- The answer is handed over as other ends of runs are.
ALTER TABLE run_handovers
  DROP CONSTRAINT run_handovers_target_check,
  ADD CONSTRAINT run_handovers_target_check CHECK (target IN ('product', 'admin', 'chat'));
