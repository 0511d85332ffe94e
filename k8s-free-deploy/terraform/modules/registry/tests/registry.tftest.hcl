mock_provider "google" {}

variables {
  region        = "us-central1"
  name          = "millrace"
  keep_versions = 20
}

run "clean_up" {
  assert {
    condition     = !google_artifact_registry_repository.this.cleanup_policy_dry_run && toset([for policy in google_artifact_registry_repository.this.cleanup_policies : policy.action]) == toset(["KEEP", "DELETE"])
    error_message = "Old images go, and the newest stay."
  }
}

run "refuses_to_keep_too_few" {
  command = plan

  variables {
    keep_versions = 1
  }

  expect_failures = [var.keep_versions]
}
