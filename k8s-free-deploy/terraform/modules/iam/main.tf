variable "project_id" {
  type = string
}

variable "accounts" {
  description = "Service accounts by id: what each is for, and its roles on the whole project, the fewest that work."
  type = map(object({
    purpose = string
    roles   = optional(set(string), [])
  }))

  validation {
    condition = alltrue([
      for account in var.accounts : length(setintersection(account.roles, ["roles/owner", "roles/editor", "roles/viewer"])) == 0
    ])
    error_message = "Primitive roles (owner, editor, viewer) hold far more than a service needs."
  }

  validation {
    condition = alltrue(flatten([
      for account in var.accounts : [for role in account.roles : !can(regex("[aA]dmin$", role))]
    ]))
    error_message = "A service administers nothing: no role on the project may be an administrator's."
  }
}

locals {
  grants = merge([
    for id, account in var.accounts : {
      for role in account.roles : "${id} ${role}" => { account = id, role = role }
    }
  ]...)
}

resource "google_service_account" "this" {
  for_each = var.accounts

  account_id   = each.key
  display_name = each.value.purpose
}

resource "google_project_iam_member" "this" {
  for_each = local.grants

  project = var.project_id
  role    = each.value.role
  member  = "serviceAccount:${google_service_account.this[each.value.account].email}"
}

output "emails" {
  description = "The accounts' addresses by id, known once their roles are granted."
  value       = { for id, account in google_service_account.this : id => account.email }
  depends_on  = [google_project_iam_member.this]
}
