-- The exercise catalog. It is the installation's: organizations share it, so nothing here belongs to one.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

-- Whatever a review is to find can be stored: a field that is missing, a muscle that is named twice. What no reader could
-- make sense of can not.
CREATE TABLE exercises (
  id                uuid        PRIMARY KEY,
  base_name         text        NOT NULL CHECK (length(base_name) BETWEEN 1 AND 120),
  equipment         text        CHECK (equipment IN ('barbell', 'bodyweight', 'box', 'cable', 'cardio_machine', 'dumbbell',
                                                     'ez_bar', 'foam_roller', 'kettlebell', 'machine', 'medicine_ball',
                                                     'plate', 'pull_up_bar', 'resistance_band', 'rope', 'sandbag', 'sled',
                                                     'smith_machine', 'stability_ball', 'suspension_trainer',
                                                     'trap_bar')),
  movement_pattern  text        CHECK (movement_pattern IN ('ankle_extension', 'carry', 'elbow_extension',
                                                            'elbow_flexion', 'grip', 'hinge', 'hip_abduction',
                                                            'hip_adduction', 'hip_extension', 'horizontal_pull',
                                                            'horizontal_push', 'jump', 'knee_extension', 'knee_flexion',
                                                            'locomotion', 'lunge', 'mobility', 'rotation',
                                                            'shoulder_raise', 'squat', 'trunk_extension',
                                                            'trunk_flexion', 'trunk_stability', 'vertical_pull',
                                                            'vertical_push')),
  primary_muscles   text[]      NOT NULL DEFAULT '{}'
                                CHECK (primary_muscles <@ ARRAY['abductors', 'abs', 'adductors', 'biceps', 'calves',
                                                                'chest', 'forearms', 'front_delts', 'full_body',
                                                                'glutes', 'hamstrings', 'hip_flexors', 'lats',
                                                                'lower_back', 'neck', 'obliques', 'quads',
                                                                'rear_delts', 'rotator_cuff', 'serratus',
                                                                'side_delts', 'traps', 'triceps', 'upper_back']),
  secondary_muscles text[]      NOT NULL DEFAULT '{}'
                                CHECK (secondary_muscles <@ ARRAY['abductors', 'abs', 'adductors', 'biceps', 'calves',
                                                                  'chest', 'forearms', 'front_delts', 'full_body',
                                                                  'glutes', 'hamstrings', 'hip_flexors', 'lats',
                                                                  'lower_back', 'neck', 'obliques', 'quads',
                                                                  'rear_delts', 'rotator_cuff', 'serratus',
                                                                  'side_delts', 'traps', 'triceps', 'upper_back']),
  category          text        CHECK (category IN ('conditioning', 'mobility', 'plyometric', 'stability', 'strength')),
  difficulty        text        CHECK (difficulty IN ('beginner', 'intermediate', 'advanced')),
  instructions      text[]      NOT NULL DEFAULT '{}'
                                CHECK (cardinality(instructions) <= 20 AND octet_length(instructions::text) <= 32768),
  cues              text[]      NOT NULL DEFAULT '{}'
                                CHECK (cardinality(cues) <= 20 AND octet_length(cues::text) <= 16384),
  aliases           text[]      NOT NULL DEFAULT '{}'
                                CHECK (cardinality(aliases) <= 20 AND octet_length(aliases::text) <= 16384),
  status            text        NOT NULL DEFAULT 'active' CHECK (status IN ('draft', 'active', 'retired')),
  version           integer     NOT NULL DEFAULT 1 CHECK (version >= 1),
  reviewed_version  integer     CHECK (reviewed_version >= 1),
  reviewed_at       timestamptz,
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT a_review_is_of_a_version CHECK ((reviewed_at IS NULL) = (reviewed_version IS NULL)),
  CONSTRAINT an_exercise_is_reviewed_as_it_was_or_is CHECK (reviewed_version <= version)
) WITH (fillfactor = 80);
-- A retired exercise gives its name free.
CREATE UNIQUE INDEX exercises_name ON exercises (lower(base_name), equipment) NULLS NOT DISTINCT
  WHERE status <> 'retired';
-- Names that are like each other.
CREATE INDEX exercises_name_trigrams ON exercises USING gin (base_name gin_trgm_ops) WHERE status <> 'retired';
-- What is reviewed next: what never was, then what was longest ago.
CREATE INDEX exercises_review ON exercises (reviewed_at NULLS FIRST, id) WHERE status = 'active';
CREATE INDEX exercises_age ON exercises (created_at DESC, id DESC);

