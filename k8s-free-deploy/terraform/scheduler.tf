module "tick" {
  source = "./modules/scheduler"

  name            = "scheduler-tick"
  region          = var.region
  description     = "Calls scheduler-service for a tick"
  schedule        = var.tick_cadence
  time_zone       = var.scheduler_timezone
  uri             = "${module.scheduler_service.uri}/cron/tick"
  audience        = local.tick_audience
  service_account = local.accounts["scheduler-caller"]
  paused          = var.is_scheduler_paused

  # Longer than the 45 s for which a tick waits for the jobs that it began. What one tick misses, the next one does.
  attempt_deadline = "60s"
  retries          = 0
}

module "triggers" {
  source   = "./modules/scheduler"
  for_each = var.catalog_trigger == "cloud-scheduler" ? local.catalog_jobs : {}

  name             = "trigger-${each.key}"
  region           = var.region
  description      = "Starts the job ${each.key}, which ${each.value.about}"
  schedule         = each.value.schedule
  uri              = "https://run.googleapis.com/v2/projects/${var.project_id}/locations/${var.region}/jobs/${module.catalog[each.key].name}:run"
  service_account  = local.accounts["job-starter"]
  attempt_deadline = "60s"
  retries          = 1
  paused           = var.is_scheduler_paused
}

module "monitoring" {
  source = "./modules/monitoring"

  project_id      = var.project_id
  alert_emails    = var.alert_emails
  api_host        = trimprefix(module.agents_api.uri, "https://")
  uptime_period   = var.uptime_period
  tick_seconds    = var.tick_seconds
  max_connections = var.database_connections
  has_ticks       = var.scheduler_driver == "http" && !var.is_scheduler_paused
}
