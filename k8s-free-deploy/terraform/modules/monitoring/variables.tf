variable "project_id" {
  type = string
}

variable "alert_emails" {
  type = set(string)
}

variable "api_host" {
  description = "The host of agents-api."
  type        = string
}

variable "uptime_period" {
  description = "How often agents-api is asked from outside; never if empty."
  type        = string
}

variable "tick_seconds" {
  description = "The longest time between two ticks; nothing about ticks can be told sooner."
  type        = number

  validation {
    condition     = var.tick_seconds >= 60 && var.tick_seconds <= 3600
    error_message = "tick_seconds must be between 60 and 3600."
  }
}

variable "has_ticks" {
  description = "Whether Cloud Scheduler calls for ticks at all; otherwise their absence is no news."
  type        = bool
}

variable "max_connections" {
  description = "Of the database."
  type        = number
}
