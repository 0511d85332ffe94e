# What the accounts may do inside the database is SQL, which Terraform does not speak: a file in a bucket, from where
# Cloud SQL imports it. That needs no way into the private network.
locals {
  grants = templatefile("${path.module}/grants.sql.tftpl", {
    owner    = local.owner
    migrator = local.migrator
    users    = sort(values(local.users))
  })
}

resource "google_storage_bucket" "grants" {
  name                        = "${google_sql_database_instance.this.project}-${var.name}-grants"
  location                    = var.region
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"
  force_destroy               = true
}

resource "google_storage_bucket_object" "grants" {
  name    = "grants.sql"
  bucket  = google_storage_bucket.grants.name
  content = local.grants
}

resource "google_storage_bucket_iam_member" "instance_reads" {
  bucket = google_storage_bucket.grants.name
  role   = "roles/storage.objectViewer"
  member = "serviceAccount:${google_sql_database_instance.this.service_account_email_address}"
}
