output "alerts" {
  description = "The names of all alert policies."
  value       = concat(keys(google_monitoring_alert_policy.this), [for name in keys(google_monitoring_alert_policy.uptime) : "uptime ${name}"])
}
