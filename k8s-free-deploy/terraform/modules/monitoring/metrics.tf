# What the log tells in events (docs/events.md), as metrics that alerts and the dashboard can count.
locals {
  ours = "resource.type=(\"cloud_run_revision\" OR \"cloud_run_job\" OR \"cloud_run_worker_pool\")"

  counters = {
    application_failed        = "jsonPayload.event=\"application.failed\""
    database_unreachable      = "jsonPayload.event=\"database.unreachable\""
    request_completed         = "jsonPayload.event=\"request.completed\""
    request_retried           = "jsonPayload.event=\"request.retry\""
    request_failed            = "jsonPayload.event=\"request.failed\""
    message_poisoned          = "jsonPayload.event=\"message.poisoned\""
    intake_paused             = "jsonPayload.event=\"intake.paused\""
    lease_expired             = "jsonPayload.event=\"lease.expired\""
    model_failed              = "jsonPayload.event=\"model.failed\""
    publish_failed            = "jsonPayload.event=\"publish.failed\""
    callback_failed           = "jsonPayload.event=\"callback.failed\""
    worker_woken              = "jsonPayload.event=\"worker.woken\""
    worker_not_woken          = "jsonPayload.event=\"worker.not_woken\""
    background_task_success   = "jsonPayload.event=\"BACKGROUND_TASK_SUCCESS\""
    background_task_no_result = "jsonPayload.event=\"BACKGROUND_TASK_WARNING\""
    background_task_failure   = "jsonPayload.event=\"BACKGROUND_TASK_FAILURE\""

    tick_completed = "jsonPayload.event=\"tick.completed\""
    tick_refused   = "jsonPayload.event=\"tick.refused\""
    # Due, and neither fired here nor by another tick.
    tick_stalled = "jsonPayload.event=\"tick.completed\" AND jsonPayload.jobs_due>0 AND jsonPayload.jobs_executed=0 AND jsonPayload.jobs_skipped=0"
    # Another tick had it: what the locks are for, and no duplicate.
    job_already_claimed = "jsonPayload.event=\"job.already_claimed\""
    # An execution key came to a worker that had carried it out before.
    duplicate_execution = "jsonPayload.event=\"command.repeated\""
    storage_error       = "jsonPayload.service=\"scheduler-service\" AND jsonPayload.event=(\"tick.failed\" OR \"housekeeping.failed\" OR \"http.refused\")"
  }

  # Cloud Scheduler's own log, since a tick that never reached the service is in no other.
  attempts = "resource.type=\"cloud_scheduler_job\" AND resource.labels.job_id=\"scheduler-tick\" AND jsonPayload.@type=\"type.googleapis.com/google.cloud.scheduler.logging.AttemptFinished\""

  tick_values = {
    tick_duration_ms    = "jsonPayload.duration_ms"
    tick_jobs_checked   = "jsonPayload.jobs_checked"
    tick_jobs_due       = "jsonPayload.jobs_due"
    tick_jobs_executed  = "jsonPayload.jobs_executed"
    tick_jobs_succeeded = "jsonPayload.jobs_succeeded"
    tick_jobs_failed    = "jsonPayload.jobs_failed"
  }
}

resource "google_logging_metric" "counters" {
  for_each = merge(
    { for name, filter in local.counters : name => "${local.ours} AND ${filter}" },
    { tick_attempt = local.attempts, tick_attempt_failed = "${local.attempts} AND severity>=ERROR" },
    { catalog_job_completed = "${local.ours} AND jsonPayload.event=\"job_completed\"", catalog_job_failed = "${local.ours} AND jsonPayload.event=\"job_failed\"" },
  )

  name   = each.key
  filter = each.value

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "INT64"
    unit        = "1"
  }
}

resource "google_logging_metric" "ticks" {
  for_each = local.tick_values

  name            = each.key
  filter          = "${local.ours} AND jsonPayload.event=\"tick.completed\""
  value_extractor = "EXTRACT(${each.value})"

  metric_descriptor {
    metric_kind = "DELTA"
    value_type  = "DISTRIBUTION"
    unit        = endswith(each.key, "_ms") ? "ms" : "1"
  }

  # From 1 to 65,536, each bound half as much again.
  bucket_options {
    exponential_buckets {
      scale              = 1
      growth_factor      = 1.5
      num_finite_buckets = 28
    }
  }
}
