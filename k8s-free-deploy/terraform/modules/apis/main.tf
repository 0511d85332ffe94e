variable "services" {
  description = "The APIs to switch on, such as run.googleapis.com."
  type        = set(string)
}

# An API stays on when this is destroyed: something else of the project may use it.
resource "google_project_service" "this" {
  for_each = var.services

  service            = each.value
  disable_on_destroy = false
}
