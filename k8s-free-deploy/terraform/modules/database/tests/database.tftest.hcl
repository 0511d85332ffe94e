mock_provider "google" {
  mock_resource "google_sql_database_instance" {
    defaults = { connection_name = "demo:us-central1:millrace", project = "demo", service_account_email_address = "p1@gcp-sa-cloud-sql.iam.gserviceaccount.com" }
  }
}

variables {
  name             = "millrace"
  region           = "us-central1"
  network          = "net"
  postgres_version = "17"
  tier             = "db-f1-micro"
  is_regional      = false
  max_connections  = 100
  backups          = 7
  is_protected     = true
  migrator         = "migrate@demo.iam.gserviceaccount.com"
  users            = { api = "api@demo.iam.gserviceaccount.com" }
}

run "instance" {
  assert {
    condition     = !google_sql_database_instance.this.settings[0].ip_configuration[0].ipv4_enabled && google_sql_database_instance.this.settings[0].ip_configuration[0].private_network == "net"
    error_message = "The database has a private address, and no public one."
  }

  assert {
    condition     = google_sql_database_instance.this.settings[0].backup_configuration[0].enabled && google_sql_database_instance.this.settings[0].backup_configuration[0].point_in_time_recovery_enabled && google_sql_database_instance.this.settings[0].backup_configuration[0].backup_retention_settings[0].retained_backups >= 7
    error_message = "A week of backups, and recovery to any moment of it."
  }

  assert {
    condition     = one([for flag in google_sql_database_instance.this.settings[0].database_flags : flag.value if flag.name == "cloudsql.iam_authentication"]) == "on"
    error_message = "Accounts log in by IAM."
  }

  assert {
    condition     = google_sql_user.migrator.name == "migrate@demo.iam" && google_sql_user.users["api"].name == "api@demo.iam" && google_sql_user.users["api"].type == "CLOUD_IAM_SERVICE_ACCOUNT"
    error_message = "Users are service accounts, without the end of their addresses."
  }
}

run "connections" {
  assert {
    condition     = output.urls["api"] == "jdbc:postgresql:///millrace?socketFactory=com.google.cloud.sql.postgres.SocketFactory&cloudSqlInstance=demo:us-central1:millrace&ipTypes=PRIVATE&enableIamAuth=true&sslmode=disable&password=none&user=api%40demo.iam"
    error_message = "A service connects as itself, by the connector, over the private address."
  }

  assert {
    condition     = endswith(output.migrator_url, "&user=migrate%40demo.iam&options=-c%20role%3Dmillrace_owner")
    error_message = "What the migration makes belongs to the owner's role, whose default privileges the services have."
  }

  assert {
    condition     = strcontains(google_storage_bucket_object.grants.content, "GRANT millrace_service TO \"api@demo.iam\";") && strcontains(google_storage_bucket_object.grants.content, "GRANT millrace_owner TO \"migrate@demo.iam\";") && !strcontains(google_storage_bucket_object.grants.content, "GRANT millrace_owner TO \"api")
    error_message = "Services read and write rows; only the migration owns tables."
  }
}

run "refuses_few_backups" {
  command = plan

  variables {
    backups = 1
  }

  expect_failures = [var.backups]
}
