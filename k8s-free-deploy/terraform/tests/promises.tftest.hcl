# What the environment promises as a whole; what a module promises by itself is in its own tests.
mock_provider "google" {
  mock_data "google_project" {
    defaults = { number = "123456789012" }
  }
}

variables {
  project_id      = "demo"
  environment     = "dev"
  secret_versions = { SECRET_KEY = "1", GEMINI_API_KEY = "3", CRON_SECRET = "2" }
  images = {
    agents-api        = "registry/agents-api@sha256:1"
    content-worker    = "registry/content-worker@sha256:2"
    scheduler-service = "registry/scheduler-service@sha256:3"
  }
}

run "messages" {
  assert {
    condition = { for topic, channel in module.pubsub : topic => [channel.subscription.name, channel.dead_letter_subscription.name] } == {
      content-generation-requests = ["content-generation-sub", "content-generation-dlq-sub"]
      agent-runs                  = ["agent-runs-sub", "agent-runs-dlq-sub"]
      scheduler-ticks             = ["scheduler-ticks-sub", "scheduler-ticks-dlq-sub"]
    }
    error_message = "Topics or subscriptions are not named as the services expect."
  }

  assert {
    condition     = alltrue([for channel in module.pubsub : channel.subscription.dead_letter_policy[0].max_delivery_attempts == 5])
    error_message = "A message must be a dead letter after 5 attempts, on every subscription."
  }

  assert {
    condition     = module.pubsub["scheduler-ticks"].publishers == ["serviceAccount:scheduler-service@demo.iam.gserviceaccount.com"]
    error_message = "Only scheduler-service publishes commands."
  }

  assert {
    condition = alltrue([
      for variable in [
        ["PUBSUB_SUBSCRIPTION", "content-generation-sub"], ["PUBSUB_DEAD_LETTER_TOPIC", "content-generation-dlq"],
        ["PUBSUB_RUNS_SUBSCRIPTION", "agent-runs-sub"], ["PUBSUB_TICKS_SUBSCRIPTION", "scheduler-ticks-sub"],
      ] : one([for env in module.drain.job.template[0].template[0].containers[0].env : env.value if env.name == variable[0]]) == variable[1]
    ])
    error_message = "The worker is told other subscriptions than there are."
  }
}

run "callers" {
  assert {
    condition     = module.agents_api.callers == ["allUsers"]
    error_message = "agents-api is called by anyone, and checks tokens itself."
  }

  assert {
    condition     = module.scheduler_service.callers == ["serviceAccount:scheduler-caller@demo.iam.gserviceaccount.com"]
    error_message = "Nobody but Cloud Scheduler's caller may call scheduler-service, unless named."
  }

  assert {
    condition     = length(setintersection(flatten([module.migrate.starters, module.drain.starters, [for job in module.catalog : job.starters]]), ["allUsers", "allAuthenticatedUsers"])) == 0
    error_message = "No job may be started by the public."
  }

  assert {
    condition     = module.drain.starters == ["serviceAccount:scheduler-service@demo.iam.gserviceaccount.com"]
    error_message = "scheduler-service, and nobody else, starts the drain job."
  }
}

run "ticks" {
  assert {
    condition     = module.tick.job.http_target[0].oidc_token[0].audience == "millrace-ticks-dev" && module.scheduler_service.service.custom_audiences == tolist(["millrace-ticks-dev"])
    error_message = "The tick's token must be made for the audience that Cloud Run accepts."
  }

  assert {
    condition = alltrue([
      for variable in [
        ["SCHEDULER_AUTH", "iam"], ["SCHEDULER_AUDIENCE", "millrace-ticks-dev"], ["SCHEDULER_STORAGE", "postgres"],
        ["SCHEDULER_SERVICE_ACCOUNTS", "scheduler-caller@demo.iam.gserviceaccount.com"],
        ["SCHEDULER_WAKE_JOB", "projects/demo/locations/us-central1/jobs/content-worker-drain"],
      ] : one([for env in module.scheduler_service.service.template[0].containers[0].env : env.value if env.name == variable[0]]) == variable[1]
    ])
    error_message = "scheduler-service must accept the tick's account and audience, behind Cloud Run's check, and know its drain job."
  }

  assert {
    condition     = endswith(module.tick.job.http_target[0].uri, "/cron/tick") && module.tick.job.http_target[0].oidc_token[0].service_account_email == "scheduler-caller@demo.iam.gserviceaccount.com"
    error_message = "Ticks call /cron/tick as scheduler-caller."
  }

  assert {
    condition     = tonumber(trimsuffix(module.tick.job.attempt_deadline, "s")) > 45 && tonumber(trimsuffix(module.scheduler_service.service.template[0].timeout, "s")) > 60
    error_message = "A tick waits 45 s for its jobs: the attempt must be longer, and the service's limit longer still."
  }
}

