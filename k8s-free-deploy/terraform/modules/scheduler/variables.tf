variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "description" {
  type = string
}

variable "schedule" {
  description = "Five fields, as cron has them."
  type        = string
}

variable "time_zone" {
  type    = string
  default = "UTC"
}

variable "uri" {
  description = "What is called, by POST."
  type        = string
}

variable "audience" {
  description = "If given, the call brings an identity token for it, as a service wants; otherwise an access token, as Google's APIs want."
  type        = string
  default     = ""
}

variable "service_account" {
  description = "As whom it calls."
  type        = string
}

variable "attempt_deadline" {
  description = "How long an attempt may take, 15s to 30m."
  type        = string
  default     = "60s"
}

variable "retries" {
  description = "How often an attempt that failed is made again before the next time of the schedule."
  type        = number
  default     = 0
}

variable "paused" {
  type    = bool
  default = false
}
