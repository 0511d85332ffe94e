resource "google_cloud_run_v2_worker_pool" "this" {
  name                = var.name
  location            = var.region
  launch_stage        = "BETA"
  deletion_protection = var.is_protected

  scaling {
    scaling_mode          = "MANUAL"
    manual_instance_count = var.instances
  }

  template {
    service_account = var.service_account

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

  instance_splits {
    type    = "INSTANCE_SPLIT_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  lifecycle {
    ignore_changes = [client, client_version]
  }
}

output "pool" {
  description = "All of it."
  value       = google_cloud_run_v2_worker_pool.this
}
