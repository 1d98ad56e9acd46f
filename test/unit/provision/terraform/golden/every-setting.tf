# A stack of cloud-runner for Terraform, written by `cloud-runner export terraform`.
# Terraform owns what is described here; roll-outs (image, traffic) stay with `cloud-runner deploy` and `rollback`.

terraform {
  required_version = ">= 1.7.0"

  required_providers {
    google = {
      source  = "hashicorp/google"
      version = "7.45.0"
    }
  }
}

provider "google" {
  project                         = var.project
  region                          = var.region
  add_terraform_attribution_label = false
}

variable "project" {
  description = "Google Cloud project."
  type        = string
  default     = "some-project"
}

variable "region" {
  description = "Region of the whole stack."
  type        = string
  default     = "europe-west3"
}

variable "image" {
  description = "Container image by digest, for a service that is made anew."
  type        = string
  default     = "us-docker.pkg.dev/p/r/i@sha256:1"
}

locals {
  apis = [
    "artifactregistry.googleapis.com",
    "cloudbuild.googleapis.com",
    "cloudresourcemanager.googleapis.com",
    "cloudscheduler.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "logging.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "serviceusage.googleapis.com",
    "storage.googleapis.com",
  ]
}

resource "google_project_service" "api" {
  for_each           = toset(local.apis)
  service            = each.value
  disable_on_destroy = false
}

data "google_project" "this" {
  depends_on = [google_project_service.api]
}

data "google_storage_project_service_account" "this" {
  depends_on = [google_project_service.api]
}

resource "google_artifact_registry_repository" "repository" {
  repository_id = "demo"
  location      = var.region
  format        = "DOCKER"
  description   = "Container images of cloud-runner"
  kms_key_name  = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  depends_on = [google_project_service.api]
}

resource "google_service_account" "builder_account" {
  account_id   = "demo-builder"
  display_name = "demo: builds images"
  description  = "builds images (cloud-runner stack demo)"
  depends_on   = [google_project_service.api]
}

resource "google_storage_bucket" "source_bucket" {
  name                        = "some-project-demo-source"
  location                    = "EUROPE-WEST3"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  encryption {
    default_kms_key_name = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 1
    }
  }

  depends_on = [google_project_service.api, google_service_account.builder_account]
}

resource "google_storage_bucket_iam_member" "builder_reads_source" {
  bucket = google_storage_bucket.source_bucket.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.builder_account.member
}

resource "google_artifact_registry_repository_iam_member" "builder_pushes_image" {
  location   = google_artifact_registry_repository.repository.location
  repository = google_artifact_registry_repository.repository.name
  role       = "roles/artifactregistry.writer"
  member     = google_service_account.builder_account.member
}

resource "google_project_iam_member" "builder_writes_logs" {
  project    = var.project
  role       = "roles/logging.logWriter"
  member     = google_service_account.builder_account.member
  depends_on = [google_project_service.api]
}

resource "google_storage_bucket" "input_bucket" {
  name                        = "some-project-demo-input"
  location                    = "EUROPE-WEST3"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  encryption {
    default_kms_key_name = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 30
    }
  }

  depends_on = [google_project_service.api]
}

resource "google_storage_bucket" "output_bucket" {
  name                        = "some-project-demo-output"
  location                    = "EUROPE-WEST3"
  uniform_bucket_level_access = true
  public_access_prevention    = "enforced"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  soft_delete_policy {
    retention_duration_seconds = 0
  }

  encryption {
    default_kms_key_name = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"
  }

  lifecycle_rule {
    action {
      type = "Delete"
    }

    condition {
      age = 30
    }
  }

  depends_on = [google_project_service.api]
}

resource "google_service_account" "runtime_account" {
  account_id   = "demo-runtime"
  display_name = "demo: runs the container"
  description  = "runs the container (cloud-runner stack demo)"
  depends_on   = [google_project_service.api]
}

resource "google_service_account" "invoker_account" {
  account_id   = "demo-invoker"
  display_name = "demo: pushes to the service"
  description  = "pushes to the service (cloud-runner stack demo)"
  depends_on   = [google_project_service.api]
}

