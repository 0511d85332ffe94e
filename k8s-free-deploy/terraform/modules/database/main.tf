locals {
  database = "millrace"
  owner    = "millrace_owner"

  # Postgres knows a service account by its address without this end.
  suffix   = ".gserviceaccount.com"
  migrator = trimsuffix(var.migrator, local.suffix)
  users    = { for key, email in var.users : key => trimsuffix(email, local.suffix) }
}

resource "google_sql_database_instance" "this" {
  name                = var.name
  region              = var.region
  database_version    = "POSTGRES_${var.postgres_version}"
  deletion_protection = var.is_protected

  settings {
    edition                     = "ENTERPRISE"
    tier                        = var.tier
    availability_type           = var.is_regional ? "REGIONAL" : "ZONAL"
    disk_type                   = "PD_SSD"
    disk_size                   = 10
    disk_autoresize             = true
    deletion_protection_enabled = var.is_protected

    ip_configuration {
      ipv4_enabled    = false
      private_network = var.network
      ssl_mode        = "ENCRYPTED_ONLY"
    }

    backup_configuration {
      enabled                        = true
      start_time                     = "01:00"
      point_in_time_recovery_enabled = true
      transaction_log_retention_days = 7

      backup_retention_settings {
        retained_backups = var.backups
      }
    }

    database_flags {
      name  = "cloudsql.iam_authentication"
      value = "on"
    }

    database_flags {
      name  = "max_connections"
      value = tostring(var.max_connections)
    }

    insights_config {
      query_insights_enabled = true
    }

    # Sunday, 03:00 UTC: after the night's backups.
    maintenance_window {
      day          = 7
      hour         = 3
      update_track = "stable"
    }
  }

  # It grows by itself, and never shrinks.
  lifecycle {
    ignore_changes = [settings[0].disk_size]
  }
}

resource "google_sql_database" "this" {
  name            = local.database
  instance        = google_sql_database_instance.this.name
  deletion_policy = "ABANDON"
}

# No passwords: whoever connects is a service account.
resource "google_sql_user" "migrator" {
  instance        = google_sql_database_instance.this.name
  name            = local.migrator
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  deletion_policy = "ABANDON"
}

resource "google_sql_user" "users" {
  for_each = local.users

  instance        = google_sql_database_instance.this.name
  name            = each.value
  type            = "CLOUD_IAM_SERVICE_ACCOUNT"
  deletion_policy = "ABANDON"
}
