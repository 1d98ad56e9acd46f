// Roles that more than one kind or command asks for. https://cloud.google.com/iam/docs/understanding-roles
import { role } from "../engine/needs.ts";

export const browser = role("project", "roles/browser", "may see the project");

export const storageAdmin = role("storage", "roles/storage.admin", "may manage buckets and objects");

export const pubsubAdmin = role("pubsub", "roles/pubsub.admin", "may manage topics and subscriptions");

export const runAdmin = role("run", "roles/run.admin", "may manage Cloud Run services and jobs");

export const serviceAccountAdmin = role(
  "accounts",
  "roles/iam.serviceAccountAdmin",
  "may manage service accounts",
);

/** To let a service, or a subscription, work as one of our accounts. */
export const serviceAccountUser = role(
  "act-as",
  "roles/iam.serviceAccountUser",
  "may let services act as an account",
);

export const registryAdmin = role("registry", "roles/artifactregistry.admin", "may keep and push images");

export const logViewer = role("logging", "roles/logging.viewer", "may read logs");

export const schedulerAdmin = role("scheduler", "roles/cloudscheduler.admin", "may manage schedules");

export const alertEditor = role("alerts", "roles/monitoring.alertPolicyEditor", "may manage alert policies");

export const channelEditor = role(
  "channels",
  "roles/monitoring.notificationChannelEditor",
  "may manage notification channels",
);
