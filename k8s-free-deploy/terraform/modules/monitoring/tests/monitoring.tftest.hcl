mock_provider "google" {}

variables {
  project_id      = "demo"
  alert_emails    = ["someone@example.com"]
  api_host        = "agents-api.example.com"
  uptime_period   = "300s"
  tick_seconds    = 60
  has_ticks       = true
  max_connections = 100
}

run "thresholds" {
  assert {
    condition = { for name in ["backlog", "oldest", "dead_letters", "job_failures", "tick_failures", "ticks_stall", "duplicates", "tick_latency", "storage_errors", "background_tasks", "database_connections", "errors", "start_up"] :
      name => [google_monitoring_alert_policy.this[name].conditions[0].condition_threshold[0].threshold_value, google_monitoring_alert_policy.this[name].conditions[0].condition_threshold[0].duration]
      } == {
      backlog              = [100, "60s"]
      oldest               = [300, "0s"]
      dead_letters         = [0, "0s"]
      job_failures         = [0, "0s"]
      tick_failures        = [0.05, "300s"]
      ticks_stall          = [0, "300s"]
      duplicates           = [0, "0s"]
      tick_latency         = [5000, "0s"]
      storage_errors       = [0.01, "300s"]
      background_tasks     = [0, "0s"]
      database_connections = [80, "60s"]
      errors               = [0.01, "300s"]
      start_up             = [20000, "0s"]
    }
    error_message = "An alert has another threshold or duration than was promised."
  }

  assert {
    condition     = google_monitoring_alert_policy.this["tick_absence"].conditions[0].condition_threshold[0].evaluation_missing_data == "EVALUATION_MISSING_DATA_ACTIVE" && google_monitoring_alert_policy.this["tick_absence"].conditions[1].condition_absent[0].duration == "300s"
    error_message = "No data of ticks must alert as no ticks do."
  }

  assert {
    condition     = alltrue([for name in ["tick_failures", "storage_errors", "errors"] : google_monitoring_alert_policy.this[name].conditions[0].condition_threshold[0].denominator_filter != null])
    error_message = "A share needs what it is a share of."
  }

  assert {
    condition     = alltrue([for policy in google_monitoring_alert_policy.this : length(policy.notification_channels) == 1 && length(policy.documentation[0].content) > 0])
    error_message = "Each alert tells someone, and what to do."
  }
}

run "metrics" {
  assert {
    condition     = strcontains(google_logging_metric.counters["background_task_failure"].filter, "jsonPayload.event=\"BACKGROUND_TASK_FAILURE\"")
    error_message = "background_task_failure counts the events of that name."
  }

  assert {
    condition     = google_logging_metric.ticks["tick_duration_ms"].value_extractor == "EXTRACT(jsonPayload.duration_ms)" && google_logging_metric.ticks["tick_duration_ms"].metric_descriptor[0].value_type == "DISTRIBUTION"
    error_message = "A percentile needs the distribution of durations."
  }

  assert {
    condition     = alltrue([for name in regexall("user/([a-z_]+)", google_monitoring_dashboard.this.dashboard_json) : contains(concat(keys(google_logging_metric.counters), keys(google_logging_metric.ticks)), name[0])])
    error_message = "The dashboard shows a metric that does not exist."
  }

  assert {
    condition     = length(jsondecode(google_monitoring_dashboard.this.dashboard_json).mosaicLayout.tiles) > 10
    error_message = "The dashboard has lost its charts."
  }
}

run "uptime" {
  assert {
    condition     = google_monitoring_uptime_check_config.this["agents-api"].http_check[0].path == "/health" && google_monitoring_uptime_check_config.this["agents-api"].http_check[0].use_ssl
    error_message = "Health is asked from outside, over TLS."
  }
}

run "slow_cadence" {
  variables {
    tick_seconds  = 300
    uptime_period = ""
  }

  assert {
    condition     = google_monitoring_alert_policy.this["tick_absence"].conditions[1].condition_absent[0].duration == "900s"
    error_message = "A tick every five minutes is not absent for the four between."
  }

  assert {
    condition     = length(google_monitoring_uptime_check_config.this) == 0
    error_message = "No check, no instance that it starts."
  }
}