resource "google_storage_bucket_iam_member" "runtime_reads_input" {
  bucket = google_storage_bucket.input_bucket.name
  role   = "roles/storage.objectViewer"
  member = google_service_account.runtime_account.member
}

resource "google_storage_bucket_iam_member" "runtime_writes_output" {
  bucket = google_storage_bucket.output_bucket.name
  role   = "roles/storage.objectUser"
  member = google_service_account.runtime_account.member
}

resource "google_storage_bucket_iam_member" "runtime_reads_weights_of_others" {
  bucket     = "weights-of-others"
  role       = "roles/storage.objectViewer"
  member     = google_service_account.runtime_account.member
  depends_on = [google_project_service.api]
}

resource "google_pubsub_topic" "results_topic" {
  name         = "demo-results"
  kms_key_name = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  depends_on = [google_project_service.api]
}

resource "google_pubsub_topic_iam_member" "runtime_publishes_results" {
  topic  = google_pubsub_topic.results_topic.id
  role   = "roles/pubsub.publisher"
  member = google_service_account.runtime_account.member
}

resource "google_cloud_run_v2_service" "service" {
  name     = "demo"
  location = var.region
  ingress  = "INGRESS_TRAFFIC_ALL"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  scaling {
    scaling_mode       = "AUTOMATIC"
    min_instance_count = 1
    max_instance_count = 3
  }

  template {
    service_account                  = google_service_account.runtime_account.email
    timeout                          = "900s"
    max_instance_request_concurrency = 4
    encryption_key                   = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"

    scaling {
      max_instance_count = 3
    }

    vpc_access {
      egress = "ALL_TRAFFIC"

      network_interfaces {
        network    = "net"
        subnetwork = "sub"
        tags       = ["forecast"]
      }
    }

    containers {
      image = var.image

      env {
        name  = "GOOGLE_CLOUD_PROJECT"
        value = var.project
      }

      env {
        name  = "INPUT_BUCKET"
        value = google_storage_bucket.input_bucket.name
      }

      env {
        name  = "OUTPUT_BUCKET"
        value = google_storage_bucket.output_bucket.name
      }

      env {
        name  = "FORECAST_DEFAULTS"
        value = "{\"model\":\"mstl\",\"horizon\":28}"
      }

      env {
        name  = "RESULTS_TOPIC"
        value = google_pubsub_topic.results_topic.id
      }

      env {
        name  = "FORECAST_TIMEOUT_SECONDS"
        value = "270"
      }

      env {
        name  = "FORECAST_JOB"
        value = google_cloud_run_v2_job.job.id
      }

      resources {
        cpu_idle          = true
        startup_cpu_boost = true

        limits = {
          cpu    = "2"
          memory = "4Gi"
        }
      }

      startup_probe {
        period_seconds    = 2
        timeout_seconds   = 1
        failure_threshold = 60

        http_get {
          path = "/ready"
        }
      }
    }
  }

  traffic {
    type    = "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
    percent = 100
  }

  lifecycle {
    ignore_changes = [
      annotations,
      client,
      client_version,
      template[0].containers[0].image,
      template[0].labels,
      template[0].revision,
      traffic,
    ]
  }

  depends_on = [
    google_artifact_registry_repository.repository,
    google_storage_bucket_iam_member.runtime_reads_input,
    google_storage_bucket_iam_member.runtime_writes_output,
    google_storage_bucket_iam_member.runtime_reads_weights_of_others,
    google_pubsub_topic_iam_member.runtime_publishes_results,
  ]
}

resource "google_cloud_run_v2_service_iam_member" "invoker_calls_service" {
  location = google_cloud_run_v2_service.service.location
  name     = google_cloud_run_v2_service.service.name
  role     = "roles/run.invoker"
  member   = google_service_account.invoker_account.member
}

