// What is used of Google's clients for Cloud Monitoring's alerts: apart from its metrics, since few stacks have any.
export { AlertPolicyServiceClient } from "@google-cloud/monitoring/build/src/v3/alert_policy_service_client.js";
export { NotificationChannelServiceClient } from "@google-cloud/monitoring/build/src/v3/notification_channel_service_client.js";
