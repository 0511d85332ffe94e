resource "google_cloud_run_v2_service" "this" {
  name                = var.name
  location            = var.region
  ingress             = "INGRESS_TRAFFIC_ALL"
  custom_audiences    = var.audience == "" ? [] : [var.audience]
  deletion_protection = var.is_protected

  template {
    service_account                  = var.service_account
    timeout                          = var.timeout
    execution_environment            = "EXECUTION_ENVIRONMENT_GEN2"
    max_instance_request_concurrency = var.concurrency

    scaling {
      min_instance_count = var.min_instances
      max_instance_count = var.max_instances
    }

    # Only private addresses go by the network; Google's APIs and the models are reached directly.
    vpc_access {
      egress = "PRIVATE_RANGES_ONLY"
      network_interfaces {
        network    = var.subnet.network
        subnetwork = var.subnet.subnetwork
      }
    }

    containers {
      image = var.image

      ports {
        container_port = var.port
      }

      resources {
        limits            = { cpu = var.cpu, memory = var.memory }
        cpu_idle          = !var.is_always_on
        startup_cpu_boost = true
      }

      # Asked every second, so that no cold start waits for the next question; longer than DATABASE_PATIENCE, after
      # which a start without a database ends by itself and says why.
      startup_probe {
        period_seconds    = 1
        timeout_seconds   = 1
        failure_threshold = 180
        http_get {
          path = "/health/readiness"
          port = var.port
        }
      }

      # Not readiness: while the database is away, a new process would not help.
      liveness_probe {
        period_seconds    = 30
        timeout_seconds   = 5
        failure_threshold = 3
        http_get {
          path = "/health/liveness"
          port = var.port
        }
      }

      dynamic "env" {
        for_each = var.env
        content {
          name  = env.key
          value = env.value
        }
      }

      dynamic "env" {
        for_each = var.secrets
        content {
          name = env.key
          value_source {
            secret_key_ref {
              secret  = env.value.secret
              version = env.value.version
            }
          }
        }
      }
    }
  }

  traffic {
    type     = var.serving_revision == "" ? "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" : "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION"
    revision = var.serving_revision == "" ? null : var.serving_revision
    percent  = 100
  }

  # Whoever deploys by gcloud leaves a name there, which is no change.
  lifecycle {
    ignore_changes = [client, client_version]
  }
}

resource "google_cloud_run_v2_service_iam_member" "public" {
  count = var.is_public ? 1 : 0

  name     = google_cloud_run_v2_service.this.name
  location = var.region
  role     = "roles/run.invoker"
  member   = "allUsers"
}

resource "google_cloud_run_v2_service_iam_member" "invokers" {
  for_each = var.invokers

  name     = google_cloud_run_v2_service.this.name
  location = var.region
  role     = "roles/run.invoker"
  member   = each.value
}

output "uri" {
  value = google_cloud_run_v2_service.this.uri
}

output "name" {
  value = google_cloud_run_v2_service.this.name
}

output "service" {
  description = "All of it."
  value       = google_cloud_run_v2_service.this
}

output "callers" {
  description = "Who may call it."
  value       = concat(google_cloud_run_v2_service_iam_member.public[*].member, [for grant in google_cloud_run_v2_service_iam_member.invokers : grant.member])
}