resource "google_cloud_run_v2_job" "job" {
  name     = "demo-job"
  location = var.region

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  template {
    task_count  = 1
    parallelism = 200

    template {
      service_account = google_service_account.runtime_account.email
      timeout         = "86400s"
      max_retries     = 0
      encryption_key  = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"

      vpc_access {
        egress = "ALL_TRAFFIC"

        network_interfaces {
          network    = "net"
          subnetwork = "sub"
          tags       = ["forecast"]
        }
      }

      containers {
        image   = var.image
        command = ["node", "job.mjs"]

        env {
          name  = "GOOGLE_CLOUD_PROJECT"
          value = var.project
        }

        env {
          name  = "INPUT_BUCKET"
          value = google_storage_bucket.input_bucket.name
        }

        env {
          name  = "OUTPUT_BUCKET"
          value = google_storage_bucket.output_bucket.name
        }

        env {
          name  = "FORECAST_DEFAULTS"
          value = "{\"model\":\"mstl\",\"horizon\":28}"
        }

        env {
          name  = "RESULTS_TOPIC"
          value = google_pubsub_topic.results_topic.id
        }

        env {
          name  = "FORECAST_TIMEOUT_SECONDS"
          value = "77760"
        }

        env {
          name  = "FORECAST_JOB"
          value = "projects/some-project/locations/europe-west3/jobs/demo-job"
        }

        env {
          name  = "JOB_MAXIMUM_RETRIES"
          value = "0"
        }

        resources {
          limits = {
            cpu    = "4"
            memory = "8Gi"
          }
        }
      }
    }
  }

  lifecycle {
    ignore_changes = [
      annotations,
      client,
      client_version,
      template[0].template[0].containers[0].image,
    ]
  }

  depends_on = [
    google_artifact_registry_repository.repository,
    google_storage_bucket_iam_member.runtime_reads_input,
    google_storage_bucket_iam_member.runtime_writes_output,
    google_storage_bucket_iam_member.runtime_reads_weights_of_others,
    google_pubsub_topic_iam_member.runtime_publishes_results,
  ]
}

resource "google_cloud_run_v2_job_iam_member" "runtime_runs_job" {
  location = google_cloud_run_v2_job.job.location
  name     = google_cloud_run_v2_job.job.name
  role     = "roles/run.jobsExecutorWithOverrides"
  member   = google_service_account.runtime_account.member
}

resource "google_cloud_run_v2_job_iam_member" "runtime_reads_job" {
  location = google_cloud_run_v2_job.job.location
  name     = google_cloud_run_v2_job.job.name
  role     = "roles/run.viewer"
  member   = google_service_account.runtime_account.member
}

resource "google_pubsub_topic" "topic" {
  name         = "demo-uploads"
  kms_key_name = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  depends_on = [google_project_service.api]
}

resource "google_pubsub_topic" "dead_letter_topic" {
  name         = "demo-dead-letters"
  kms_key_name = "projects/keys/locations/europe-west3/keyRings/ring/cryptoKeys/key"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  depends_on = [google_project_service.api]
}

resource "google_pubsub_subscription" "dead_letter_subscription" {
  name                       = "demo-dead-letters"
  topic                      = google_pubsub_topic.dead_letter_topic.id
  ack_deadline_seconds       = 60
  message_retention_duration = "2678400s"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  expiration_policy {
    ttl = ""
  }
}

resource "google_pubsub_subscription" "push_subscription" {
  name                       = "demo-push"
  topic                      = google_pubsub_topic.topic.id
  ack_deadline_seconds       = 300
  message_retention_duration = "604800s"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = "${google_cloud_run_v2_service.service.uri}/"

    oidc_token {
      service_account_email = google_service_account.invoker_account.email
      audience              = google_cloud_run_v2_service.service.uri
    }
  }

  retry_policy {
    minimum_backoff = "5s"
    maximum_backoff = "90s"
  }

  dead_letter_policy {
    dead_letter_topic     = google_pubsub_topic.dead_letter_topic.id
    max_delivery_attempts = 50
  }

  depends_on = [
    google_pubsub_subscription.dead_letter_subscription,
    google_cloud_run_v2_service_iam_member.invoker_calls_service,
  ]
}

