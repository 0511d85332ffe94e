# What is wrong, when. Times are in seconds; what a condition leaves out is: more than 0, summed over a minute, at once.
locals {
  log      = { for name in concat(keys(google_logging_metric.counters), keys(google_logging_metric.ticks)) : name => "metric.type=\"logging.googleapis.com/user/${name}\"" }
  revision = "resource.type=\"cloud_run_revision\""
  job      = "resource.type=\"cloud_run_job\""
  tick     = max(60, var.tick_seconds)
  window   = max(300, 3 * var.tick_seconds)

  # A worker's lines come from a job or from a pool, and a condition looks at one of them.
  of_workers = { job = local.job, pool = "resource.type=\"cloud_run_worker_pool\"" }

  subscriptions = "resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=one_of(\"content-generation-sub\",\"agent-runs-sub\",\"scheduler-ticks-sub\")"
  letters       = "resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=one_of(\"content-generation-dlq-sub\",\"agent-runs-dlq-sub\",\"scheduler-ticks-dlq-sub\")"
  scheduler     = "resource.labels.service_name=\"scheduler-service\""
  requests      = "${local.revision} AND metric.type=\"run.googleapis.com/request_count\""

  alerts = {
    backlog = {
      title    = "Backlog over 100"
      severity = "WARNING"
      help     = "More than 100 messages wait. Is a worker running? A tick starts the drain job: see worker.not_woken. Runbook: The backlog grows."
      conditions = [{
        name   = "undelivered messages"
        filter = "${local.subscriptions} AND metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\""
        above  = 100, for = 60, align = "ALIGN_MAX", reduce = "REDUCE_MAX", by = ["resource.label.subscription_id"]
      }]
    }

    oldest = {
      title    = "Oldest message over 5 minutes"
      severity = "ERROR"
      help     = "A message has waited for more than 5 minutes. Runbook: Requests stay pending."
      conditions = [{
        name   = "age of the oldest message"
        filter = "${local.subscriptions} AND metric.type=\"pubsub.googleapis.com/subscription/oldest_unacked_message_age\""
        above  = 300, align = "ALIGN_MAX", reduce = "REDUCE_MAX", by = ["resource.label.subscription_id"]
      }]
    }

    dead_letters = {
      title    = "Dead letters"
      severity = "ERROR"
      help     = "Something failed for good. GET /v1/dead-letters?group_by=fingerprint says what; redrive once it is mended. Runbook: Dead letters rise."
      conditions = concat([
        {
          name   = "forwarded by Pub/Sub"
          filter = "${local.subscriptions} AND metric.type=\"pubsub.googleapis.com/subscription/dead_letter_message_count\""
        },
        {
          name   = "waiting to be stored"
          filter = "${local.letters} AND metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\""
          align  = "ALIGN_MAX", reduce = "REDUCE_MAX"
        },
        ], [
        for kind, resource in local.of_workers : { name = "never could work (${kind})", filter = "${resource} AND ${local.log.message_poisoned}" }
      ])
    }

    job_failures = {
      title    = "A job failed"
      severity = "ERROR"
      help     = "An execution of a Cloud Run job failed, or ran out of time: gcloud run jobs executions list --job=JOB. Its log says why."
      conditions = [{
        name   = "failed executions"
        filter = "${local.job} AND metric.type=\"run.googleapis.com/job/completed_execution_count\" AND metric.labels.result=\"failed\""
        by     = ["resource.label.job_name"]
      }]
    }

    tick_failures = {
      title    = "Fewer than 95 % of ticks succeed"
      severity = "ERROR"
      help     = "Of Cloud Scheduler's attempts, more than 5 % fail for 5 minutes. 401: tick.refused has the reason. 403: who may call. 503: the database. Runbook: Schedules."
      conditions = [{
        name        = "failed attempts of all"
        filter      = "resource.type=\"cloud_scheduler_job\" AND ${local.log.tick_attempt_failed}"
        denominator = "resource.type=\"cloud_scheduler_job\" AND ${local.log.tick_attempt}"
        above       = 0.05, for = 300, period = local.tick
      }]
    }

    tick_absence = {
      title    = "No tick"
      severity = "CRITICAL"
      help     = "No tick was completed. gcloud scheduler jobs describe scheduler-tick: is it enabled, what did the last attempt answer? Runbook: Schedules."
      conditions = [
        {
          name    = "fewer than one tick in the window"
          filter  = "${local.revision} AND ${local.scheduler} AND ${local.log.tick_completed}"
          compare = "COMPARISON_LT", above = 1, for = 60, period = local.window, missing = "EVALUATION_MISSING_DATA_ACTIVE"
        },
        {
          name   = "no data of ticks"
          filter = "${local.revision} AND ${local.scheduler} AND ${local.log.tick_completed}"
          absent = true, for = local.window
        },
      ]
    }

    ticks_stall = {
      title    = "Jobs are due and none is executed"
      severity = "ERROR"
      help     = "For 5 minutes ticks have found jobs due and executed none. GET /v1/schedules?overdue=true, and the decisions of those. Runbook: Schedules."
      conditions = [{
        name   = "ticks that left all that was due"
        filter = "${local.revision} AND ${local.scheduler} AND ${local.log.tick_stalled}"
        for    = 300, period = local.tick
      }]
    }

    duplicates = {
      title    = "Duplicate executions"
      severity = "ERROR"
      help     = "A command came again under an execution key that was carried out. It was refused; find out who published it twice. duplicates.total of GET /v1/shadow/report. Runbook: Schedules."
      conditions = [
        for kind, resource in local.of_workers : { name = "execution keys that came twice (${kind})", filter = "${resource} AND ${local.log.duplicate_execution}" }
      ]
    }

    tick_latency = {
      title    = "Ticks take more than 5 s"
      severity = "WARNING"
      help     = "The 99th percentile of ticks is over 5 s; 2 s is the aim. Cold starts, the database, or http jobs that a tick waits for. Runbook: Schedules."
      conditions = [{
        name   = "p99 of a tick"
        filter = "${local.revision} AND ${local.scheduler} AND ${local.log.tick_duration_ms}"
        above  = 5000, period = local.window, align = "ALIGN_DELTA", reduce = "REDUCE_PERCENTILE_99"
      }]
    }

    storage_errors = {
      title    = "More than 1 % of ticks meet storage errors"
      severity = "ERROR"
      help     = "tick.failed, housekeeping.failed or http.refused of scheduler-service, against ticks, for 5 minutes. Runbook: The database is away."
      conditions = [{
        name        = "storage errors of ticks"
        filter      = "${local.revision} AND ${local.scheduler} AND ${local.log.storage_error}"
        denominator = "${local.revision} AND ${local.scheduler} AND ${local.log.tick_completed}"
        above       = 0.01, for = 300, period = local.tick
      }]
    }

    background_tasks = {
      title    = "BACKGROUND_TASK_FAILURE"
      severity = "ERROR"
      help     = "An agent run failed for good: GET /v1/runs/{id}/logs with the task_id of the log line."
      conditions = [
        for kind, resource in merge(local.of_workers, { service = local.revision }) :
        { name = "failed runs (${kind})", filter = "${resource} AND ${local.log.background_task_failure}" }
      ]
    }

    database_connections = {
      title    = "Database connections"
      severity = "ERROR"
      help     = "More than 80 % of the connections are in use, or a service cannot get one. DATABASE_POOL_SIZE times instances must fit. Runbook: The database is away."
      conditions = concat([{
        name   = "connections in use"
        filter = "resource.type=\"cloudsql_database\" AND metric.type=\"cloudsql.googleapis.com/database/postgresql/num_backends\""
        above  = floor(0.8 * var.max_connections), for = 60, align = "ALIGN_MAX", by = ["resource.label.database_id"]
        }], [
        for kind, resource in merge(local.of_workers, { service = local.revision }) :
        { name = "starts that wait for the database (${kind})", filter = "${resource} AND ${local.log.database_unreachable}" }
      ])
    }

    errors = {
      title    = "More than 1 % of calls fail"
      severity = "ERROR"
      help     = "Answers of 5xx. http.failed has an incident and a stack trace, http.refused a reason. After a deploy: make rollback."
      conditions = [{
        name        = "5xx of all answers"
        filter      = "${local.requests} AND metric.labels.response_code_class=\"5xx\""
        denominator = local.requests
        above       = 0.01, for = 300, by = ["resource.label.service_name"]
      }]
    }

    start_up = {
      title    = "Start-up takes more than 20 s"
      severity = "WARNING"
      help     = "Under 10 s is usual. Is the start-up cache in the image used, and does the database answer? See application.ready and its duration_ms."
      conditions = [{
        name   = "p99 of start-up"
        filter = "${local.revision} AND metric.type=\"run.googleapis.com/container/startup_latencies\""
        above  = 20000, period = 300, align = "ALIGN_DELTA", reduce = "REDUCE_PERCENTILE_99", by = ["resource.label.service_name"]
      }]
    }
  }

  # Where nobody calls for ticks, their absence is no news.
  wanted = { for name, alert in local.alerts : name => alert if var.has_ticks || name != "tick_absence" }
}