run "jobs" {
  assert {
    condition = { for name, job in module.catalog : name => [job.job.template[0].template[0].timeout, join(" ", job.job.template[0].template[0].containers[0].args)] } == {
      catalog-worker   = ["10800s", "run-worker --apply"]
      catalog-review   = ["14400s", "run-review --apply --max-exercises 1000"]
      catalog-cleanup  = ["3600s", "run-cleanup"]
      catalog-watchdog = ["1800s", "run-watchdog"]
      catalog-backup   = ["3600s", "backup-catalog"]
    }
    error_message = "The catalog's jobs have other commands or time limits."
  }

  assert {
    condition = { for name, trigger in module.triggers : trigger.job.name => [trigger.job.schedule, trigger.job.time_zone] } == {
      trigger-catalog-worker   = ["*/15 * * * *", "UTC"]
      trigger-catalog-review   = ["0 */3 * * *", "UTC"]
      trigger-catalog-cleanup  = ["0 8 * * *", "UTC"]
      trigger-catalog-watchdog = ["0 */6 * * *", "UTC"]
      trigger-catalog-backup   = ["0 2 * * *", "UTC"]
    }
    error_message = "The catalog's jobs start at other times."
  }

  assert {
    condition     = alltrue([for name, trigger in module.triggers : length(trigger.job.http_target[0].oidc_token) == 0 && endswith(trigger.job.http_target[0].uri, "/jobs/${name}:run")])
    error_message = "Google's API wants an access token, and the name of the job."
  }

  assert {
    condition     = module.drain.job.template[0].template[0].containers[0].args == tolist(["drain", "--idle", "20s", "--max-duration", "50m"]) && module.drain.job.template[0].template[0].timeout == "3600s"
    error_message = "The drain must end by itself, within the job's time."
  }

  assert {
    condition     = module.migrate.job.template[0].template[0].service_account == "migrate@demo.iam.gserviceaccount.com" && module.migrate.job.template[0].template[0].max_retries == 0
    error_message = "Only the migration's account migrates, once."
  }

  assert {
    condition = toset(flatten([
      for container in [module.agents_api.service.template[0].containers[0], module.scheduler_service.service.template[0].containers[0], module.drain.job.template[0].template[0].containers[0]] :
      [for env in container.env : env.value if env.name == "SCHEMA_MODE"]
    ])) == toset(["verify"])
    error_message = "No service migrates: SCHEMA_MODE must be verify."
  }

  assert {
    condition     = length(module.worker) == 0
    error_message = "Without a variable there is no worker that runs all the time."
  }
}

run "secrets" {
  assert {
    condition = { for env in module.drain.job.template[0].template[0].containers[0].env : env.name => env.value_source[0].secret_key_ref[0].version if length(env.value_source) > 0 } == {
      SECRET_KEY = "1", GEMINI_API_KEY = "3"
    }
    error_message = "The worker reads its own secrets, in the versions that are named."
  }

  assert {
    condition     = length([for env in module.migrate.job.template[0].template[0].containers[0].env : env if length(env.value_source) > 0]) == 0
    error_message = "The migration needs no secret."
  }
}

run "refuses_latest" {
  command = plan

  variables {
    secret_versions = { SECRET_KEY = "latest" }
  }

  expect_failures = [var.secret_versions]
}

run "refuses_too_many_connections" {
  command = plan

  variables {
    database_connections = 100
    pool_size            = 20
  }

  expect_failures = [var.database_connections]
}

run "steady_load" {
  variables {
    worker_pool_instances = 2
  }

  assert {
    condition     = module.worker[0].pool.scaling[0].manual_instance_count == 2 && module.worker[0].pool.template[0].containers[0].args == tolist(["serve"])
    error_message = "Two workers must serve."
  }
}

run "loop" {
  variables {
    scheduler_driver = "loop"
  }

  assert {
    condition     = module.scheduler_service.service.template[0].scaling[0].min_instance_count == 1 && module.scheduler_service.service.template[0].scaling[0].max_instance_count == 1 && !module.scheduler_service.service.template[0].containers[0].resources[0].cpu_idle
    error_message = "A loop needs one instance that always has a processor."
  }

  assert {
    condition     = !contains(module.monitoring.alerts, "tick_absence")
    error_message = "Nobody calls for ticks, so that their absence is no alert."
  }
}

run "schedules_start_the_catalog" {
  variables {
    catalog_trigger = "schedules"
  }

  assert {
    condition     = length(module.triggers) == 0
    error_message = "Either Cloud Scheduler or scheduler-service starts the catalog's jobs, never both."
  }
}

run "rolled_back" {
  variables {
    serving_revisions = { agents-api = "agents-api-00007-abc" }
  }

  assert {
    condition     = module.agents_api.service.traffic[0].revision == "agents-api-00007-abc" && module.scheduler_service.service.traffic[0].type == "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    error_message = "The named revision serves, and the newest of the other service."
  }
}
