resource "google_cloud_scheduler_job" "this" {
  name             = var.name
  region           = var.region
  description      = var.description
  schedule         = var.schedule
  time_zone        = var.time_zone
  attempt_deadline = var.attempt_deadline
  paused           = var.paused

  retry_config {
    retry_count = var.retries
  }

  http_target {
    http_method = "POST"
    uri         = var.uri
    headers     = { "Content-Type" = "application/json" }
    body        = base64encode("{}")

    dynamic "oidc_token" {
      for_each = var.audience == "" ? [] : [var.audience]
      content {
        service_account_email = var.service_account
        audience              = oidc_token.value
      }
    }

    dynamic "oauth_token" {
      for_each = var.audience == "" ? [true] : []
      content {
        service_account_email = var.service_account
        scope                 = "https://www.googleapis.com/auth/cloud-platform"
      }
    }
  }
}

output "job" {
  description = "All of it."
  value       = google_cloud_scheduler_job.this
}
