output "instance" {
  value = google_sql_database_instance.this.name
}

output "connection_name" {
  description = "project:region:instance, as connectors want it."
  value       = google_sql_database_instance.this.connection_name
}

output "grants" {
  description = "Where the grants are, for: gcloud sql import sql INSTANCE GRANTS --database=millrace --user=postgres"
  value       = "gs://${google_storage_bucket.grants.name}/${google_storage_bucket_object.grants.name}"
  depends_on  = [google_storage_bucket_iam_member.instance_reads, google_sql_database.this, google_sql_user.migrator, google_sql_user.users]
}

output "urls" {
  description = "DATABASE_URL of each user, by key; they hold no secret."
  value = {
    for key, user in google_sql_user.users : key => format("%s&user=%s", local.url, urlencode(user.name))
  }
}

output "migrator_url" {
  description = "DATABASE_URL of the migration job, whose tables belong to the owner's role."
  value       = format("%s&user=%s&options=-c%%20role%%3D%s", local.url, urlencode(google_sql_user.migrator.name), local.owner)
}

# The driver wants a password, and the connector puts the account's token in its place.
locals {
  url = join("", [
    "jdbc:postgresql:///${google_sql_database.this.name}",
    "?socketFactory=com.google.cloud.sql.postgres.SocketFactory",
    "&cloudSqlInstance=${google_sql_database_instance.this.connection_name}",
    "&ipTypes=PRIVATE&enableIamAuth=true&sslmode=disable&password=none",
  ])
}
