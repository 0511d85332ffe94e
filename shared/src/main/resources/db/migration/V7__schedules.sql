-- What fires, when, and how: a trigger of one kind, a job, and policies.
CREATE TABLE schedules (
  id              uuid        PRIMARY KEY,
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  name            text        NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
  dedupe_key      text        CHECK (length(dedupe_key) BETWEEN 1 AND 255),
  job_type        text        NOT NULL CHECK (job_type IN ('content-request', 'agent-run', 'catalog-worker',
                                                           'catalog-review', 'catalog-cleanup', 'catalog-watchdog',
                                                           'http')),
  payload         jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(payload) = 'object'),

  trigger_kind    text        NOT NULL CHECK (trigger_kind IN ('cron', 'interval', 'once')),
  cron            text        CHECK (length(cron) BETWEEN 1 AND 200),
  time_zone       text        CHECK (length(time_zone) BETWEEN 1 AND 64),
  every_seconds   bigint      CHECK (every_seconds > 0),
  starts_at       timestamptz,

  misfire         text        NOT NULL DEFAULT 'once' CHECK (misfire IN ('skip', 'once', 'all')),
  misfire_max     integer     NOT NULL DEFAULT 1 CHECK (misfire_max BETWEEN 1 AND 100),
  max_lateness_seconds bigint CHECK (max_lateness_seconds > 0),
  overlap         text        NOT NULL DEFAULT 'allow' CHECK (overlap IN ('allow', 'skip', 'queue')),
  max_attempts    integer     NOT NULL DEFAULT 3 CHECK (max_attempts BETWEEN 1 AND 20),
  backoff_seconds bigint      NOT NULL DEFAULT 10 CHECK (backoff_seconds > 0),
  jitter_seconds  bigint      NOT NULL DEFAULT 0 CHECK (jitter_seconds >= 0),
  max_runtime_seconds bigint  NOT NULL DEFAULT 3600 CHECK (max_runtime_seconds > 0),

  status          text        NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'paused', 'ended', 'deleted')),
  next_due_at     timestamptz,
  next_fire_at    timestamptz,
  last_fired_at   timestamptz,
  version         integer     NOT NULL DEFAULT 1 CHECK (version >= 1),
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  paused_at       timestamptz,
  deleted_at      timestamptz,

  CONSTRAINT schedules_dedupe UNIQUE (organization_id, dedupe_key),
  CONSTRAINT a_cron_has_a_zone CHECK ((trigger_kind = 'cron') = (cron IS NOT NULL)
                                      AND (cron IS NULL) = (time_zone IS NULL)),
  CONSTRAINT an_interval_has_a_length CHECK ((trigger_kind = 'interval') = (every_seconds IS NOT NULL)),
  CONSTRAINT what_is_no_cron_has_a_start CHECK ((trigger_kind <> 'cron') = (starts_at IS NOT NULL)),
  CONSTRAINT only_what_is_active_is_looked_for CHECK (next_fire_at IS NULL OR status = 'active'),
  CONSTRAINT active_has_a_time CHECK (status <> 'active' OR next_fire_at IS NOT NULL),
  CONSTRAINT ended_has_no_next_slot CHECK (status <> 'ended' OR next_due_at IS NULL),
  CONSTRAINT paused_has_a_time CHECK ((status = 'paused') = (paused_at IS NOT NULL)),
  CONSTRAINT deleted_has_a_time CHECK ((status = 'deleted') = (deleted_at IS NOT NULL)),
  CONSTRAINT deleted_has_no_dedupe_key CHECK (status <> 'deleted' OR dedupe_key IS NULL)
) WITH (fillfactor = 80);

-- What a tick looks for. Nothing due among a million is one probe of its first entry.
CREATE INDEX schedules_due ON schedules (next_fire_at, id) WHERE next_fire_at IS NOT NULL;
CREATE INDEX schedules_organization ON schedules (organization_id, created_at DESC, id DESC) WHERE status <> 'deleted';

-- What retention forgets.
CREATE INDEX schedules_deleted ON schedules (deleted_at) WHERE status = 'deleted';

