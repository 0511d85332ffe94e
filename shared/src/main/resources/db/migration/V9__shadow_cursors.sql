-- How far the shadow path has come with each schedule. It has its own place, so that the live path's progress hides no
-- slot from it. No foreign key: its check would lock rows of schedules, and a live tick passes over what is locked.
CREATE TABLE shadow_cursors (
  schedule_id  uuid        PRIMARY KEY,
  version      integer     NOT NULL CHECK (version >= 1),
  next_due_at  timestamptz,
  next_fire_at timestamptz,
  first_due_at timestamptz NOT NULL,
  since        timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT a_cursor_follows_from_its_first_slot CHECK (next_due_at >= first_due_at)
) WITH (fillfactor = 80);

-- What a shadow tick looks for.
CREATE INDEX shadow_cursors_due ON shadow_cursors (next_fire_at, schedule_id) WHERE next_fire_at IS NOT NULL;

-- The shadow's ledger keeps the rules of the live one, but for the foreign key, as above.
ALTER TABLE shadow_decisions
  DROP CONSTRAINT shadow_decisions_schedule_id_fkey,
  ADD COLUMN tick_id uuid,
  ADD CONSTRAINT shadow_decisions_execution UNIQUE (execution_key),
  ADD CONSTRAINT only_skipped_shadows_are_a_run CHECK (last_due_at = due_at AND slots <= 1
                                                       OR decision = 'skipped' AND last_due_at > due_at),
  ADD CONSTRAINT a_skipped_shadow_has_no_key CHECK ((decision = 'skipped') = (execution_key IS NULL));

-- At most one slot of a schedule waits.
CREATE UNIQUE INDEX shadow_decisions_waiting ON shadow_decisions (schedule_id) WHERE decision = 'deferred';
