terraform {
  required_version = ">= 1.9, < 2"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = ">= 6.50, < 8"
    }
  }

  # Bucket and prefix are given to init, since a project has its own (README.md).
  backend "gcs" {}
}

provider "google" {
  project = var.project_id
  region  = var.region
}
