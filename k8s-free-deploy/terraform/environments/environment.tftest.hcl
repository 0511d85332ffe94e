# Run with -test-directory=environments -var-file=environments/ENVIRONMENT.tfvars: each can be applied as it stands.
mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  project_id = "demo"
  images = {
    agents-api        = "registry/agents-api@sha256:1"
    content-worker    = "registry/content-worker@sha256:2"
    scheduler-service = "registry/scheduler-service@sha256:3"
  }
}

run "applies" {
  assert {
    condition     = module.agents_api.service.template[0].scaling[0].min_instance_count == 0 && module.scheduler_service.service.template[0].scaling[0].min_instance_count == 0
    error_message = "It costs nothing while there is nothing to do."
  }
}
