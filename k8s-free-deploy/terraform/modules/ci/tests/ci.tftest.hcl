mock_provider "google" {}

variables {
  project_id = "demo"
  repository = "owner/millrace"
  branch     = "main"
}

run "identity" {
  assert {
    condition     = google_iam_workload_identity_pool_provider.github.attribute_condition == "assertion.repository == 'owner/millrace' && assertion.ref == 'refs/heads/main'"
    error_message = "Only jobs of one branch of one repository may deploy."
  }

  assert {
    condition     = endswith(google_service_account_iam_member.github_is_deployer.member, "/attribute.repository/owner/millrace")
    error_message = "Only that repository acts as the deployer."
  }

  assert {
    condition     = length(setintersection(keys(google_project_iam_member.deployer), ["roles/owner", "roles/editor", "roles/viewer", "roles/resourcemanager.projectIamAdmin", "roles/secretmanager.admin", "roles/secretmanager.secretAccessor"])) == 0
    error_message = "The deployer gives away no roles of the project, and reads no secret."
  }
}
