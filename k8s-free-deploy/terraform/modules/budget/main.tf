variable "billing_account" {
  description = "Who pays: 000000-000000-000000."
  type        = string
}

variable "project_number" {
  type = string
}

variable "amount" {
  description = "US dollars a month."
  type        = number
}

# Told to the administrators of the billing account.
resource "google_billing_budget" "this" {
  billing_account = var.billing_account
  display_name    = "Millrace"

  budget_filter {
    projects = ["projects/${var.project_number}"]
  }

  amount {
    specified_amount {
      currency_code = "USD"
      units         = tostring(floor(var.amount))
    }
  }

  dynamic "threshold_rules" {
    for_each = [0.5, 0.9, 1.0]
    content {
      threshold_percent = threshold_rules.value
    }
  }

  # Said while something can still be done about it.
  threshold_rules {
    threshold_percent = 1.0
    spend_basis       = "FORECASTED_SPEND"
  }
}
