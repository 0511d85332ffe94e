resource "google_cloud_run_v2_job" "this" {
  name                = var.name
  location            = var.region
  deletion_protection = var.is_protected

  template {
    task_count  = 1
    parallelism = 1

    template {
      service_account       = var.service_account
      timeout               = var.timeout
      max_retries           = var.retries
      execution_environment = "EXECUTION_ENVIRONMENT_GEN2"

      vpc_access {
        egress = "PRIVATE_RANGES_ONLY"
        network_interfaces {
          network    = var.subnet.network
          subnetwork = var.subnet.subnetwork
        }
      }

      containers {
        image = var.image
        args  = var.args

        resources {
          limits = { cpu = var.cpu, memory = var.memory }
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
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }
}

# On a job, this role means: may start it as it is set up, and change nothing of how it runs.
resource "google_cloud_run_v2_job_iam_member" "starters" {
  for_each = var.starters

  name     = google_cloud_run_v2_job.this.name
  location = var.region
  role     = "roles/run.invoker"
  member   = each.value
}

output "name" {
  value = google_cloud_run_v2_job.this.name
}


output "job" {
  description = "All of it."
  value       = google_cloud_run_v2_job.this
}

output "starters" {
  description = "Who may start it."
  value       = [for grant in google_cloud_run_v2_job_iam_member.starters : grant.member]
}
