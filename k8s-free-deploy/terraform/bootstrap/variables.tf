variable "project_id" {
  type = string
}

variable "region" {
  type    = string
  default = "us-central1"
}

variable "gemini_backend" {
  type    = string
  default = "api"
}

variable "secret_versions" {
  description = "As in the environment; here only the names count."
  type        = map(string)
}

variable "keep_images" {
  description = "How many versions of each image stay."
  type        = number
  default     = 20
}

variable "github_repository" {
  description = "OWNER/NAME, whose jobs may deploy; nobody if empty."
  type        = string
  default     = ""
}

variable "github_branch" {
  type    = string
  default = "main"
}

variable "billing_account" {
  description = "For the budget's alert; none if empty."
  type        = string
  default     = ""
}

variable "monthly_budget" {
  description = "US dollars."
  type        = number
  default     = 100
}
