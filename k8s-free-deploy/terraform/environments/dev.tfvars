# The smallest: one shared processor for the database, nothing that protects from deletion.
environment          = "dev"
database_tier        = "db-f1-micro"
database_connections = 100
max_instances        = 3
is_protected         = false
tick_cadence         = "*/5 * * * *"
tick_seconds         = 300
monthly_budget       = 50

secret_versions = {
  SECRET_KEY = "1"
}
