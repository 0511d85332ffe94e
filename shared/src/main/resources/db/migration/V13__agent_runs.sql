-- One row per accepted agent run: its own outbox, as a content request is. A run goes through steps, each of which is
-- written down once it is finished, so that whoever goes on with it begins after the last.
CREATE TABLE agent_runs (
  id                uuid        PRIMARY KEY,
  organization_id   text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  correlation_id    text        NOT NULL CHECK (length(correlation_id) BETWEEN 1 AND 128),
  kind              text        NOT NULL CHECK (kind IN ('product_image', 'text', 'chat')),
  prompt            text        NOT NULL CHECK (length(prompt) BETWEEN 1 AND 8000),
  shop              text        CHECK (length(shop) BETWEEN 1 AND 128),
  parameters        jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(parameters) = 'object'),
  metadata          jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  trace_parent      text,

  status            text        NOT NULL DEFAULT 'pending'
                                CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  outcome           text        CHECK (outcome IN ('task_created', 'no_task_created')),
  outcome_reason    text        CHECK (length(outcome_reason) BETWEEN 1 AND 200),
  retry_count       integer     NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
  max_attempts      integer     NOT NULL DEFAULT 5 CHECK (max_attempts > 0),
  progress          smallint    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  stage             text        CHECK (stage IN ('plan', 'generate', 'review', 'assemble')),
  wait_reason       text        CHECK (wait_reason IN ('not_before', 'backoff', 'provider_limit', 'budget',
                                                       'organization_limit', 'configuration')),
  not_before        timestamptz,

  dispatch          integer     NOT NULL DEFAULT 1 CHECK (dispatch >= 1),
  next_publish_at   timestamptz,
  published_at      timestamptz,
  publications      integer     NOT NULL DEFAULT 0 CHECK (publications >= 0),

  lease_token       uuid,
  lease_owner       text,
  lease_until       timestamptz,

  error_class       text        CHECK (error_class IN ('transient', 'rate_limited', 'timeout', 'outcome_unknown',
                                                       'invalid_output', 'content_policy', 'configuration',
                                                       'invalid_request')),
  error_message     text,
  error_fingerprint text,

  input_tokens      bigint      NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
  output_tokens     bigint      NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
  images            integer     NOT NULL DEFAULT 0 CHECK (images >= 0),
  cost              numeric     NOT NULL DEFAULT 0 CHECK (cost >= 0),

  event_seq         integer     NOT NULL DEFAULT 0 CHECK (event_seq >= 0),
  created_at        timestamptz NOT NULL DEFAULT now(),
  updated_at        timestamptz NOT NULL DEFAULT now(),
  started_at        timestamptz,
  completed_at      timestamptz,
  failed_at         timestamptz,
  cancelled_at      timestamptz,

  CONSTRAINT agent_runs_correlation UNIQUE (organization_id, correlation_id),
  CONSTRAINT a_pending_run_is_due_for_publication CHECK (status <> 'pending' OR next_publish_at IS NOT NULL),
  CONSTRAINT a_processing_run_holds_a_lease CHECK ((status = 'processing') = (lease_until IS NOT NULL)),
  CONSTRAINT a_runs_lease_has_a_token CHECK (lease_until IS NULL
                                             OR (lease_token IS NOT NULL AND lease_owner IS NOT NULL)),
  CONSTRAINT a_processing_run_has_started CHECK (status <> 'processing' OR started_at IS NOT NULL),
  CONSTRAINT a_processing_run_is_rescued_after_its_lease CHECK (status <> 'processing'
                                                                OR (next_publish_at >= lease_until) IS TRUE),
  CONSTRAINT an_ended_run_is_not_published CHECK (status IN ('pending', 'processing') OR next_publish_at IS NULL),
  CONSTRAINT only_a_processing_run_has_a_stage CHECK (stage IS NULL OR status = 'processing'),
  CONSTRAINT a_completed_run_has_a_time CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
  CONSTRAINT a_completed_run_is_whole CHECK (status <> 'completed' OR (progress = 100 AND error_class IS NULL)),
  CONSTRAINT a_completed_run_has_an_outcome CHECK ((status = 'completed') = (outcome IS NOT NULL)),
  CONSTRAINT a_run_without_a_task_says_why CHECK ((outcome IS NOT DISTINCT FROM 'no_task_created')
                                                  = (outcome_reason IS NOT NULL)),
  CONSTRAINT a_failed_run_has_a_time CHECK ((status = 'failed') = (failed_at IS NOT NULL)),
  CONSTRAINT a_failed_run_has_a_reason CHECK (status <> 'failed' OR (error_class IS NOT NULL
                                                                     AND error_message IS NOT NULL
                                                                     AND error_fingerprint IS NOT NULL)),
  CONSTRAINT a_cancelled_run_has_a_time CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
  CONSTRAINT only_a_pending_run_waits CHECK (wait_reason IS NULL OR status = 'pending')
) WITH (fillfactor = 80);

