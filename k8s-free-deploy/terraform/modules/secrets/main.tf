variable "names" {
  description = "The secrets to make; their values are added by hand, and are in no state file."
  type        = set(string)
}

variable "readers" {
  description = "For each secret the accounts that read it, as addresses by any key."
  type        = map(map(string))
}

variable "region" {
  description = "The only place where their values are kept."
  type        = string
}

resource "google_secret_manager_secret" "this" {
  for_each = var.names

  secret_id = each.value

  replication {
    user_managed {
      replicas {
        location = var.region
      }
    }
  }
}

locals {
  grants = merge([
    for secret, accounts in var.readers : {
      for key, email in accounts : "${secret} ${key}" => { secret = secret, email = email }
    }
  ]...)
}

resource "google_secret_manager_secret_iam_member" "readers" {
  for_each = local.grants

  secret_id = google_secret_manager_secret.this[each.value.secret].secret_id
  role      = "roles/secretmanager.secretAccessor"
  member    = "serviceAccount:${each.value.email}"
}

output "ids" {
  value = { for name, secret in google_secret_manager_secret.this : name => secret.secret_id }
}
