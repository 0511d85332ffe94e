output "agents_api_url" {
  value = module.agents_api.uri
}

output "scheduler_service_url" {
  value = module.scheduler_service.uri
}

output "tick_audience" {
  description = "What an identity token must be made for, to call /cron/tick by hand."
  value       = local.tick_audience
}

output "database_instance" {
  value = module.database.instance
}

output "database_grants" {
  description = "For: gcloud sql import sql INSTANCE GRANTS --database=millrace --user=postgres"
  value       = module.database.grants
}

output "jobs" {
  value = concat([module.migrate.name, module.drain.name], [for job in module.catalog : job.name])
}
