// What is used of Google's clients for Cloud Monitoring.
export { MetricServiceClient } from "@google-cloud/monitoring/build/src/v3/metric_service_client.js";