resource "google_pubsub_subscription" "dead_letter_push" {
  name                       = "demo-dead-letter-push"
  topic                      = google_pubsub_topic.dead_letter_topic.id
  ack_deadline_seconds       = 60
  message_retention_duration = "604800s"

  labels = {
    team               = "planning"
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  expiration_policy {
    ttl = ""
  }

  push_config {
    push_endpoint = "${google_cloud_run_v2_service.service.uri}/dead-letters"

    oidc_token {
      service_account_email = google_service_account.invoker_account.email
      audience              = google_cloud_run_v2_service.service.uri
    }
  }

  retry_policy {
    minimum_backoff = "10s"
    maximum_backoff = "600s"
  }

  depends_on = [
    google_cloud_run_v2_service_iam_member.invoker_calls_service,
    google_pubsub_topic.results_topic,
    google_pubsub_topic_iam_member.runtime_publishes_results,
  ]
}

resource "google_service_account_iam_member" "pubsub_signs_as_invoker" {
  service_account_id = google_service_account.invoker_account.name
  role               = "roles/iam.serviceAccountTokenCreator"
  member             = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  depends_on         = [google_project_service.api]
}

resource "google_pubsub_topic_iam_member" "pubsub_writes_dead_letters" {
  topic      = google_pubsub_topic.dead_letter_topic.id
  role       = "roles/pubsub.publisher"
  member     = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  depends_on = [google_project_service.api]
}

resource "google_pubsub_subscription_iam_member" "pubsub_takes_from_subscription" {
  subscription = google_pubsub_subscription.push_subscription.id
  role         = "roles/pubsub.subscriber"
  member       = "serviceAccount:service-${data.google_project.this.number}@gcp-sa-pubsub.iam.gserviceaccount.com"
  depends_on   = [google_project_service.api]
}

resource "google_pubsub_topic_iam_member" "storage_publishes" {
  topic      = google_pubsub_topic.topic.id
  role       = "roles/pubsub.publisher"
  member     = data.google_storage_project_service_account.this.member
  depends_on = [google_project_service.api]
}

resource "google_storage_notification" "notification" {
  bucket         = google_storage_bucket.input_bucket.name
  topic          = google_pubsub_topic.topic.id
  event_types    = ["OBJECT_FINALIZE"]
  payload_format = "JSON_API_V1"

  custom_attributes = {
    managed-by         = "cloud-runner"
    cloud-runner-stack = "demo"
  }

  depends_on = [
    google_pubsub_topic_iam_member.storage_publishes,
    google_pubsub_subscription.push_subscription,
    google_service_account_iam_member.pubsub_signs_as_invoker,
    google_pubsub_subscription_iam_member.pubsub_takes_from_subscription,
    google_pubsub_topic_iam_member.pubsub_writes_dead_letters,
    google_cloud_run_v2_job.job,
    google_cloud_run_v2_job_iam_member.runtime_runs_job,
    google_cloud_run_v2_job_iam_member.runtime_reads_job,
  ]
}

output "input_bucket" {
  value = google_storage_bucket.input_bucket.name
}

output "output_bucket" {
  value = google_storage_bucket.output_bucket.name
}

output "service_url" {
  value = google_cloud_run_v2_service.service.uri
}

output "push_subscription" {
  value = google_pubsub_subscription.push_subscription.id
}

output "dead_letter_subscription" {
  value = google_pubsub_subscription.dead_letter_subscription.id
}

output "runtime_account" {
  value = google_service_account.runtime_account.email
}

output "invoker_account" {
  value = google_service_account.invoker_account.email
}

# Only for the first `terraform apply`: what is imported once may be deleted here.

import {
  for_each = toset(local.apis)
  to       = google_project_service.api[each.value]
  id       = "${var.project}/${each.value}"
}

import {
  to = google_artifact_registry_repository.repository
  id = "projects/some-project/locations/europe-west3/repositories/demo"
}

import {
  to = google_service_account.builder_account
  id = "projects/some-project/serviceAccounts/demo-builder@some-project.iam.gserviceaccount.com"
}

import {
  to = google_storage_bucket.source_bucket
  id = "some-project-demo-source"
}

import {
  to = google_storage_bucket_iam_member.builder_reads_source
  id = "b/some-project-demo-source roles/storage.objectViewer serviceAccount:demo-builder@some-project.iam.gserviceaccount.com"
}

import {
  to = google_artifact_registry_repository_iam_member.builder_pushes_image
  id = "projects/some-project/locations/europe-west3/repositories/demo roles/artifactregistry.writer serviceAccount:demo-builder@some-project.iam.gserviceaccount.com"
}

import {
  to = google_project_iam_member.builder_writes_logs
  id = "some-project roles/logging.logWriter serviceAccount:demo-builder@some-project.iam.gserviceaccount.com"
}

import {
  to = google_storage_bucket.input_bucket
  id = "some-project-demo-input"
}

import {
  to = google_storage_bucket.output_bucket
  id = "some-project-demo-output"
}

import {
  to = google_service_account.runtime_account
  id = "projects/some-project/serviceAccounts/demo-runtime@some-project.iam.gserviceaccount.com"
}

import {
  to = google_service_account.invoker_account
  id = "projects/some-project/serviceAccounts/demo-invoker@some-project.iam.gserviceaccount.com"
}

import {
  to = google_storage_bucket_iam_member.runtime_reads_input
  id = "b/some-project-demo-input roles/storage.objectViewer serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com"
}

import {
  to = google_storage_bucket_iam_member.runtime_writes_output
  id = "b/some-project-demo-output roles/storage.objectUser serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com"
}

import {
  to = google_storage_bucket_iam_member.runtime_reads_weights_of_others
  id = "b/weights-of-others roles/storage.objectViewer serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com"
}

import {
  to = google_pubsub_topic.results_topic
  id = "projects/some-project/topics/demo-results"
}

import {
  to = google_pubsub_topic_iam_member.runtime_publishes_results
  id = "projects/some-project/topics/demo-results roles/pubsub.publisher serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com"
}

import {
  to = google_cloud_run_v2_service.service
  id = "projects/some-project/locations/europe-west3/services/demo"
}

import {
  to = google_cloud_run_v2_service_iam_member.invoker_calls_service
  id = "projects/some-project/locations/europe-west3/services/demo roles/run.invoker serviceAccount:demo-invoker@some-project.iam.gserviceaccount.com"
}

import {
  to = google_cloud_run_v2_job.job
  id = "projects/some-project/locations/europe-west3/jobs/demo-job"
}

import {
  to = google_cloud_run_v2_job_iam_member.runtime_runs_job
  id = "projects/some-project/locations/europe-west3/jobs/demo-job roles/run.jobsExecutorWithOverrides serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com"
}

import {
  to = google_cloud_run_v2_job_iam_member.runtime_reads_job
  id = "projects/some-project/locations/europe-west3/jobs/demo-job roles/run.viewer serviceAccount:demo-runtime@some-project.iam.gserviceaccount.com"
}

import {
  to = google_pubsub_topic.topic
  id = "projects/some-project/topics/demo-uploads"
}

import {
  to = google_pubsub_topic.dead_letter_topic
  id = "projects/some-project/topics/demo-dead-letters"
}

import {
  to = google_pubsub_subscription.dead_letter_subscription
  id = "projects/some-project/subscriptions/demo-dead-letters"
}

import {
  to = google_pubsub_subscription.push_subscription
  id = "projects/some-project/subscriptions/demo-push"
}

import {
  to = google_pubsub_subscription.dead_letter_push
  id = "projects/some-project/subscriptions/demo-dead-letter-push"
}

import {
  to = google_service_account_iam_member.pubsub_signs_as_invoker
  id = "projects/some-project/serviceAccounts/demo-invoker@some-project.iam.gserviceaccount.com roles/iam.serviceAccountTokenCreator serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
}

import {
  to = google_pubsub_topic_iam_member.pubsub_writes_dead_letters
  id = "projects/some-project/topics/demo-dead-letters roles/pubsub.publisher serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
}

import {
  to = google_pubsub_subscription_iam_member.pubsub_takes_from_subscription
  id = "projects/some-project/subscriptions/demo-push roles/pubsub.subscriber serviceAccount:service-123456789012@gcp-sa-pubsub.iam.gserviceaccount.com"
}

import {
  to = google_pubsub_topic_iam_member.storage_publishes
  id = "projects/some-project/topics/demo-uploads roles/pubsub.publisher serviceAccount:service-123456789012@gs-project-accounts.iam.gserviceaccount.com"
}

import {
  to = google_storage_notification.notification
  id = "some-project-demo-input/notificationConfigs/7"
}
