variable "notify_webhook_1" {
  description = "The url of https://hooks.example.com/… (40b628), which may be a secret."
  type        = string
  sensitive   = true
}

variable "notify_webhook_1_password" {
  description = "The password of https://hooks.example.com/… (40b628), which may be a secret."
  type        = string
  sensitive   = true
}

variable "notify_webhook_2" {
  description = "The url of https://example.com/… (e27e50), which may be a secret."
  type        = string
  sensitive   = true
}

resource "google_monitoring_notification_channel" "notify_email_1" {
  display_name = "demo: ops@example.com"
  type         = "email"

  labels = {
    email_address = "ops@example.com"
  }

  user_labels = {
    managed-by           = "cloud-runner"
    cloud-runner-stack   = "demo"
    cloud-runner-channel = "email-1"
    cloud-runner-address = "af3c82544f648b38dc7d403473bb4b95"
  }

  force_delete = true
  depends_on   = [google_project_service.api]
}

resource "google_monitoring_notification_channel" "notify_webhook_1" {
  display_name = "demo: https://hooks.example.com/…"
  type         = "webhook_basicauth"

  labels = {
    url      = var.notify_webhook_1
    username = "me"
  }

  user_labels = {
    managed-by           = "cloud-runner"
    cloud-runner-stack   = "demo"
    cloud-runner-channel = "webhook-1"
    cloud-runner-address = "40b6281db097bc2e1422359d30b51aee"
  }

  force_delete = true

  sensitive_labels {
    password = var.notify_webhook_1_password
  }

  depends_on = [google_project_service.api]
}

resource "google_monitoring_notification_channel" "notify_webhook_2" {
  display_name = "demo: https://example.com/…"
  type         = "webhook_tokenauth"

  labels = {
    url = var.notify_webhook_2
  }

  user_labels = {
    managed-by           = "cloud-runner"
    cloud-runner-stack   = "demo"
    cloud-runner-channel = "webhook-2"
    cloud-runner-address = "e27e50823606c279a10a3b6026ad3b89"
  }

  force_delete = true
  depends_on   = [google_project_service.api]
}

resource "google_monitoring_alert_policy" "alert_dead_letters" {
  display_name = "demo: dead-letter messages wait"
  combiner     = "OR"
  enabled      = true
  severity     = "ERROR"

  notification_channels = [
    google_monitoring_notification_channel.notify_email_1.name,
    google_monitoring_notification_channel.notify_webhook_1.name,
    google_monitoring_notification_channel.notify_webhook_2.name,
  ]

  user_labels = {
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
    cloud-runner-alert = "dead-letters"
  }

  documentation {
    subject   = "demo: dead-letter messages wait"
    mime_type = "text/markdown"
    content   = "Deliveries of uploads failed too often in the stack demo, and are kept as dead-letter messages.\nSee which, and why:\n\n    npx cloud-runner dlq list --project some-project\n\nOnce the cause is fixed, send them again:\n\n    npx cloud-runner dlq replay --all --project some-project\n\nThe alert ends when none is left. They are kept for 31 days."
  }

  conditions {
    display_name = "A dead-letter message waits"

    condition_threshold {
      filter          = "metric.type=\"pubsub.googleapis.com/subscription/num_undelivered_messages\" AND resource.type=\"pubsub_subscription\" AND resource.labels.subscription_id=\"demo-dead-letters\""
      comparison      = "COMPARISON_GT"
      threshold_value = 0
      duration        = "0s"

      aggregations {
        alignment_period   = "60s"
        per_series_aligner = "ALIGN_MAX"
      }

      trigger {
        count = 1
      }
    }
  }

  alert_strategy {
    auto_close = "604800s"
  }

  depends_on = [
    google_cloud_run_v2_service.service,
    google_pubsub_subscription.dead_letter_subscription,
  ]
}

