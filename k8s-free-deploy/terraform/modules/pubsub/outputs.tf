output "subscription" {
  description = "All of it."
  value       = google_pubsub_subscription.this
}

output "dead_letter_subscription" {
  description = "All of it."
  value       = google_pubsub_subscription.dead_letter
}

output "publishers" {
  description = "Who may publish to the topic."
  value       = [for grant in google_pubsub_topic_iam_member.publishers : grant.member]
}
