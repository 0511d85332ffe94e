mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  project_id        = "demo"
  secret_versions   = { SECRET_KEY = "1", FLUX_API_KEY = "1" }
  github_repository = "owner/millrace"
  billing_account   = "000000-000000-000000"
}

run "accounts" {
  assert {
    condition     = toset(keys(module.iam.emails)) == toset(["agents-api", "content-worker", "scheduler-service", "catalog", "migrate", "scheduler-caller", "job-starter"])
    error_message = "Each service has an account of its own."
  }

  assert {
    condition = alltrue(flatten([
      for account in module.inventory.accounts : [for role in account.roles : !contains(["roles/owner", "roles/editor", "roles/viewer"], role)]
    ]))
    error_message = "No account has a primitive role."
  }

  assert {
    condition     = length(module.inventory.accounts["scheduler-caller"].roles) == 0 && length(module.inventory.accounts["job-starter"].roles) == 0
    error_message = "Who calls or starts has no role on the project."
  }

  assert {
    condition     = !contains(module.inventory.accounts["content-worker"].roles, "roles/aiplatform.user")
    error_message = "Vertex AI may be used only where it is."
  }

  assert {
    condition     = module.inventory.secret_readers["flux-api-key"] == ["content-worker"]
    error_message = "A key is read by whoever uses it, and nobody else."
  }
}

run "vertex" {
  variables {
    gemini_backend = "vertex"
  }

  assert {
    condition     = contains(module.inventory.accounts["content-worker"].roles, "roles/aiplatform.user") && !contains(module.inventory.accounts["agents-api"].roles, "roles/aiplatform.user")
    error_message = "The worker calls Vertex AI as itself; agents-api does not."
  }
}
