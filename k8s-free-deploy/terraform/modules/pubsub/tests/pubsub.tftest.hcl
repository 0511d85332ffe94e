mock_provider "google" {}

variables {
  topic                    = "things"
  subscription             = "things-sub"
  dead_letter_topic        = "things-dlq"
  dead_letter_subscription = "things-dlq-sub"
  publishers               = { api = "serviceAccount:api@demo.iam.gserviceaccount.com" }
  consumers                = { worker = "serviceAccount:worker@demo.iam.gserviceaccount.com" }
  service_agent            = "serviceAccount:service-1@gcp-sa-pubsub.iam.gserviceaccount.com"
}

run "dead_letters" {
  assert {
    condition     = google_pubsub_subscription.this.dead_letter_policy[0].max_delivery_attempts == 5 && google_pubsub_subscription.this.dead_letter_policy[0].dead_letter_topic == google_pubsub_topic.dead_letter.id
    error_message = "A message must go to the dead-letter topic after 5 attempts."
  }

  assert {
    condition     = google_pubsub_subscription.this.retry_policy[0].minimum_backoff == "10s" && google_pubsub_subscription.this.retry_policy[0].maximum_backoff == "600s"
    error_message = "The backoff is 10 to 600 s, which the worker's pauses follow."
  }

  assert {
    condition     = google_pubsub_topic_iam_member.agent_publishes.topic == "things-dlq" && google_pubsub_topic_iam_member.agent_publishes.role == "roles/pubsub.publisher" && google_pubsub_topic_iam_member.agent_publishes.member == var.service_agent
    error_message = "Pub/Sub itself must be able to publish dead letters."
  }

  assert {
    condition     = google_pubsub_subscription_iam_member.agent_acknowledges.subscription == "things-sub" && google_pubsub_subscription_iam_member.agent_acknowledges.role == "roles/pubsub.subscriber" && google_pubsub_subscription_iam_member.agent_acknowledges.member == var.service_agent
    error_message = "Pub/Sub itself must be able to take what it forwards off the subscription."
  }

  assert {
    condition     = google_pubsub_subscription.dead_letter.topic == google_pubsub_topic.dead_letter.id
    error_message = "A dead-letter topic without a subscription loses its letters."
  }

  assert {
    condition     = google_pubsub_subscription.this.expiration_policy[0].ttl == "" && google_pubsub_subscription.dead_letter.expiration_policy[0].ttl == ""
    error_message = "A subscription must not go because nothing came for a month."
  }
}

run "rights" {
  assert {
    condition     = [for grant in google_pubsub_topic_iam_member.publishers : "${grant.topic} ${grant.role} ${grant.member}"] == ["things roles/pubsub.publisher serviceAccount:api@demo.iam.gserviceaccount.com"]
    error_message = "Publishers publish to the topic, and no more."
  }

  assert {
    condition = [for grant in concat(values(google_pubsub_subscription_iam_member.consumers), values(google_pubsub_subscription_iam_member.letter_consumers)) : "${grant.subscription} ${grant.role}"] == [
      "things-sub roles/pubsub.subscriber", "things-dlq-sub roles/pubsub.subscriber",
    ]
    error_message = "Consumers pull both subscriptions, and administer neither."
  }
}

run "refuses_another_agent" {
  command = plan

  variables {
    service_agent = "serviceAccount:someone@demo.iam.gserviceaccount.com"
  }

  expect_failures = [var.service_agent]
}
