# As production, on a smaller database.
environment              = "staging"
database_tier            = "db-g1-small"
database_connections     = 200
max_instances            = 10
tick_cadence             = "* * * * *"
is_catalog_apply_enabled = true
uptime_period            = "900s"
monthly_budget           = 150

secret_versions = {
  SECRET_KEY = "1"
}
