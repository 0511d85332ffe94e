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
  type = list(string)
}

variable "instances" {
  description = "How many run, all the time: a worker pool does not follow the backlog."
  type        = number
}