-- Runs of the catalog's commands, whoever asked for them: recorded first, then carried out under a lease. Permanent.
CREATE TABLE catalog_run_history (
  id              uuid        PRIMARY KEY,
  command         text        NOT NULL CHECK (command IN ('worker', 'review', 'cleanup', 'watchdog', 'backup')),
  origin          text        NOT NULL CHECK (origin IN ('schedule', 'operator')),
  actor           text        NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  execution_key   text        CHECK (length(execution_key) BETWEEN 1 AND 128),
  parameters      jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(parameters) = 'object'),

  state           text        NOT NULL DEFAULT 'recorded' CHECK (state IN ('recorded', 'running', 'finished', 'failed')),
  attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  lease_token     uuid,
  lease_owner     text,
  lease_until     timestamptz,
  outcome         text        CHECK (outcome IN ('done', 'nothing_to_do', 'blocked', 'time_limit', 'stopped')),
  counts          jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(counts) = 'object'),
  cost            numeric     NOT NULL DEFAULT 0 CHECK (cost >= 0),
  error           text        CHECK (length(error) BETWEEN 1 AND 500),

  recorded_at     timestamptz NOT NULL DEFAULT now(),
  started_at      timestamptz,
  ended_at        timestamptz,
  CONSTRAINT a_run_is_recorded_once UNIQUE (execution_key),
  CONSTRAINT a_running_run_holds_a_lease CHECK ((state = 'running') = (lease_until IS NOT NULL)),
  CONSTRAINT a_run_that_is_held_has_a_holder CHECK (lease_until IS NULL
                                                    OR (lease_token IS NOT NULL AND lease_owner IS NOT NULL)),
  CONSTRAINT a_running_run_has_started CHECK (state <> 'running' OR started_at IS NOT NULL),
  CONSTRAINT an_ended_catalog_run_has_a_time CHECK ((state IN ('finished', 'failed')) = (ended_at IS NOT NULL)),
  CONSTRAINT a_finished_run_has_an_outcome CHECK ((state = 'finished') = (outcome IS NOT NULL)),
  CONSTRAINT a_failed_catalog_run_has_a_reason CHECK ((state = 'failed') = (error IS NOT NULL))
) WITH (fillfactor = 80);
CREATE INDEX catalog_run_history_age ON catalog_run_history (recorded_at DESC, id DESC);
CREATE INDEX catalog_run_history_open ON catalog_run_history (recorded_at) WHERE state IN ('recorded', 'running');
-- Two reviews at once would ask the same of a model twice.
CREATE UNIQUE INDEX one_review_runs_at_a_time ON catalog_run_history (command) WHERE state = 'running' AND command = 'review';

-- What a day came to (UTC), written with the end of each run, and with each change that nobody's run makes.
CREATE TABLE catalog_run_summary (
  day                date    PRIMARY KEY,
  runs               bigint  NOT NULL DEFAULT 0 CHECK (runs >= 0),
  runs_failed        bigint  NOT NULL DEFAULT 0 CHECK (runs_failed >= 0),
  jobs_filed         bigint  NOT NULL DEFAULT 0 CHECK (jobs_filed >= 0),
  jobs_completed     bigint  NOT NULL DEFAULT 0 CHECK (jobs_completed >= 0),
  jobs_failed        bigint  NOT NULL DEFAULT 0 CHECK (jobs_failed >= 0),
  jobs_archived      bigint  NOT NULL DEFAULT 0 CHECK (jobs_archived >= 0),
  changes_applied    bigint  NOT NULL DEFAULT 0 CHECK (changes_applied >= 0),
  changes_reverted   bigint  NOT NULL DEFAULT 0 CHECK (changes_reverted >= 0),
  exercises_reviewed bigint  NOT NULL DEFAULT 0 CHECK (exercises_reviewed >= 0),
  findings           bigint  NOT NULL DEFAULT 0 CHECK (findings >= 0),
  cost               numeric NOT NULL DEFAULT 0 CHECK (cost >= 0)
) WITH (fillfactor = 50);

