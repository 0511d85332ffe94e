variables {
  project_id = "demo"
  is_vertex  = false
}

run "names" {
  command = plan

  variables {
    secrets = ["SECRET_KEY"]
  }

  assert {
    condition     = output.secret_ids == { SECRET_KEY = "secret-key" } && output.emails["catalog"] == "catalog@demo.iam.gserviceaccount.com"
    error_message = "A secret is named as its variable, in lower case with hyphens."
  }
}

run "refuses_unknown_secrets" {
  command = plan

  variables {
    secrets = ["SOMETHING_ELSE"]
  }

  expect_failures = [var.secrets]
}
