variable "project_id" {
  description = "The project; each environment has one of its own, since topics and jobs have fixed names."
  type        = string
}

variable "region" {
  type    = string
  default = "us-central1"
}

variable "environment" {
  description = "dev, staging or prod; ENVIRONMENT of every service."
  type        = string

  validation {
    condition     = contains(["dev", "staging", "prod"], var.environment)
    error_message = "environment must be dev, staging or prod."
  }
}

variable "images" {
  description = "The image of each service, best by digest: agents-api, content-worker, scheduler-service."
  type        = map(string)

  validation {
    condition     = length(setsubtract(["agents-api", "content-worker", "scheduler-service"], keys(var.images))) == 0
    error_message = "images must name agents-api, content-worker and scheduler-service."
  }
}

variable "secret_versions" {
  description = "Which version of each secret is used, by environment variable; the secret's name is the variable's in lower case with hyphens."
  type        = map(string)

  validation {
    condition     = alltrue([for version in values(var.secret_versions) : can(regex("^[1-9][0-9]*$", version))])
    error_message = "A version must be a number: what latest means changes under a revision that was tried."
  }

  validation {
    condition     = contains(keys(var.secret_versions), "SECRET_KEY")
    error_message = "SECRET_KEY is needed by every service."
  }
}

variable "env" {
  description = "Further environment variables of README.md's table, for each service; they come before those that are set here."
  type        = map(map(string))
  default     = {}

  validation {
    condition     = length(setsubtract(keys(var.env), ["agents-api", "content-worker", "scheduler-service", "catalog"])) == 0
    error_message = "env may name agents-api, content-worker, scheduler-service and catalog."
  }
}

variable "serving_revisions" {
  description = "The revision that serves instead of the newest, by service: after a rollback, until the next deploy."
  type        = map(string)
  default     = {}
}

variable "is_protected" {
  description = "Whether the database, services and jobs refuse to be deleted."
  type        = bool
  default     = true
}

variable "subnet_range" {
  type    = string
  default = "10.20.0.0/24"
}

variable "postgres_version" {
  type    = string
  default = "17"
}

variable "database_tier" {
  type    = string
  default = "db-f1-micro"
}

variable "is_database_regional" {
  type    = bool
  default = false
}

variable "database_connections" {
  description = "max_connections."
  type        = number
  default     = 200

  validation {
    condition     = var.database_connections >= var.pool_size * (2 * var.max_instances + var.worker_pool_instances + 7) + 10
    error_message = "All instances together may hold more connections than the database has: raise database_connections, or lower max_instances or pool_size."
  }
}

variable "database_backups" {
  type    = number
  default = 7
}

variable "pool_size" {
  description = "DATABASE_POOL_SIZE: the most connections of one instance."
  type        = number
  default     = 5
}

variable "max_instances" {
  description = "Of each service."
  type        = number
  default     = 10
}

variable "min_instances" {
  description = "Of each service; 0 costs nothing while nothing happens, and the first call then waits for a start."
  type        = number
  default     = 0
}

variable "operators" {
  description = "Who may call scheduler-service, such as group:operators@example.com."
  type        = set(string)
  default     = []
}

variable "worker_pool_instances" {
  description = "How many workers run all the time, for steady load; with 0 there is the drain job alone, which a tick starts when there is work."
  type        = number
  default     = 0
}

variable "worker_concurrency" {
  description = "WORKER_CONCURRENCY: the most messages that a worker has in flight."
  type        = number
  default     = 1000
}

variable "gemini_backend" {
  description = "GEMINI_BACKEND: api, by a key, or vertex, as the worker's account."
  type        = string
  default     = "api"

  validation {
    condition     = contains(["api", "vertex"], var.gemini_backend)
    error_message = "gemini_backend must be api or vertex."
  }
}

variable "scheduler_driver" {
  description = "SCHEDULER_DRIVER: http, by Cloud Scheduler; or loop, which needs an instance that always runs."
  type        = string
  default     = "http"

  validation {
    condition     = contains(["http", "loop"], var.scheduler_driver)
    error_message = "scheduler_driver must be http or loop."
  }
}

variable "is_shadow" {
  description = "SCHEDULER_SHADOW_MODE: the other driver decides, too, and fires nothing."
  type        = bool
  default     = false
}

variable "tick_cadence" {
  description = "When Cloud Scheduler calls for a tick."
  type        = string
  default     = "* * * * *"
}

variable "tick_seconds" {
  description = "The longest time between two ticks of that cadence."
  type        = number
  default     = 60
}

variable "scheduler_timezone" {
  description = "The zone of the cadence."
  type        = string
  default     = "UTC"
}

variable "is_scheduler_paused" {
  description = "Whether no tick is called for; a pause by hand is undone by the next apply."
  type        = bool
  default     = false
}

variable "catalog_trigger" {
  description = "Who starts the catalog's jobs: cloud-scheduler; or schedules, when scheduler-service fires them as commands."
  type        = string
  default     = "cloud-scheduler"

  validation {
    condition     = contains(["cloud-scheduler", "schedules"], var.catalog_trigger)
    error_message = "catalog_trigger must be cloud-scheduler or schedules."
  }
}

variable "is_catalog_apply_enabled" {
  description = "CATALOG_APPLY_ENABLED: whether the catalog's jobs may change exercises."
  type        = bool
  default     = false
}

variable "alert_emails" {
  description = "Who is told of alerts."
  type        = set(string)
  default     = []
}

variable "uptime_period" {
  description = "How often agents-api is asked from outside: 60s, 300s, 600s, 900s; never if empty. An instance is started for it."
  type        = string
  default     = ""

  validation {
    condition     = contains(["", "60s", "300s", "600s", "900s"], var.uptime_period)
    error_message = "uptime_period must be empty, 60s, 300s, 600s or 900s."
  }
}
