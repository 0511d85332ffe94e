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

variable "args" {
  description = "The command and its options."
  type        = list(string)
}

variable "timeout" {
  description = "How long a run may take, in seconds with an s."
  type        = string

  validation {
    condition     = can(regex("^[0-9]+s$", var.timeout))
    error_message = "timeout must be seconds, such as 3600s."
  }
}

variable "retries" {
  description = "How often a run that failed is made again at once."
  type        = number
}

variable "starters" {
  description = "Members that may start it, by any key that is known before they are."
  type        = map(string)
  default     = {}
}
