output "registry" {
  description = "What the names of images begin with."
  value       = module.registry.url
}

output "secrets" {
  description = "The secrets that want a value, by environment variable: gcloud secrets versions add NAME --data-file=-"
  value       = module.inventory.secret_ids
}

output "accounts" {
  value = module.iam.emails
}

output "ci_provider" {
  description = "workload_identity_provider of google-github-actions/auth."
  value       = one(module.ci[*].provider)
}

output "ci_deployer" {
  description = "service_account of google-github-actions/auth."
  value       = one(module.ci[*].deployer)
}