-- The queue. An exercise is named without a foreign key: a job outlives it, and an add has none yet. The subject is what
-- no two jobs may change at once: an exercise, or the name that one is to get.
CREATE TABLE catalog_jobs (
  id              uuid        PRIMARY KEY,
  type            text        NOT NULL CHECK (type IN ('fix', 'enrich', 'add')),
  mode            text        NOT NULL CHECK (mode IN ('dry_run', 'apply')),
  exercise_id     uuid,
  subject_key     text        NOT NULL CHECK (length(subject_key) BETWEEN 1 AND 200),
  dedupe_key      text        NOT NULL CHECK (length(dedupe_key) BETWEEN 1 AND 300),
  priority        smallint    NOT NULL DEFAULT 5 CHECK (priority BETWEEN 1 AND 9),
  finding         text        NOT NULL CHECK (finding ~ '^[a-z][a-z0-9_]{0,63}$'),
  reason          text        NOT NULL CHECK (length(reason) BETWEEN 1 AND 1000),
  payload         jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(payload) = 'object'),
  filed_by        text        NOT NULL CHECK (length(filed_by) BETWEEN 1 AND 200),
  filed_in_run    uuid,
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  provider        text,
  model           text,
  prompt_version  text,
  cost            numeric     NOT NULL DEFAULT 0 CHECK (cost >= 0),

  status          text        NOT NULL DEFAULT 'queued'
                              CHECK (status IN ('queued', 'running', 'blocked', 'completed', 'failed')),
  attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  max_attempts    integer     NOT NULL DEFAULT 3 CHECK (max_attempts >= 1),
  replans         integer     NOT NULL DEFAULT 0 CHECK (replans >= 0),
  not_before      timestamptz NOT NULL DEFAULT now(),
  blocked_reason  text        CHECK (length(blocked_reason) BETWEEN 1 AND 500),
  lease_token     uuid,
  lease_owner     text,
  lease_until     timestamptz,
  run_id          uuid,
  planned_version integer     CHECK (planned_version >= 1),
  plan            jsonb       CHECK (jsonb_typeof(plan) = 'object'),
  result          text        CHECK (result IN ('planned', 'applied', 'unchanged')),
  change_id       uuid,
  error_class     text        CHECK (error_class IN ('transient', 'rate_limited', 'timeout', 'outcome_unknown',
                                                     'invalid_output', 'content_policy', 'configuration',
                                                     'invalid_request')),
  error_message   text        CHECK (length(error_message) BETWEEN 1 AND 500),

  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  started_at      timestamptz,
  ended_at        timestamptz,
  CONSTRAINT only_an_add_has_no_exercise CHECK ((type = 'add') = (exercise_id IS NULL)),
  CONSTRAINT a_running_job_holds_a_lease CHECK ((status = 'running') = (lease_until IS NOT NULL)),
  CONSTRAINT a_jobs_lease_has_a_token CHECK (lease_until IS NULL
                                             OR (lease_token IS NOT NULL AND lease_owner IS NOT NULL)),
  CONSTRAINT a_running_job_has_started CHECK (status <> 'running' OR started_at IS NOT NULL),
  CONSTRAINT a_blocked_job_says_why CHECK ((status = 'blocked') = (blocked_reason IS NOT NULL)),
  CONSTRAINT only_an_apply_job_is_blocked CHECK (status <> 'blocked' OR mode = 'apply'),
  CONSTRAINT an_ended_job_has_a_time CHECK ((status IN ('completed', 'failed')) = (ended_at IS NOT NULL)),
  CONSTRAINT a_completed_job_has_a_result CHECK ((status = 'completed') = (result IS NOT NULL)),
  CONSTRAINT a_dry_run_applies_nothing CHECK (mode = 'apply' OR (result IS DISTINCT FROM 'applied' AND change_id IS NULL)),
  CONSTRAINT an_apply_job_is_not_only_planned CHECK (mode = 'dry_run' OR result IS DISTINCT FROM 'planned'),
  CONSTRAINT an_applied_job_has_a_change CHECK ((result IS NOT DISTINCT FROM 'applied') = (change_id IS NOT NULL)),
  CONSTRAINT a_failed_job_has_a_reason CHECK (status <> 'failed' OR (error_class IS NOT NULL AND error_message IS NOT NULL)),
  CONSTRAINT a_job_that_was_filed_by_a_model_names_it CHECK ((provider IS NULL) = (model IS NULL))
) WITH (fillfactor = 70);
-- What has been asked for and is not done is not asked for again.
CREATE UNIQUE INDEX catalog_jobs_open_once ON catalog_jobs (dedupe_key, mode) WHERE status IN ('queued', 'running', 'blocked');
-- What is claimed next.
CREATE INDEX catalog_jobs_due ON catalog_jobs (mode, priority, not_before, id) WHERE status = 'queued';
CREATE INDEX catalog_jobs_blocked ON catalog_jobs (id) WHERE status = 'blocked';
CREATE INDEX catalog_jobs_lease ON catalog_jobs (lease_until) WHERE status = 'running';
-- What cleanup archives.
CREATE INDEX catalog_jobs_ended ON catalog_jobs (ended_at) WHERE status IN ('completed', 'failed');
CREATE INDEX catalog_jobs_age ON catalog_jobs (created_at DESC, id DESC);
CREATE INDEX catalog_jobs_exercise ON catalog_jobs (exercise_id, created_at DESC) WHERE exercise_id IS NOT NULL;

