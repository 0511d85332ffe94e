# GitHub's jobs act as the deployer by their own identity tokens; there is no key that could leak.
variable "project_id" {
  type = string
}

variable "repository" {
  description = "OWNER/NAME on GitHub, whose jobs may deploy."
  type        = string

  validation {
    condition     = can(regex("^[\\w.-]+/[\\w.-]+$", var.repository))
    error_message = "repository must be OWNER/NAME."
  }
}

variable "branch" {
  description = "The only branch whose jobs may deploy."
  type        = string
}

locals {
  # What applying the environment takes. Accounts, their roles and secrets are of the bootstrap, which a person applies.
  roles = [
    "roles/artifactregistry.writer",
    "roles/cloudscheduler.admin",
    "roles/cloudsql.admin",
    "roles/compute.networkAdmin",
    "roles/iam.serviceAccountUser",
    "roles/logging.configWriter",
    "roles/monitoring.editor",
    "roles/pubsub.admin",
    "roles/run.admin",
    "roles/secretmanager.viewer",
    "roles/servicenetworking.networksAdmin",
    "roles/storage.admin",
  ]
}

resource "google_iam_workload_identity_pool" "github" {
  workload_identity_pool_id = "github"
  display_name              = "GitHub"
}

resource "google_iam_workload_identity_pool_provider" "github" {
  workload_identity_pool_id          = google_iam_workload_identity_pool.github.workload_identity_pool_id
  workload_identity_pool_provider_id = "actions"
  display_name                       = "GitHub Actions"
  attribute_condition                = "assertion.repository == '${var.repository}' && assertion.ref == 'refs/heads/${var.branch}'"

  attribute_mapping = {
    "google.subject"       = "assertion.sub"
    "attribute.repository" = "assertion.repository"
  }

  oidc {
    issuer_uri = "https://token.actions.githubusercontent.com"
  }
}

resource "google_service_account" "deployer" {
  account_id   = "deployer"
  display_name = "Deploys from continuous integration"
}

resource "google_service_account_iam_member" "github_is_deployer" {
  service_account_id = google_service_account.deployer.name
  role               = "roles/iam.workloadIdentityUser"
  member             = "principalSet://iam.googleapis.com/${google_iam_workload_identity_pool.github.name}/attribute.repository/${var.repository}"
}

resource "google_project_iam_member" "deployer" {
  for_each = toset(local.roles)

  project = var.project_id
  role    = each.value
  member  = "serviceAccount:${google_service_account.deployer.email}"
}

output "provider" {
  description = "workload_identity_provider of google-github-actions/auth."
  value       = google_iam_workload_identity_pool_provider.github.name
}

output "deployer" {
  description = "service_account of google-github-actions/auth."
  value       = google_service_account.deployer.email
}
