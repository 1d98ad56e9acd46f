resource "google_cloud_scheduler_job" "schedule_nightly" {
  name             = "demo-nightly"
  region           = var.region
  description      = "Forecasts of the schedule nightly (cloud-runner stack demo)"
  schedule         = "0 5 * * 1-5"
  time_zone        = "Europe/Berlin"
  attempt_deadline = "180s"

  retry_config {
    retry_count          = 5
    max_retry_duration   = "21600s"
    min_backoff_duration = "30s"
    max_backoff_duration = "3600s"
    max_doublings        = 5
  }

  http_target {
    uri         = "https://demo-abc-uc.a.run.app/schedules/nightly"
    http_method = "POST"

    headers = {
      Content-Type = "application/json"
    }

    body = "eyJzY2hlbWFWZXJzaW9uIjoxfQ=="

    oidc_token {
      service_account_email = google_service_account.invoker_account.email
      audience              = google_cloud_run_v2_service.service.uri
    }
  }

  depends_on = [
    google_cloud_run_v2_service_iam_member.invoker_calls_service,
    google_storage_bucket_iam_member.runtime_makes_manifests,
  ]