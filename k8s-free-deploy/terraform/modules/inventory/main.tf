# Who there is, and what each may do and read. Both the bootstrap, which grants it, and the environment, which uses it,
# ask here, so that the two cannot differ.
variable "project_id" {
  type = string
}

variable "is_vertex" {
  description = "Whether Gemini is called by Vertex AI, as the account that asks."
  type        = bool
}

variable "secrets" {
  description = "The environment variables that have a secret."
  type        = set(string)

  validation {
    condition = length(setsubtract(var.secrets, [
      "SECRET_KEY", "CALLBACK_SECRET_KEY", "CRON_SECRET", "GEMINI_API_KEY", "OPENAI_API_KEY", "FLUX_API_KEY", "PRODUCT_API_KEY",
      "HANDOVER_SECRET", "SCHEDULER_HTTP_SECRET",
    ])) == 0
    error_message = "A secret is named that no service reads."
  }
}

locals {
  database = ["roles/cloudsql.client", "roles/cloudsql.instanceUser"]
  models   = var.is_vertex ? ["roles/aiplatform.user"] : []

  # No role to write logs or metrics: Cloud Run collects what a container prints.
  accounts = {
    agents-api        = { purpose = "Millrace: accepts requests", roles = local.database }
    content-worker    = { purpose = "Millrace: consumes and generates", roles = concat(local.database, local.models) }
    scheduler-service = { purpose = "Millrace: fires what is due", roles = local.database }
    catalog           = { purpose = "Millrace: keeps the exercise catalog", roles = concat(local.database, local.models) }
    migrate           = { purpose = "Millrace: owns and migrates the schema", roles = local.database }
    scheduler-caller  = { purpose = "Millrace: calls for ticks, and does nothing else", roles = [] }
    job-starter       = { purpose = "Millrace: starts the catalog's jobs, and does nothing else", roles = [] }
  }

  readers = {
    SECRET_KEY            = ["agents-api", "content-worker", "scheduler-service", "catalog"]
    CALLBACK_SECRET_KEY   = ["agents-api", "content-worker"]
    CRON_SECRET           = ["scheduler-service"]
    GEMINI_API_KEY        = ["content-worker", "catalog"]
    OPENAI_API_KEY        = ["content-worker", "catalog"]
    FLUX_API_KEY          = ["content-worker"]
    PRODUCT_API_KEY       = ["content-worker"]
    HANDOVER_SECRET       = ["content-worker"]
    SCHEDULER_HTTP_SECRET = ["scheduler-service"]
  }

  ids = { for name in var.secrets : name => lower(replace(name, "_", "-")) }
}

output "accounts" {
  value = local.accounts
}

output "emails" {
  value = { for id in keys(local.accounts) : id => "${id}@${var.project_id}.iam.gserviceaccount.com" }
}

output "secret_ids" {
  description = "The name in Secret Manager by environment variable."
  value       = local.ids
}

output "secret_readers" {
  description = "For each name in Secret Manager the accounts that read it."
  value       = { for name, id in local.ids : id => local.readers[name] }
}

output "secrets_of" {
  description = "For each account the environment variables that it reads from Secret Manager."
  value = {
    for account in keys(local.accounts) : account => [for name in var.secrets : name if contains(local.readers[name], account)]
  }
}
