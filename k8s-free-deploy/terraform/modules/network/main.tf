variable "region" {
  type = string
}

variable "name" {
  type = string
}

variable "subnet_range" {
  description = "Addresses of instances of Cloud Run; Direct VPC egress wants a /26 or larger."
  type        = string

  validation {
    condition     = tonumber(split("/", var.subnet_range)[1]) <= 26
    error_message = "subnet_range must be a /26 or larger."
  }
}

resource "google_compute_network" "this" {
  name                    = var.name
  auto_create_subnetworks = false
}

resource "google_compute_subnetwork" "this" {
  name                     = "${var.name}-run"
  region                   = var.region
  network                  = google_compute_network.this.id
  ip_cidr_range            = var.subnet_range
  private_ip_google_access = true
}

# The range from which Cloud SQL takes its private address.
resource "google_compute_global_address" "services" {
  name          = "${var.name}-services"
  purpose       = "VPC_PEERING"
  address_type  = "INTERNAL"
  prefix_length = 20
  network       = google_compute_network.this.id
}

resource "google_service_networking_connection" "services" {
  network                 = google_compute_network.this.id
  service                 = "servicenetworking.googleapis.com"
  reserved_peering_ranges = [google_compute_global_address.services.name]
  deletion_policy         = "ABANDON"
}

output "subnet" {
  description = "Where Cloud Run gives its instances addresses."
  value = {
    network    = google_compute_network.this.id
    subnetwork = google_compute_subnetwork.this.id
  }
}

output "peered_network" {
  description = "The network, known once private addresses can be had in it."
  value       = google_service_networking_connection.services.network
}
