data "google_project" "this" {
  project_id = var.project_id
}

module "inventory" {
  source = "./modules/inventory"

  project_id = var.project_id
  is_vertex  = var.gemini_backend == "vertex"
  secrets    = keys(var.secret_versions)
}

locals {
  accounts = module.inventory.emails
  members  = { for id, email in local.accounts : id => "serviceAccount:${email}" }

  # For each account, the variables that come from Secret Manager.
  secrets = {
    for account, names in module.inventory.secrets_of : account => {
      for name in names : name => { secret = module.inventory.secret_ids[name], version = var.secret_versions[name] }
    }
  }

  all_env = {
    ENVIRONMENT          = var.environment
    GOOGLE_CLOUD_PROJECT = var.project_id
    REGION               = var.region
    DATABASE_POOL_SIZE   = tostring(var.pool_size)
    SCHEMA_MODE          = "verify"
    PUBSUB_TOPIC         = "content-generation-requests"
    PUBSUB_RUNS_TOPIC    = "agent-runs"
  }
}

module "network" {
  source = "./modules/network"

  name         = "millrace"
  region       = var.region
  subnet_range = var.subnet_range
}

module "database" {
  source = "./modules/database"

  name             = "millrace"
  region           = var.region
  network          = module.network.peered_network
  postgres_version = var.postgres_version
  tier             = var.database_tier
  is_regional      = var.is_database_regional
  max_connections  = var.database_connections
  backups          = var.database_backups
  is_protected     = var.is_protected
  migrator         = local.accounts["migrate"]
  users            = { for id in ["agents-api", "content-worker", "scheduler-service", "catalog"] : id => local.accounts[id] }
}

locals {
  channels = {
    content-generation-requests = {
      subscription             = "content-generation-sub"
      dead_letter_topic        = "content-generation-dlq"
      dead_letter_subscription = "content-generation-dlq-sub"
      publishers               = ["agents-api", "content-worker", "scheduler-service"]
    }
    agent-runs = {
      subscription             = "agent-runs-sub"
      dead_letter_topic        = "agent-runs-dlq"
      dead_letter_subscription = "agent-runs-dlq-sub"
      publishers               = ["agents-api", "content-worker", "scheduler-service"]
    }
    scheduler-ticks = {
      subscription             = "scheduler-ticks-sub"
      dead_letter_topic        = "scheduler-ticks-dlq"
      dead_letter_subscription = "scheduler-ticks-dlq-sub"
      publishers               = ["scheduler-service"]
    }
  }
}

module "pubsub" {
  source   = "./modules/pubsub"
  for_each = local.channels

  topic                    = each.key
  subscription             = each.value.subscription
  dead_letter_topic        = each.value.dead_letter_topic
  dead_letter_subscription = each.value.dead_letter_subscription
  publishers               = { for id in each.value.publishers : id => local.members[id] }
  consumers                = { content-worker = local.members["content-worker"] }
  service_agent            = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
}
