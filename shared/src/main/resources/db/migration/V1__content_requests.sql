-- One row per accepted request. The row is its own outbox: next_publish_at says when it must be published (again).
CREATE TABLE content_requests (
  id                uuid        PRIMARY KEY,
  organization_id   text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  correlation_id    text        NOT NULL CHECK (length(correlation_id) BETWEEN 1 AND 128),
  student_id        text        NOT NULL CHECK (length(student_id) BETWEEN 1 AND 128),
  topic             text        NOT NULL CHECK (length(topic) BETWEEN 1 AND 500),
  grade_level       text        NOT NULL CHECK (length(grade_level) BETWEEN 1 AND 64),
  format            text        NOT NULL CHECK (format IN ('lesson', 'quiz', 'summary', 'flashcards')),
  interests         text[]      NOT NULL DEFAULT '{}',
  metadata          jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(metadata) = 'object'),
  trace_parent      text,

  status            text        NOT NULL DEFAULT 'pending'
                                CHECK (status IN ('pending', 'processing', 'completed', 'failed', 'cancelled')),
  retry_count       integer     NOT NULL DEFAULT 0 CHECK (retry_count >= 0),
  max_attempts      integer     NOT NULL DEFAULT 5 CHECK (max_attempts > 0),
  progress          smallint    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 100),
  stage             text,
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

  provider          text,
  model             text,
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

  CONSTRAINT content_requests_correlation UNIQUE (organization_id, correlation_id),
  CONSTRAINT pending_is_due_for_publication CHECK (status <> 'pending' OR next_publish_at IS NOT NULL),
  CONSTRAINT processing_holds_a_lease CHECK ((status = 'processing') = (lease_until IS NOT NULL)),
  CONSTRAINT a_lease_has_a_token CHECK (lease_until IS NULL OR (lease_token IS NOT NULL AND lease_owner IS NOT NULL)),
  CONSTRAINT processing_has_started CHECK (status <> 'processing' OR started_at IS NOT NULL),
  CONSTRAINT processing_is_rescued_after_its_lease CHECK (status <> 'processing'
                                                              OR (next_publish_at >= lease_until) IS TRUE),
  CONSTRAINT ended_is_not_published CHECK (status IN ('pending', 'processing') OR next_publish_at IS NULL),
  CONSTRAINT completed_has_a_time CHECK ((status = 'completed') = (completed_at IS NOT NULL)),
  CONSTRAINT completed_is_whole CHECK (status <> 'completed' OR (progress = 100 AND error_class IS NULL)),
  CONSTRAINT failed_has_a_time CHECK ((status = 'failed') = (failed_at IS NOT NULL)),
  CONSTRAINT failed_has_a_reason CHECK (status <> 'failed' OR (error_class IS NOT NULL AND error_message IS NOT NULL
                                                               AND error_fingerprint IS NOT NULL)),
  CONSTRAINT cancelled_has_a_time CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
  CONSTRAINT an_unpublished_wait_has_a_time CHECK (wait_reason IS NULL OR status = 'pending')
) WITH (fillfactor = 80);

-- What the sweep looks for: never published (nulls first) and due, or published long ago.
CREATE INDEX content_requests_publication ON content_requests (published_at NULLS FIRST, next_publish_at)
  WHERE status = 'pending';
-- What the sweep frees: leases that ended.
CREATE INDEX content_requests_lease ON content_requests (lease_until) WHERE status = 'processing';

-- What was generated, one row per completed request.
CREATE TABLE contents (
  request_id      uuid        PRIMARY KEY REFERENCES content_requests (id) ON DELETE CASCADE,
  organization_id text        NOT NULL,
  document        json        NOT NULL,
  markdown        text        NOT NULL,
  provider        text        NOT NULL,
  model           text        NOT NULL,
  prompt_version  text        NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now()
);

