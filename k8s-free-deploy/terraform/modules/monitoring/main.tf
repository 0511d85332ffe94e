resource "google_monitoring_notification_channel" "email" {
  for_each = var.alert_emails

  display_name = each.value
  type         = "email"
  labels       = { email_address = each.value }
}

locals {
  channels = [for channel in google_monitoring_notification_channel.email : channel.name]
}

resource "google_monitoring_alert_policy" "this" {
  for_each = local.wanted

  display_name          = "Millrace: ${each.value.title}"
  combiner              = "OR"
  severity              = each.value.severity
  notification_channels = local.channels

  documentation {
    content   = each.value.help
    mime_type = "text/markdown"
  }

  dynamic "conditions" {
    for_each = each.value.conditions
    content {
      display_name = conditions.value.name

      dynamic "condition_threshold" {
        for_each = try(conditions.value.absent, false) ? [] : [conditions.value]
        content {
          filter                  = condition_threshold.value.filter
          comparison              = try(condition_threshold.value.compare, "COMPARISON_GT")
          threshold_value         = try(condition_threshold.value.above, 0)
          duration                = "${try(condition_threshold.value.for, 0)}s"
          evaluation_missing_data = try(condition_threshold.value.missing, null)
          denominator_filter      = try(condition_threshold.value.denominator, null)

          aggregations {
            alignment_period     = "${try(condition_threshold.value.period, 60)}s"
            per_series_aligner   = try(condition_threshold.value.align, "ALIGN_DELTA")
            cross_series_reducer = try(condition_threshold.value.reduce, "REDUCE_SUM")
            group_by_fields      = try(condition_threshold.value.by, [])
          }

          dynamic "denominator_aggregations" {
            for_each = try([condition_threshold.value.denominator], [])
            content {
              alignment_period     = "${try(condition_threshold.value.period, 60)}s"
              per_series_aligner   = "ALIGN_DELTA"
              cross_series_reducer = "REDUCE_SUM"
              group_by_fields      = try(condition_threshold.value.by, [])
            }
          }
        }
      }

      dynamic "condition_absent" {
        for_each = try(conditions.value.absent, false) ? [conditions.value] : []
        content {
          filter   = condition_absent.value.filter
          duration = "${condition_absent.value.for}s"

          aggregations {
            alignment_period     = "60s"
            per_series_aligner   = "ALIGN_DELTA"
            cross_series_reducer = "REDUCE_SUM"
          }
        }
      }
    }
  }
}

resource "google_monitoring_dashboard" "this" {
  dashboard_json = file("${path.module}/dashboard.json")

  # Its charts name them.
  depends_on = [google_logging_metric.counters, google_logging_metric.ticks]
}
