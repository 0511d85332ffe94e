variable "region" {
  description = "Where the images are kept."
  type        = string
}

variable "name" {
  description = "The name of the repository."
  type        = string
}

variable "keep_versions" {
  description = "How many versions of each image stay, whatever their age; enough to roll back to."
  type        = number

  validation {
    condition     = var.keep_versions >= 5
    error_message = "keep_versions must be at least 5, or there may be nothing left to roll back to."
  }
}

resource "google_artifact_registry_repository" "this" {
  location               = var.region
  repository_id          = var.name
  format                 = "DOCKER"
  description            = "Images of Millrace"
  cleanup_policy_dry_run = false

  cleanup_policies {
    id     = "keep-newest"
    action = "KEEP"
    most_recent_versions {
      keep_count = var.keep_versions
    }
  }

  cleanup_policies {
    id     = "delete-old"
    action = "DELETE"
    condition {
      tag_state  = "ANY"
      older_than = "2592000s"
    }
  }

  cleanup_policies {
    id     = "delete-untagged"
    action = "DELETE"
    condition {
      tag_state  = "UNTAGGED"
      older_than = "604800s"
    }
  }
}

output "url" {
  description = "What the names of images begin with."
  value       = "${var.region}-docker.pkg.dev/${google_artifact_registry_repository.this.project}/${var.name}"
}

output "name" {
  value = google_artifact_registry_repository.this.name
}