-- Ended jobs that nobody waits for any more, as they were.
CREATE TABLE catalog_jobs_archive (
  LIKE catalog_jobs INCLUDING DEFAULTS INCLUDING CONSTRAINTS,
  archived_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (id)
);
CREATE INDEX catalog_jobs_archive_age ON catalog_jobs_archive (created_at DESC, id DESC);

-- Who is changing an exercise. A job that only plans changes nothing, and holds none.
CREATE TABLE catalog_locks (
  subject_key text        PRIMARY KEY,
  job_id      uuid        NOT NULL REFERENCES catalog_jobs (id) ON DELETE CASCADE,
  lease_token uuid        NOT NULL,
  locked_at   timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT a_job_holds_one_lock UNIQUE (job_id)
) WITH (fillfactor = 50);

-- The journal: one row for each change of an exercise, written in the transaction that makes it. Its before is what the
-- change found, its after what it left; one of them is missing where the exercise came or went.
CREATE TABLE catalog_changes (
  id             uuid        PRIMARY KEY,
  exercise_id    uuid        NOT NULL,
  operation      text        NOT NULL CHECK (operation IN ('add', 'update', 'import', 'revert', 'restore')),
  before         jsonb       CHECK (jsonb_typeof(before) = 'object'),
  after          jsonb       CHECK (jsonb_typeof(after) = 'object'),
  fields         text[]      NOT NULL DEFAULT '{}',
  version_before integer     CHECK (version_before >= 1),
  version_after  integer     NOT NULL CHECK (version_after >= 1),
  job_id         uuid,
  run_id         uuid,
  actor          text        NOT NULL CHECK (length(actor) BETWEEN 1 AND 200),
  verdict        jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(verdict) = 'object'),
  reverts        uuid        REFERENCES catalog_changes (id),
  created_at     timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT a_version_is_reached_once UNIQUE (exercise_id, version_after),
  CONSTRAINT a_change_is_reverted_once UNIQUE (reverts),
  CONSTRAINT a_job_changes_once UNIQUE (job_id),
  CONSTRAINT a_change_has_a_before_or_an_after CHECK (before IS NOT NULL OR after IS NOT NULL),
  CONSTRAINT what_was_there_had_a_version CHECK ((before IS NULL) = (version_before IS NULL)),
  CONSTRAINT a_change_goes_one_version_on CHECK (version_before IS NULL OR version_after = version_before + 1),
  CONSTRAINT only_a_revert_reverts CHECK ((operation = 'revert') = (reverts IS NOT NULL)),
  CONSTRAINT an_add_finds_nothing CHECK (operation <> 'add' OR before IS NULL),
  CONSTRAINT an_update_finds_something CHECK (operation <> 'update' OR (before IS NOT NULL AND after IS NOT NULL))
);
CREATE INDEX catalog_changes_age ON catalog_changes (created_at DESC, id DESC);

-- Copies of the whole catalog, each of one moment.
CREATE TABLE catalog_backups (
  name       text        PRIMARY KEY CHECK (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$'),
  exercises  integer     NOT NULL CHECK (exercises >= 0),
  created_by text        NOT NULL CHECK (length(created_by) BETWEEN 1 AND 200),
  created_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX catalog_backups_age ON catalog_backups (created_at DESC);
CREATE TABLE catalog_backup_exercises (
  backup      text    NOT NULL REFERENCES catalog_backups (name) ON DELETE CASCADE,
  exercise_id uuid    NOT NULL,
  version     integer NOT NULL CHECK (version >= 1),
  document    jsonb   NOT NULL CHECK (jsonb_typeof(document) = 'object'),
  PRIMARY KEY (backup, exercise_id)
);
