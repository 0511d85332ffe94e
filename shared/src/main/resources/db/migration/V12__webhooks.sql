-- Where the end of one request is told, beside the organization's endpoints. Older rows have none, so there is nothing to
-- scan for.
ALTER TABLE content_requests ADD COLUMN callback_url text;
ALTER TABLE content_requests
  ADD CONSTRAINT callback_url_is_bounded CHECK (length(callback_url) BETWEEN 1 AND 2048) NOT VALID;

-- Where an organization wants to be told of what ends. No event types means all of them.
CREATE TABLE webhook_endpoints (
  id              uuid        PRIMARY KEY,
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  url             text        NOT NULL CHECK (length(url) BETWEEN 1 AND 2048),
  description     text        CHECK (length(description) BETWEEN 1 AND 500),
  event_types     text[]      NOT NULL DEFAULT '{}'
                              CHECK (event_types <@ ARRAY['content_request.completed', 'content_request.failed',
                                                          'content_request.cancelled', 'agent_run.completed',
                                                          'agent_run.failed', 'agent_run.cancelled']),
  enabled         boolean     NOT NULL DEFAULT true,
  disabled_reason text        CHECK (disabled_reason IN ('caller', 'gone')),
  disabled_at     timestamptz,
  created_at      timestamptz NOT NULL DEFAULT now(),
  updated_at      timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT a_disabled_endpoint_says_why CHECK (enabled = (disabled_reason IS NULL)),
  CONSTRAINT a_disabled_endpoint_says_since_when CHECK (enabled = (disabled_at IS NULL))
);
CREATE INDEX webhook_endpoints_organization ON webhook_endpoints (organization_id, created_at DESC, id DESC);
-- What every end of a request asks for.
CREATE INDEX webhook_endpoints_enabled ON webhook_endpoints (organization_id) WHERE enabled;

-- What signs: of an endpoint, or (without one) of the organization's callback URLs. Sealed; the key is not in the database.
CREATE TABLE webhook_secrets (
  id              uuid        PRIMARY KEY,
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  endpoint_id     uuid        REFERENCES webhook_endpoints (id) ON DELETE CASCADE,
  secret          bytea       NOT NULL,
  set_at          timestamptz NOT NULL DEFAULT now(),
  previous_secret bytea,
  previous_until  timestamptz,
  CONSTRAINT one_secret_of_each UNIQUE NULLS NOT DISTINCT (organization_id, endpoint_id),
  CONSTRAINT a_previous_secret_has_an_end CHECK ((previous_secret IS NULL) = (previous_until IS NULL))
);
CREATE INDEX webhook_secrets_endpoint ON webhook_secrets (endpoint_id) WHERE endpoint_id IS NOT NULL;

-- One row for each end and each place where it is told, written in the transaction that writes the end. An endpoint is named
-- without a foreign key: the log outlives it. The receiver is the organization and the origin of the URL: whoever is slow
-- or away must not hold up others.
CREATE TABLE webhook_deliveries (
  id              uuid        PRIMARY KEY,
  organization_id text        NOT NULL CHECK (length(organization_id) BETWEEN 1 AND 64),
  endpoint_id     uuid,
  callback_url    text        CHECK (length(callback_url) BETWEEN 1 AND 2048),
  receiver        text        NOT NULL CHECK (length(receiver) BETWEEN 1 AND 2200),
  event_type      text        NOT NULL CHECK (event_type IN ('content_request.completed', 'content_request.failed',
                                                             'content_request.cancelled', 'agent_run.completed',
                                                             'agent_run.failed', 'agent_run.cancelled', 'webhook.test')),
  subject_id      uuid        NOT NULL,
  occurrence      integer     NOT NULL DEFAULT 1 CHECK (occurrence >= 1),
  payload         json        NOT NULL CHECK (json_typeof(payload) = 'object'),

  state           text        NOT NULL DEFAULT 'pending'
                              CHECK (state IN ('pending', 'delivering', 'delivered', 'failed')),
  attempts        integer     NOT NULL DEFAULT 0 CHECK (attempts >= 0),
  redrives        integer     NOT NULL DEFAULT 0 CHECK (redrives >= 0),
  next_attempt_at timestamptz DEFAULT now(),
  give_up_at      timestamptz NOT NULL DEFAULT now() + interval '1 day',

  lease_token     uuid,
  lease_owner     text,
  lease_until     timestamptz,

  last_status     integer     CHECK (last_status BETWEEN 100 AND 999),
  last_error      text        CHECK (length(last_error) <= 500),
  attempt_log     jsonb       NOT NULL DEFAULT '[]'
                              CHECK (jsonb_typeof(attempt_log) = 'array' AND jsonb_array_length(attempt_log) <= 30),

  created_at      timestamptz NOT NULL DEFAULT now(),
  delivered_at    timestamptz,
  failed_at       timestamptz,

  CONSTRAINT one_delivery_of_an_end UNIQUE NULLS NOT DISTINCT (subject_id, event_type, occurrence, endpoint_id),
  CONSTRAINT an_endpoint_or_a_url CHECK ((endpoint_id IS NULL) <> (callback_url IS NULL)),
  CONSTRAINT pending_has_a_next_attempt CHECK ((state = 'pending') = (next_attempt_at IS NOT NULL)),
  CONSTRAINT delivering_holds_a_lease CHECK ((state = 'delivering') = (lease_until IS NOT NULL)),
  CONSTRAINT a_lease_has_a_token CHECK (lease_until IS NULL OR (lease_token IS NOT NULL AND lease_owner IS NOT NULL)),
  CONSTRAINT delivering_counts_its_attempt CHECK (state <> 'delivering' OR attempts >= 1),
  CONSTRAINT delivered_has_a_time CHECK ((state = 'delivered') = (delivered_at IS NOT NULL)),
  CONSTRAINT delivered_was_answered CHECK (state <> 'delivered' OR last_status BETWEEN 200 AND 299),
  CONSTRAINT failed_has_a_time CHECK ((state = 'failed') = (failed_at IS NOT NULL)),
  CONSTRAINT failed_has_a_reason CHECK (state <> 'failed' OR last_error IS NOT NULL)
);
-- What the dispatcher claims, receiver by receiver; whether anything is due; leases that ended.
CREATE INDEX webhook_deliveries_receiver ON webhook_deliveries (receiver, next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (next_attempt_at) WHERE state = 'pending';
CREATE INDEX webhook_deliveries_lease ON webhook_deliveries (lease_until) WHERE state = 'delivering';
-- The log, of an organization and of one of its endpoints; what retention forgets.
CREATE INDEX webhook_deliveries_organization ON webhook_deliveries (organization_id, created_at DESC, id DESC);
CREATE INDEX webhook_deliveries_endpoint ON webhook_deliveries (endpoint_id, created_at DESC, id DESC)
  WHERE endpoint_id IS NOT NULL;
CREATE INDEX webhook_deliveries_ended ON webhook_deliveries (created_at) WHERE state IN ('delivered', 'failed');
