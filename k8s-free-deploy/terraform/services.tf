module "agents_api" {
  source = "./modules/service"

  name             = "agents-api"
  region           = var.region
  image            = var.images["agents-api"]
  service_account  = local.accounts["agents-api"]
  subnet           = module.network.subnet
  secrets          = local.secrets["agents-api"]
  min_instances    = var.min_instances
  max_instances    = var.max_instances
  serving_revision = lookup(var.serving_revisions, "agents-api", "")
  is_protected     = var.is_protected
  is_public        = true

  # Calls that wait and streams of events hold their place and do little; a stream is resumed after an hour.
  concurrency = 250
  timeout     = "3600s"

  env = merge(lookup(var.env, "agents-api", {}), local.all_env, {
    DATABASE_URL = module.database.urls["agents-api"]
  })
}

locals {
  # What the identity tokens of ticks are made for, and nothing else is.
  tick_audience = "millrace-ticks-${var.environment}"
  is_looping    = var.scheduler_driver == "loop" || var.is_shadow
}

module "scheduler_service" {
  source = "./modules/service"

  name             = "scheduler-service"
  region           = var.region
  image            = var.images["scheduler-service"]
  service_account  = local.accounts["scheduler-service"]
  subnet           = module.network.subnet
  secrets          = local.secrets["scheduler-service"]
  serving_revision = lookup(var.serving_revisions, "scheduler-service", "")
  is_protected     = var.is_protected
  audience         = local.tick_audience
  timeout          = "90s"

  # A loop needs one instance with a processor of its own.
  min_instances = local.is_looping ? 1 : var.min_instances
  max_instances = local.is_looping ? 1 : var.max_instances
  is_always_on  = local.is_looping

  invokers = merge(
    { scheduler-caller = local.members["scheduler-caller"] },
    { for member in var.operators : member => member },
  )

  env = merge(lookup(var.env, "scheduler-service", {}), local.all_env, {
    DATABASE_URL               = module.database.urls["scheduler-service"]
    SCHEDULER_DRIVER           = var.scheduler_driver
    SCHEDULER_SHADOW_MODE      = tostring(var.is_shadow)
    SCHEDULER_CADENCE          = var.tick_cadence
    SCHEDULER_TIMEZONE         = var.scheduler_timezone
    SCHEDULER_STORAGE          = "postgres"
    SCHEDULER_AUTH             = "iam"
    SCHEDULER_AUDIENCE         = local.tick_audience
    SCHEDULER_SERVICE_ACCOUNTS = local.accounts["scheduler-caller"]
    SCHEDULER_WAKE_JOB         = "projects/${var.project_id}/locations/${var.region}/jobs/${module.drain.name}"
  })
}