-- The durable log behind event streams: seq runs from 1 without gaps, since it is taken under the request's row lock.
CREATE TABLE request_events (
  request_id uuid        NOT NULL REFERENCES content_requests (id) ON DELETE CASCADE,
  seq        integer     NOT NULL CHECK (seq >= 1),
  event      text        NOT NULL CHECK (event IN ('accepted', 'started', 'progress', 'retry_scheduled', 'waiting',
                                                   'released', 'lease_expired', 'completed', 'failed', 'cancelled',
                                                   'retried', 'redriven')),
  data       jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(data) = 'object'),
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (request_id, seq)
);
-- A request completes once: a retry of what completed is refused.
CREATE UNIQUE INDEX request_events_completed_once ON request_events (request_id) WHERE event = 'completed';

-- A letter per request and dispatch that failed for good, or per message that could never work.
CREATE TABLE dead_letters (
  id              uuid        PRIMARY KEY,
  organization_id text        NOT NULL,
  request_id      uuid        REFERENCES content_requests (id) ON DELETE CASCADE,
  dispatch        integer,
  correlation_id  text,
  subscription    text        NOT NULL,
  error_class     text        NOT NULL,
  error_message   text        NOT NULL,
  fingerprint     text        NOT NULL,
  payload         bytea       NOT NULL,
  payload_bytes   bigint      NOT NULL CHECK (payload_bytes >= 0),
  attributes      jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(attributes) = 'object'),
  message_id      text,
  copy_message_id text,
  copy_attributes jsonb       CHECK (jsonb_typeof(copy_attributes) = 'object'),
  status          text        NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'redriven')),
  redrive_count   integer     NOT NULL DEFAULT 0 CHECK (redrive_count >= 0),
  created_at      timestamptz NOT NULL DEFAULT now(),
  redriven_at     timestamptz,
  CONSTRAINT dead_letters_of_a_dispatch UNIQUE (request_id, dispatch),
  CONSTRAINT dead_letters_of_a_message UNIQUE (subscription, message_id),
  CONSTRAINT a_request_has_a_dispatch CHECK ((request_id IS NULL) = (dispatch IS NULL)),
  CONSTRAINT redriven_has_a_time CHECK ((status = 'redriven') = (redriven_at IS NOT NULL))
);
CREATE INDEX dead_letters_organization ON dead_letters (organization_id, created_at DESC, id DESC);
CREATE INDEX dead_letters_fingerprint ON dead_letters (organization_id, fingerprint, created_at DESC);

-- What an Idempotency-Key led to. The key is taken in the transaction that creates.
CREATE TABLE idempotency_keys (
  organization_id text        NOT NULL,
  key             text        NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
  body_hash       bytea       NOT NULL CHECK (length(body_hash) = 32),
  resource_ids    uuid[]      NOT NULL,
  created_at      timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (organization_id, key)
);
CREATE INDEX idempotency_keys_age ON idempotency_keys (created_at);

-- Who is alive, what it last claimed and since when it has been idle.
CREATE TABLE service_heartbeats (
  instance_id              text        PRIMARY KEY,
  service                  text        NOT NULL,
  version                  text        NOT NULL,
  started_at               timestamptz NOT NULL DEFAULT now(),
  seen_at                  timestamptz NOT NULL DEFAULT now(),
  idle_since               timestamptz,
  newest_claim_published_at timestamptz,
  in_flight                integer     NOT NULL DEFAULT 0 CHECK (in_flight >= 0),
  paused_reason            text
);

-- Who did what to whom, for every operator's action.
CREATE TABLE audit_log (
  id              uuid        PRIMARY KEY,
  organization_id text        NOT NULL,
  actor           text        NOT NULL,
  action          text        NOT NULL,
  target          text        NOT NULL,
  detail          jsonb       NOT NULL DEFAULT '{}' CHECK (jsonb_typeof(detail) = 'object'),
  created_at      timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX audit_log_organization ON audit_log (organization_id, created_at DESC);