-- What the sweep looks for, as in content_requests.
CREATE INDEX agent_runs_publication ON agent_runs (published_at NULLS FIRST, next_publish_at) WHERE status = 'pending';
CREATE INDEX agent_runs_lease ON agent_runs (lease_until) WHERE status = 'processing';
-- What lists ask for.
CREATE INDEX agent_runs_organization ON agent_runs (organization_id, created_at DESC, id DESC);
CREATE INDEX agent_runs_organization_status ON agent_runs (organization_id, status, created_at DESC, id DESC);
CREATE INDEX agent_runs_organization_shop ON agent_runs (organization_id, shop, created_at DESC, id DESC)
  WHERE shop IS NOT NULL;

-- The durable log behind event streams: seq runs from 1 without gaps, since it is taken under the run's row lock.
CREATE TABLE agent_run_events (
  run_id     uuid        NOT NULL REFERENCES agent_runs (id) ON DELETE CASCADE,
  seq        integer     NOT NULL CHECK (seq >= 1),
  event      text        NOT NULL CHECK (event IN ('accepted', 'started', 'progress', 'retry_scheduled', 'waiting',
                                                   'released', 'lease_expired', 'completed', 'failed', 'cancelled',
                                                   'retried', 'redriven')),
  data       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(data) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, seq)
);
-- A run completes once.
CREATE UNIQUE INDEX agent_run_events_completed_once ON agent_run_events (run_id) WHERE event = 'completed';

-- One row per finished step: the checkpoint. A review may ask once for a second round of generate and review.
CREATE TABLE agent_logs (
  run_id         uuid        NOT NULL REFERENCES agent_runs (id) ON DELETE CASCADE,
  step           text        NOT NULL CHECK (step IN ('plan', 'generate', 'review', 'assemble')),
  round          smallint    NOT NULL DEFAULT 1 CHECK (round IN (1, 2)),
  attempt        integer     NOT NULL CHECK (attempt >= 1),
  input          json        NOT NULL CHECK (json_typeof(input) = 'object'),
  output         json        NOT NULL CHECK (json_typeof(output) = 'object'),
  provider       text,
  model          text,
  prompt_version text,
  input_tokens   bigint      NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
  output_tokens  bigint      NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
  images         integer     NOT NULL DEFAULT 0 CHECK (images >= 0),
  cost           numeric     NOT NULL DEFAULT 0 CHECK (cost >= 0),
  duration_ms    bigint      NOT NULL CHECK (duration_ms >= 0),
  created_at     timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, step, round),
  CONSTRAINT only_some_steps_have_a_second_round CHECK (round = 1 OR step IN ('generate', 'review')),
  CONSTRAINT a_provider_has_a_model CHECK ((provider IS NULL) = (model IS NULL))
);

