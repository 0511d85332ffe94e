locals {
  catalog_jobs = {
    catalog-worker   = { args = ["run-worker", "--apply"], timeout = "10800s", schedule = "*/15 * * * *", about = "carries out the jobs of the queue" }
    catalog-review   = { args = ["run-review", "--apply", "--max-exercises", "1000"], timeout = "14400s", schedule = "0 */3 * * *", about = "reviews exercises and files jobs" }
    catalog-cleanup  = { args = ["run-cleanup"], timeout = "3600s", schedule = "0 8 * * *", about = "archives jobs that have ended" }
    catalog-watchdog = { args = ["run-watchdog"], timeout = "1800s", schedule = "0 */6 * * *", about = "frees expired leases and locks" }
    catalog-backup   = { args = ["backup-catalog"], timeout = "3600s", schedule = "0 2 * * *", about = "copies the catalog, without which nothing is applied" }
  }

  catalog_env = merge(lookup(var.env, "catalog", {}), local.all_env, local.model_env, {
    DATABASE_URL          = module.database.urls["catalog"]
    CATALOG_APPLY_ENABLED = tostring(var.is_catalog_apply_enabled)
  })
}

module "catalog" {
  source   = "./modules/job"
  for_each = local.catalog_jobs

  name            = each.key
  region          = var.region
  image           = var.images["content-worker"]
  args            = each.value.args
  timeout         = each.value.timeout
  retries         = 1
  memory          = "1Gi"
  service_account = local.accounts["catalog"]
  subnet          = module.network.subnet
  env             = local.catalog_env
  secrets         = local.secrets["catalog"]
  is_protected    = var.is_protected
  starters        = { job-starter = local.members["job-starter"] }
}

# Alone owns the tables. Run it before the services of a version that needs a newer schema: they refuse to start without.
module "migrate" {
  source = "./modules/job"

  name            = "migrate"
  region          = var.region
  image           = var.images["content-worker"]
  args            = ["migrate"]
  timeout         = "3600s"
  retries         = 0
  service_account = local.accounts["migrate"]
  subnet          = module.network.subnet
  secrets         = {}
  is_protected    = var.is_protected

  env = merge(local.all_env, {
    DATABASE_URL = module.database.migrator_url
    SCHEMA_MODE  = "migrate"
  })
}
