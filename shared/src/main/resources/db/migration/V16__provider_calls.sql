-- Every call of a model that costs money. It is written before it is dispatched and settled after, so that whatever dies
-- in between leaves a row that says so. Subjects are named without a foreign key: an account outlives what it is about.
CREATE TABLE provider_calls (
  id               uuid        PRIMARY KEY,
  organization_id  text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  subject_kind     text        NOT NULL CHECK (subject_kind IN ('content_request', 'agent_run')),
  subject_id       uuid        NOT NULL,
  lease_token      uuid        NOT NULL,
  step             text        NOT NULL CHECK (length(step) BETWEEN 1 AND 64),
  attempt          integer     NOT NULL CHECK (attempt >= 1),
  provider         text        NOT NULL CHECK (length(provider) BETWEEN 1 AND 64),
  model            text        NOT NULL CHECK (length(model) BETWEEN 1 AND 200),
  kind             text        NOT NULL CHECK (length(kind) BETWEEN 1 AND 100),
  prompt_version   text        NOT NULL CHECK (length(prompt_version) <= 100),
  work_hash        bytea       NOT NULL CHECK (length(work_hash) = 32),

  state            text        NOT NULL CHECK (state IN ('dispatched', 'succeeded', 'failed', 'unknown')),
  cached           boolean     NOT NULL DEFAULT false,
  error_class      text        CHECK (error_class IN ('transient', 'rate_limited', 'timeout', 'outcome_unknown',
                                                      'invalid_output', 'content_policy', 'configuration',
                                                      'invalid_request')),
  error_message    text        CHECK (length(error_message) <= 500),
  external_id      text        CHECK (length(external_id) BETWEEN 1 AND 500),
  resumptions      integer     NOT NULL DEFAULT 0 CHECK (resumptions >= 0),
  acknowledged_at  timestamptz,

  estimated_tokens bigint      NOT NULL DEFAULT 0 CHECK (estimated_tokens >= 0),
  input_tokens     bigint      NOT NULL DEFAULT 0 CHECK (input_tokens >= 0),
  output_tokens    bigint      NOT NULL DEFAULT 0 CHECK (output_tokens >= 0),
  images           integer     NOT NULL DEFAULT 0 CHECK (images >= 0),
  estimated_cost   numeric     NOT NULL DEFAULT 0 CHECK (estimated_cost >= 0),
  cost             numeric     NOT NULL DEFAULT 0 CHECK (cost >= 0),
  spent_on         date        NOT NULL,

  latency_ms       bigint      CHECK (latency_ms >= 0),
  dispatched_at    timestamptz NOT NULL DEFAULT now(),
  ended_at         timestamptz,

  CONSTRAINT a_call_in_flight_has_not_ended CHECK ((state = 'dispatched') = (ended_at IS NULL)),
  CONSTRAINT a_call_that_failed_has_a_class CHECK ((state IN ('failed', 'unknown')) = (error_class IS NOT NULL)),
  CONSTRAINT an_answered_call_took_its_time CHECK (state NOT IN ('succeeded', 'failed') OR latency_ms IS NOT NULL),
  CONSTRAINT what_is_unknown_costs_its_estimate CHECK (state NOT IN ('dispatched', 'unknown') OR cost = estimated_cost),
  CONSTRAINT what_was_there_costs_nothing CHECK (NOT cached OR (state = 'succeeded' AND cost = 0
                                                                AND external_id IS NULL)),
  CONSTRAINT only_an_unknown_call_is_acknowledged CHECK (acknowledged_at IS NULL OR state = 'unknown')
);
-- What whoever takes a row over asks, and what the row's usage is the sum of.
CREATE INDEX provider_calls_subject ON provider_calls (subject_id, step);
-- What a day's usage is read from.
CREATE INDEX provider_calls_organization ON provider_calls (organization_id, dispatched_at);
-- What nobody has settled.
CREATE INDEX provider_calls_in_flight ON provider_calls (dispatched_at) WHERE state = 'dispatched';
-- What retention forgets.
CREATE INDEX provider_calls_age ON provider_calls (dispatched_at);

-- What an organization may spend in a day (UTC), in US dollars. Null is the installation's default.
CREATE TABLE budgets (
  organization_id text        PRIMARY KEY CHECK (length(organization_id) BETWEEN 1 AND 64),
  per_day         numeric     CHECK (per_day >= 0),
  on_exceed       text        CHECK (on_exceed IN ('fail', 'pause', 'fall_back')),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  updated_by      text        NOT NULL
);

-- What it has spent, estimates of calls in flight included. One row for each day, written once for a set of calls.
CREATE TABLE budget_days (
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  day             date        NOT NULL,
  spent           numeric     NOT NULL DEFAULT 0 CHECK (spent >= 0),
  PRIMARY KEY (day, organization_id)
) WITH (fillfactor = 50);

-- Token buckets that all workers share: what is left of each, and when that was. Written once for a set of calls. A bucket
-- goes below nothing when a call took more than was estimated, or than the bucket holds.
CREATE TABLE provider_limits (
  provider      text             PRIMARY KEY CHECK (length(provider) BETWEEN 1 AND 64),
  requests_left double precision NOT NULL,
  tokens_left   double precision NOT NULL,
  filled_at     timestamptz      NOT NULL
) WITH (fillfactor = 50);

-- Valid answers that were bought, by what was asked. A picture has a media type and a size, a text has neither.
CREATE TABLE call_cache (
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  work_hash       bytea       NOT NULL CHECK (length(work_hash) = 32),
  provider        text        NOT NULL,
  model           text        NOT NULL,
  kind            text        NOT NULL,
  answer          bytea       NOT NULL,
  media_type      text,
  width           integer     CHECK (width > 0),
  height          integer     CHECK (height > 0),
  created_at      timestamptz NOT NULL DEFAULT now(),
  used_at         timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, work_hash),
  CONSTRAINT a_picture_is_whole CHECK ((media_type IS NULL) = (width IS NULL) AND (width IS NULL) = (height IS NULL))
);
-- What retention forgets: what nobody has asked for in a long time.
CREATE INDEX call_cache_use ON call_cache (used_at);
