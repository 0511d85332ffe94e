mock_provider "google" {}

variables {
  name            = "some-service"
  region          = "us-central1"
  image           = "registry/some-service@sha256:1"
  service_account = "some-service@demo.iam.gserviceaccount.com"
  env             = { PLAIN = "value" }
  secrets         = { HIDDEN = { secret = "hidden", version = "4" } }
  subnet          = { network = "net", subnetwork = "sub" }
  timeout         = "60s"
  is_protected    = true
}

run "by_default" {
  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].http_get[0].path == "/health/readiness"
    error_message = "The startup probe must ask whether requests may come."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].period_seconds * google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].failure_threshold >= 150 && google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].period_seconds * google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].failure_threshold <= 240
    error_message = "A start may wait two minutes for the database, and Cloud Run gives four."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].liveness_probe[0].http_get[0].path == "/health/liveness"
    error_message = "Liveness must not depend on the database: a new process would not help."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].startup_probe[0].http_get[0].port == google_cloud_run_v2_service.this.template[0].containers[0].ports[0].container_port && google_cloud_run_v2_service.this.template[0].containers[0].liveness_probe[0].http_get[0].port == google_cloud_run_v2_service.this.template[0].containers[0].ports[0].container_port
    error_message = "Probes must ask the port that is listened on."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].containers[0].resources[0].startup_cpu_boost && google_cloud_run_v2_service.this.template[0].containers[0].resources[0].cpu_idle
    error_message = "More processor while it starts, none between calls."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].scaling[0].min_instance_count == 0 && google_cloud_run_v2_service.this.template[0].scaling[0].max_instance_count == 10
    error_message = "0 to 10 instances."
  }

  assert {
    condition     = google_cloud_run_v2_service.this.template[0].vpc_access[0].egress == "PRIVATE_RANGES_ONLY" && google_cloud_run_v2_service.this.template[0].vpc_access[0].network_interfaces[0].subnetwork == "sub"
    error_message = "Only private addresses go by the network, without a connector."
  }

  assert {
    condition     = one([for env in google_cloud_run_v2_service.this.template[0].containers[0].env : env.value_source[0].secret_key_ref[0].version if env.name == "HIDDEN"]) == "4"
    error_message = "A secret comes in the version that is named."
  }

  assert {
    condition     = output.callers == []
    error_message = "Nobody may call a service unless it is said who."
  }
}

run "public" {
  variables {
    is_public = true
  }

  assert {
    condition     = output.callers == ["allUsers"]
    error_message = "Anyone may call what is public."
  }
}

run "refuses_more_than_ten" {
  command = plan

  variables {
    max_instances = 11
  }

  expect_failures = [var.max_instances]
}
