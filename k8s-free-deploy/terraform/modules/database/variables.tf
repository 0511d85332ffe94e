variable "name" {
  type = string
}

variable "region" {
  type = string
}

variable "network" {
  description = "The network in which the instance has its private address, and no other."
  type        = string
}

variable "postgres_version" {
  description = "15 and newer are known to work."
  type        = string
}

variable "tier" {
  description = "The machine; db-f1-micro is the smallest."
  type        = string
}

variable "is_regional" {
  description = "Whether a second machine in another zone stands by; doubles the price."
  type        = bool
}

variable "max_connections" {
  description = "More than all instances of all services may hold together."
  type        = number
}

variable "backups" {
  description = "How many daily backups are kept."
  type        = number

  validation {
    condition     = var.backups >= 7
    error_message = "At least a week of backups is kept."
  }
}

variable "is_protected" {
  description = "Whether the instance refuses to be deleted."
  type        = bool
}

variable "migrator" {
  description = "The address of the service account that owns the schema."
  type        = string
}

variable "users" {
  description = "Addresses of service accounts that read and write rows, by any key that is known before they are."
  type        = map(string)
}