resource "google_monitoring_alert_policy" "alert_failed_forecasts" {
  display_name = "demo: forecasts failed"
  combiner     = "OR"
  enabled      = true
  severity     = "ERROR"

  notification_channels = [
    google_monitoring_notification_channel.notify_email_1.name,
    google_monitoring_notification_channel.notify_webhook_1.name,
  ]

  user_labels = {
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
    cloud-runner-alert = "failed-forecasts"
  }

  documentation {
    subject   = "demo: forecasts failed"
    mime_type = "text/markdown"
    content   = "Inputs of the stack demo got an error report instead of a forecast, or a manifest had inputs that failed.\nSee which, with line, column and fix:\n\n    npx cloud-runner logs --since 24h --project some-project\n\nThe report lies in the output bucket under the name of the input, with .error.json behind it.\nAt most one message comes in five minutes; the log has all failures."
  }

  conditions {
    display_name = "A forecast failed"

    condition_matched_log {
      filter = "resource.type=(\"cloud_run_revision\" OR \"cloud_run_job\") AND resource.labels.location=\"us-central1\" AND (resource.labels.service_name=\"demo\" OR resource.labels.job_name=\"demo-job\") AND (jsonPayload.outcome=\"rejected\" OR (jsonPayload.outcome=\"worked-off\" AND jsonPayload.message=~\", [1-9][0-9]* failed$\"))"
    }
  }

  alert_strategy {
    auto_close = "1800s"

    notification_rate_limit {
      period = "300s"
    }
  }

  depends_on = [
    google_cloud_run_v2_service.service,
    google_pubsub_subscription.dead_letter_subscription,
  ]
}

resource "google_monitoring_alert_policy" "alert_missed_schedules" {
  display_name = "demo: a schedule missed its time"
  combiner     = "OR"
  enabled      = true
  severity     = "ERROR"

  notification_channels = [
    google_monitoring_notification_channel.notify_email_1.name,
    google_monitoring_notification_channel.notify_webhook_1.name,
  ]

  user_labels = {
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
    cloud-runner-alert = "missed-schedules"
  }

  documentation {
    subject   = "demo: a schedule missed its time"
    mime_type = "text/markdown"
    content   = "Cloud Scheduler could not start the forecasts of a schedule of the stack demo.\nIt tries again for up to six hours. See which, and why:\n\n    npx cloud-runner schedule list --project some-project\n    npx cloud-runner status --project some-project\n\nOnce the cause is fixed, run it by hand:\n\n    npx cloud-runner schedule run NAME --project some-project\n\nWhat did come is not forecast twice."
  }

  conditions {
    display_name = "A run of a schedule failed"

    condition_matched_log {
      filter = "resource.type=\"cloud_scheduler_job\" AND resource.labels.location=\"us-central1\" AND resource.labels.job_id=~\"^demo-\" AND log_id(\"cloudscheduler.googleapis.com/executions\") AND severity>=ERROR AND jsonPayload.url:\"https://demo-abc-uc.a.run.app/schedules/\""
    }
  }

  alert_strategy {
    auto_close = "1800s"

    notification_rate_limit {
      period = "300s"
    }
  }

  depends_on = [
    google_cloud_run_v2_service.service,
    google_pubsub_subscription.dead_letter_subscription,
  ]
}

import {
  to = google_monitoring_notification_channel.notify_email_1
  id = "projects/some-project/notificationChannels/0"
}

import {
  to = google_monitoring_notification_channel.notify_webhook_1
  id = "projects/some-project/notificationChannels/1"
}

import {
  to = google_monitoring_notification_channel.notify_webhook_2
  id = "projects/some-project/notificationChannels/2"
}

import {
  to = google_monitoring_alert_policy.alert_dead_letters
  id = "projects/some-project/alertPolicies/3"
}

import {
  to = google_monitoring_alert_policy.alert_failed_forecasts
  id = "projects/some-project/alertPolicies/4"
}

import {
  to = google_monitoring_alert_policy.alert_missed_schedules
  id = "projects/some-project/alertPolicies/5"
}
