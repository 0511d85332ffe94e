variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "image" {
  description = "The image, best with its digest: a tag may come to mean another one."
  type        = string
}

variable "service_account" {
  description = "As whom it runs."
  type        = string
}

variable "env" {
  description = "Environment variables."
  type        = map(string)
}

variable "secrets" {
  description = "Environment variables whose values are in Secret Manager, in a version that is named."
  type        = map(object({ secret = string, version = string }))
}

variable "subnet" {
  description = "Where it gets an address of the private network."
  type        = object({ network = string, subnetwork = string })
}

variable "cpu" {
  type    = string
  default = "1"
}

variable "memory" {
  type    = string
  default = "512Mi"
}

variable "is_protected" {
  description = "Whether it refuses to be deleted."
  type        = bool
}

variable "port" {
  type    = number
  default = 8080
}

variable "is_public" {
  description = "Whether anyone may call it; it then checks its callers by itself."
  type        = bool
  default     = false
}

variable "invokers" {
  description = "Members that may call it, by any key that is known before they are."
  type        = map(string)
  default     = {}
}

variable "audience" {
  description = "What the identity tokens of callers may be made for, besides the service's address."
  type        = string
  default     = ""
}

variable "timeout" {
  description = "How long a call may take."
  type        = string
}

variable "min_instances" {
  type    = number
  default = 0
}

variable "max_instances" {
  type    = number
  default = 10

  validation {
    condition     = var.max_instances >= 1 && var.max_instances <= 10
    error_message = "max_instances must be between 1 and 10: the database's connections are counted for that."
  }
}

variable "concurrency" {
  description = "How many calls one instance takes at once."
  type        = number
  default     = 80
}

variable "is_always_on" {
  description = "Whether it has a processor between calls, too."
  type        = bool
  default     = false
}

variable "serving_revision" {
  description = "The revision that gets all calls; the newest if empty."
  type        = string
  default     = ""
}
