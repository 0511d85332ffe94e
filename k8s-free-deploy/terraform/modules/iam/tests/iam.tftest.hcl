mock_provider "google" {}

variables {
  project_id = "demo"
}

run "least" {
  variables {
    accounts = {
      one = { purpose = "One", roles = ["roles/cloudsql.client"] }
      two = { purpose = "Two" }
    }
  }

  assert {
    condition     = keys(google_project_iam_member.this) == ["one roles/cloudsql.client"]
    error_message = "Each account has the roles that are named, and no other."
  }
}

run "refuses_primitive_roles" {
  command = plan

  variables {
    accounts = { one = { purpose = "One", roles = ["roles/editor"] } }
  }

  expect_failures = [var.accounts]
}

run "refuses_administrators" {
  command = plan

  variables {
    accounts = { one = { purpose = "One", roles = ["roles/run.admin"] } }
  }

  expect_failures = [var.accounts]
}