-- The ledger: one row for each slot that fired or waits, and one for each run of slots that were skipped for one reason.
-- It is history, and the key that stops a second fire, and for commands the outbox.
CREATE TABLE schedule_decisions (
  schedule_id     uuid        NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  due_at          timestamptz NOT NULL,
  last_due_at     timestamptz NOT NULL,
  slots           bigint      NOT NULL DEFAULT 1,
  cause           text        NOT NULL DEFAULT 'time' CHECK (cause IN ('time', 'manual')),
  decision        text        NOT NULL CHECK (decision IN ('fired', 'skipped', 'deferred')),
  reason          text        CHECK (reason IN ('misfire', 'too_late', 'overlap', 'paused', 'changed')),
  execution_key   text        CHECK (length(execution_key) BETWEEN 1 AND 128),
  job_type        text        NOT NULL,
  tick_id         uuid,
  decided_at      timestamptz NOT NULL DEFAULT now(),
  fired_at        timestamptz,

  run_state       text        CHECK (run_state IN ('fired', 'finished', 'failed', 'expired')),
  run_until       timestamptz,
  ended_at        timestamptz,
  error           text,

  topic           text,
  next_publish_at timestamptz,
  published_at    timestamptz,
  publications    integer     NOT NULL DEFAULT 0 CHECK (publications >= 0),

  PRIMARY KEY (schedule_id, due_at),
  CONSTRAINT schedule_decisions_execution UNIQUE (execution_key),
  CONSTRAINT only_skipped_slots_are_a_run CHECK (slots = 1 AND last_due_at = due_at
                                                 OR decision = 'skipped' AND slots > 1 AND last_due_at > due_at),
  CONSTRAINT what_did_not_fire_has_a_reason CHECK (decision = 'fired' OR reason IS NOT NULL),
  CONSTRAINT skipped_has_no_key CHECK ((decision = 'skipped') = (execution_key IS NULL)),
  CONSTRAINT fired_has_a_time CHECK ((decision = 'fired') = (fired_at IS NOT NULL)),
  CONSTRAINT fired_has_a_run CHECK ((decision = 'fired') = (run_state IS NOT NULL)),
  CONSTRAINT a_run_has_a_limit CHECK ((run_state IS NULL) = (run_until IS NULL)),
  CONSTRAINT an_ended_run_has_a_time CHECK ((ended_at IS NOT NULL)
                                            = (run_state IS NOT NULL AND run_state <> 'fired')),
  CONSTRAINT what_is_published_has_a_topic CHECK (topic IS NOT NULL OR next_publish_at IS NULL AND published_at IS NULL),
  CONSTRAINT only_fired_is_published CHECK (topic IS NULL OR decision = 'fired')
);
-- What overlap policies ask, and what expires.
CREATE INDEX schedule_decisions_running ON schedule_decisions (run_until) WHERE run_state = 'fired';
CREATE INDEX schedule_decisions_running_of ON schedule_decisions (schedule_id) WHERE run_state = 'fired';
-- At most one slot of a schedule waits.
CREATE UNIQUE INDEX schedule_decisions_waiting ON schedule_decisions (schedule_id) WHERE decision = 'deferred';
-- Commands that the broker has not taken yet.
CREATE INDEX schedule_decisions_publication ON schedule_decisions (next_publish_at) WHERE next_publish_at IS NOT NULL;

-- What retention forgets: the oldest are the first pages, so a few pages of index do.
CREATE INDEX schedule_decisions_age ON schedule_decisions USING brin (decided_at);

-- Jobs that run in the service, under a fenced lease.
CREATE TABLE schedule_executions (
  id              uuid        PRIMARY KEY,
  execution_key   text        NOT NULL REFERENCES schedule_decisions (execution_key) ON DELETE CASCADE,
  schedule_id     uuid        NOT NULL,
  organization_id text        NOT NULL,
  job_type        text        NOT NULL,
  payload         jsonb       NOT NULL CHECK (jsonb_typeof(payload) = 'object'),
  due_at          timestamptz NOT NULL,
  state           text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'running', 'finished', 'failed')),
  attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  max_attempts    integer     NOT NULL CHECK (max_attempts > 0),
  backoff_seconds bigint      NOT NULL CHECK (backoff_seconds > 0),
  next_attempt_at timestamptz,
  lease_token     uuid,
  lease_owner     text,
  lease_until     timestamptz,
  error           text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  started_at      timestamptz,
  ended_at        timestamptz,
  CONSTRAINT schedule_executions_key UNIQUE (execution_key),
  CONSTRAINT waiting_has_a_next_attempt CHECK ((state = 'waiting') = (next_attempt_at IS NOT NULL)),
  CONSTRAINT running_holds_a_lease CHECK ((state = 'running') = (lease_until IS NOT NULL)),
  CONSTRAINT an_executions_lease_has_a_token CHECK (lease_until IS NULL
                                                    OR (lease_token IS NOT NULL AND lease_owner IS NOT NULL)),
  CONSTRAINT an_ended_execution_has_a_time CHECK ((state IN ('finished', 'failed')) = (ended_at IS NOT NULL)),
  CONSTRAINT a_failed_execution_has_an_error CHECK (state <> 'failed' OR error IS NOT NULL)
);
CREATE INDEX schedule_executions_due ON schedule_executions (next_attempt_at) WHERE state = 'waiting';
CREATE INDEX schedule_executions_lease ON schedule_executions (lease_until) WHERE state = 'running';
CREATE INDEX schedule_executions_schedule ON schedule_executions (schedule_id) WHERE state IN ('waiting', 'running');

-- What the shadow path would have done; it fires nothing.
CREATE TABLE shadow_decisions (
  schedule_id   uuid        NOT NULL REFERENCES schedules (id) ON DELETE CASCADE,
  due_at        timestamptz NOT NULL,
  last_due_at   timestamptz NOT NULL,
  slots         bigint      NOT NULL DEFAULT 1 CHECK (slots >= 1),
  decision      text        NOT NULL CHECK (decision IN ('fired', 'skipped', 'deferred')),
  reason        text        CHECK (reason IN ('misfire', 'too_late', 'overlap', 'paused', 'changed')),
  execution_key text        CHECK (length(execution_key) BETWEEN 1 AND 128),
  decided_at    timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (schedule_id, due_at),
  CONSTRAINT a_shadow_that_did_not_fire_has_a_reason CHECK (decision = 'fired' OR reason IS NOT NULL)
);
CREATE INDEX shadow_decisions_age ON shadow_decisions (decided_at);
