locals {
  week = "604800s"
}

resource "google_pubsub_topic" "this" {
  name = var.topic
}

resource "google_pubsub_topic" "dead_letter" {
  name = var.dead_letter_topic
}

resource "google_pubsub_subscription" "this" {
  name                       = var.subscription
  topic                      = google_pubsub_topic.this.id
  ack_deadline_seconds       = 60
  message_retention_duration = local.week

  # Never: a subscription that goes after a month without work would take its messages along.
  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letter.id
    max_delivery_attempts = 5
  }

  # Otherwise a letter could be due before Pub/Sub may forward it, or before anything keeps it.
  depends_on = [
    google_pubsub_topic_iam_member.agent_publishes,
    google_pubsub_subscription.dead_letter,
  ]
}

resource "google_pubsub_subscription" "dead_letter" {
  name                       = var.dead_letter_subscription
  topic                      = google_pubsub_topic.dead_letter.id
  ack_deadline_seconds       = 60
  message_retention_duration = local.week

  expiration_policy {
    ttl = ""
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }
}

# The two grants without which dead letters stay where they are.
resource "google_pubsub_topic_iam_member" "agent_publishes" {
  topic  = google_pubsub_topic.dead_letter.name
  role   = "roles/pubsub.publisher"
  member = var.service_agent
}

resource "google_pubsub_subscription_iam_member" "agent_acknowledges" {
  subscription = google_pubsub_subscription.this.name
  role         = "roles/pubsub.subscriber"
  member       = var.service_agent
}

resource "google_pubsub_topic_iam_member" "publishers" {
  for_each = var.publishers

  topic  = google_pubsub_topic.this.name
  role   = "roles/pubsub.publisher"
  member = each.value
}

resource "google_pubsub_topic_iam_member" "forwarders" {
  for_each = var.consumers

  topic  = google_pubsub_topic.dead_letter.name
  role   = "roles/pubsub.publisher"
  member = each.value
}

resource "google_pubsub_subscription_iam_member" "consumers" {
  for_each = var.consumers

  subscription = google_pubsub_subscription.this.name
  role         = "roles/pubsub.subscriber"
  member       = each.value
}

resource "google_pubsub_subscription_iam_member" "letter_consumers" {
  for_each = var.consumers

  subscription = google_pubsub_subscription.dead_letter.name
  role         = "roles/pubsub.subscriber"
  member       = each.value
}
