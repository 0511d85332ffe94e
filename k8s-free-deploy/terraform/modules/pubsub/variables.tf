variable "topic" {
  description = "The topic; its dead-letter topic has the name given besides."
  type        = string
}

variable "subscription" {
  type = string
}

variable "dead_letter_topic" {
  type = string
}

variable "dead_letter_subscription" {
  type = string
}

variable "publishers" {
  description = "Members that publish, by any key that is known before they are."
  type        = map(string)
}

variable "consumers" {
  description = "Members that pull both subscriptions, and forward to the dead-letter topic what can never work."
  type        = map(string)
}

variable "service_agent" {
  description = "The member that Pub/Sub itself acts as in this project."
  type        = string

  validation {
    condition     = can(regex("^serviceAccount:service-.+@gcp-sa-pubsub\\.iam\\.gserviceaccount\\.com$", var.service_agent))
    error_message = "service_agent must be serviceAccount:service-NUMBER@gcp-sa-pubsub.iam.gserviceaccount.com."
  }
}
