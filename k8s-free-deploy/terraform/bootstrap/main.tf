# What must be there before an image can be pushed or a secret be given its value, and what takes more rights than
# deploying does: APIs, accounts and their roles, secrets, the registry, continuous integration's identity, the budget.
data "google_project" "this" {
  project_id = var.project_id
}

module "apis" {
  source = "../modules/apis"

  services = [
    "aiplatform.googleapis.com",
    "artifactregistry.googleapis.com",
    "billingbudgets.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "compute.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "secretmanager.googleapis.com",
    "servicenetworking.googleapis.com",
    "sqladmin.googleapis.com",
    "sts.googleapis.com",
  ]
}

module "inventory" {
  source = "../modules/inventory"

  project_id = var.project_id
  is_vertex  = var.gemini_backend == "vertex"
  secrets    = keys(var.secret_versions)
}

module "iam" {
  source = "../modules/iam"

  project_id = var.project_id
  accounts   = module.inventory.accounts
  depends_on = [module.apis]
}

module "secrets" {
  source = "../modules/secrets"

  names  = values(module.inventory.secret_ids)
  region = var.region
  readers = {
    for secret, accounts in module.inventory.secret_readers : secret => { for account in accounts : account => module.iam.emails[account] }
  }
  depends_on = [module.apis]
}

module "registry" {
  source = "../modules/registry"

  region        = var.region
  name          = "millrace"
  keep_versions = var.keep_images
  depends_on    = [module.apis]
}

module "ci" {
  source = "../modules/ci"
  count  = var.github_repository == "" ? 0 : 1

  project_id = var.project_id
  repository = var.github_repository
  branch     = var.github_branch
  depends_on = [module.apis]
}

module "budget" {
  source = "../modules/budget"
  count  = var.billing_account == "" ? 0 : 1

  billing_account = var.billing_account
  project_number  = data.google_project.this.number
  amount          = var.monthly_budget
  depends_on      = [module.apis]
}