-- Pictures that runs made, as files.
CREATE TABLE run_artifacts (
  run_id     uuid        NOT NULL REFERENCES agent_runs (id) ON DELETE CASCADE,
  name       text        NOT NULL CHECK (name ~ '^[a-z0-9][a-z0-9.-]{0,63}$'),
  media_type text        NOT NULL CHECK (media_type IN ('image/png', 'image/jpeg', 'image/webp', 'image/svg+xml')),
  width      integer     NOT NULL CHECK (width > 0),
  height     integer     NOT NULL CHECK (height > 0),
  bytes      bytea       NOT NULL CHECK (length(bytes) BETWEEN 1 AND 16777216),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (run_id, name)
);
-- Pictures are compressed already.
ALTER TABLE run_artifacts ALTER COLUMN bytes SET STORAGE EXTERNAL;

-- What a completed run comes to, gathered from its logs in the transaction of its last step.
CREATE TABLE agent_tasks (
  run_id          uuid        PRIMARY KEY REFERENCES agent_runs (id) ON DELETE CASCADE,
  organization_id text        NOT NULL,
  shop            text,
  kind            text        NOT NULL,
  title           text        NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  result          json        NOT NULL CHECK (json_typeof(result) = 'object'),
  steps           integer     NOT NULL CHECK (steps >= 1),
  input_tokens    bigint      NOT NULL CHECK (input_tokens >= 0),
  output_tokens   bigint      NOT NULL CHECK (output_tokens >= 0),
  images          integer     NOT NULL CHECK (images >= 0),
  cost            numeric     NOT NULL CHECK (cost >= 0),
  duration_ms     bigint      NOT NULL CHECK (duration_ms >= 0),
  created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX agent_tasks_organization ON agent_tasks (organization_id, created_at DESC, run_id DESC);

-- What a run's end is told to others: the product service, the admin service. An outbox of its own, made in the
-- transaction of the end, since those who are told may be away for long after.
CREATE TABLE run_handovers (
  run_id          uuid        NOT NULL REFERENCES agent_runs (id) ON DELETE CASCADE,
  target          text        NOT NULL CHECK (target IN ('product', 'admin')),
  state           text        NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'delivered', 'given_up')),
  attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  next_attempt_at timestamptz,
  lease_token     uuid,
  lease_until     timestamptz,
  last_error      text,
  created_at      timestamptz NOT NULL DEFAULT now(),
  ended_at        timestamptz,
  PRIMARY KEY (run_id, target),
  CONSTRAINT a_waiting_handover_has_a_time CHECK ((state = 'waiting') = (next_attempt_at IS NOT NULL)),
  CONSTRAINT an_ended_handover_has_a_time CHECK ((state = 'waiting') = (ended_at IS NULL)),
  CONSTRAINT only_a_waiting_handover_is_leased CHECK (lease_until IS NULL
                                                      OR (state = 'waiting' AND lease_token IS NOT NULL)),
  CONSTRAINT a_given_up_handover_has_a_reason CHECK (state <> 'given_up' OR last_error IS NOT NULL)
) WITH (fillfactor = 80);
CREATE INDEX run_handovers_due ON run_handovers (next_attempt_at) WHERE state = 'waiting';

-- A letter is of a request, of a run, or of a message that became neither.
ALTER TABLE dead_letters
  ADD COLUMN run_id uuid REFERENCES agent_runs (id) ON DELETE CASCADE,
  DROP CONSTRAINT a_request_has_a_dispatch,
  ADD CONSTRAINT a_letter_is_of_one_row CHECK (request_id IS NULL OR run_id IS NULL),
  ADD CONSTRAINT a_row_has_a_dispatch CHECK ((request_id IS NULL AND run_id IS NULL) = (dispatch IS NULL));
-- Empty when it is made, whatever the table holds.
CREATE UNIQUE INDEX dead_letters_of_a_runs_dispatch ON dead_letters (run_id, dispatch) WHERE run_id IS NOT NULL;
