environment              = "prod"
database_tier            = "db-custom-2-7680"
database_connections     = 400
database_backups         = 30
is_database_regional     = true
max_instances            = 10
pool_size                = 10
tick_cadence             = "* * * * *"
is_catalog_apply_enabled = true
uptime_period            = "300s"
monthly_budget           = 500

secret_versions = {
  SECRET_KEY = "1"
}
