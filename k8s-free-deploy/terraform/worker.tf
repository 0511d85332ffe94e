locals {
  worker_env = merge(lookup(var.env, "content-worker", {}), local.all_env, {
    DATABASE_URL                          = module.database.urls["content-worker"]
    WORKER_CONCURRENCY                    = tostring(var.worker_concurrency)
    PUBSUB_SUBSCRIPTION                   = local.channels["content-generation-requests"].subscription
    PUBSUB_DEAD_LETTER_TOPIC              = local.channels["content-generation-requests"].dead_letter_topic
    PUBSUB_DEAD_LETTER_SUBSCRIPTION       = local.channels["content-generation-requests"].dead_letter_subscription
    PUBSUB_RUNS_SUBSCRIPTION              = local.channels["agent-runs"].subscription
    PUBSUB_RUNS_DEAD_LETTER_TOPIC         = local.channels["agent-runs"].dead_letter_topic
    PUBSUB_RUNS_DEAD_LETTER_SUBSCRIPTION  = local.channels["agent-runs"].dead_letter_subscription
    PUBSUB_TICKS_SUBSCRIPTION             = local.channels["scheduler-ticks"].subscription
    PUBSUB_TICKS_DEAD_LETTER_TOPIC        = local.channels["scheduler-ticks"].dead_letter_topic
    PUBSUB_TICKS_DEAD_LETTER_SUBSCRIPTION = local.channels["scheduler-ticks"].dead_letter_subscription
    PUBSUB_BACKOFF_MIN                    = "10s"
    PUBSUB_BACKOFF_MAX                    = "600s"
  }, local.model_env)

  model_env = {
    GEMINI_BACKEND       = var.gemini_backend
    VERTEX_AI_PROJECT_ID = var.gemini_backend == "vertex" ? var.project_id : ""
  }
}

# Ends when nothing is left, and is started by a tick when something is due: nothing runs while there is nothing to do.
module "drain" {
  source = "./modules/job"

  name            = "content-worker-drain"
  region          = var.region
  image           = var.images["content-worker"]
  args            = ["drain", "--idle", "20s", "--max-duration", "50m"]
  timeout         = "3600s"
  retries         = 1
  memory          = "1Gi"
  service_account = local.accounts["content-worker"]
  subnet          = module.network.subnet
  env             = local.worker_env
  secrets         = local.secrets["content-worker"]
  is_protected    = var.is_protected
  starters        = { scheduler-service = local.members["scheduler-service"] }
}

# For steady load. The drain job stays: it is started only when no worker lives.
module "worker" {
  source = "./modules/worker"
  count  = var.worker_pool_instances > 0 ? 1 : 0

  name            = "content-worker"
  region          = var.region
  image           = var.images["content-worker"]
  args            = ["serve"]
  instances       = var.worker_pool_instances
  memory          = "1Gi"
  service_account = local.accounts["content-worker"]
  subnet          = module.network.subnet
  env             = local.worker_env
  secrets         = local.secrets["content-worker"]
  is_protected    = var.is_protected
}
