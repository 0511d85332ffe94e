-- The inbox of commands: one row for each execution key, written in the transaction that carries the command out, so that
-- what is delivered again is refused. A letter is named without a foreign key: it may go before its command does.
CREATE TABLE received_commands (
  execution_key   text        PRIMARY KEY CHECK (length(execution_key) BETWEEN 1 AND 128),
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  job_type        text        NOT NULL CHECK (length(job_type) BETWEEN 1 AND 64),
  due_at          timestamptz NOT NULL,
  message_id      text        NOT NULL,
  attempts        integer     NOT NULL DEFAULT 1 CHECK (attempts >= 1),
  outcome         text        CHECK (outcome IN ('finished', 'recorded', 'failed')),
  error           text,
  dead_letter_id  uuid,
  received_at     timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  CONSTRAINT an_ended_command_has_a_time CHECK ((outcome IS NULL) = (ended_at IS NULL)),
  CONSTRAINT a_failed_command_has_an_error CHECK (outcome <> 'failed' OR error IS NOT NULL),
  CONSTRAINT a_done_command_has_no_error CHECK (outcome = 'failed' OR outcome IS NULL OR error IS NULL),
  CONSTRAINT only_a_failed_command_has_a_letter CHECK (dead_letter_id IS NULL OR outcome IS NOT DISTINCT FROM 'failed')
);

-- What retention forgets.
CREATE INDEX received_commands_age ON received_commands (received_at);
