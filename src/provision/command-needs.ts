// What the commands need beside the resources: `predict` copies objects, `dlq` takes messages and sends them again,
// `schedule` makes and removes jobs, `deploy` looks at revisions, `logs` and `status` read what was logged and measured.
import { each, need, role, type Need } from "./engine/needs.ts";
import { scheduleJob } from "./resources/schedule-job.ts";
import { logViewer, pubsubAdmin, runAdmin, storageAdmin } from "./google/roles.ts";

const tokenCreator = role("tokens", "roles/iam.serviceAccountTokenCreator", "may make tokens of an account");

export const commandNeeds: readonly Need[] = [
  need("storage", storageAdmin, [
    ...each("storage.objects", "create", "get", "list", "delete"),
    // Before anything is uploaded: whether the bucket is this project's.
    "storage.buckets.list",
  ]),
  need("pubsub", pubsubAdmin, ["pubsub.topics.publish", "pubsub.subscriptions.consume"]),
  // Of those that `schedule add` makes: nothing is scheduled at first.
  ...scheduleJob.needs,
  need("run", runAdmin, each("run.revisions", "get", "list")),
  // The ID token that a new revision is asked with.
  need("iamcredentials", tokenCreator, []),
  need("logging", logViewer, ["logging.logEntries.list"]),
  need("monitoring", role("monitoring", "roles/monitoring.viewer", "may read metrics and alerts"), [
    "monitoring.timeSeries.list",
    // `down` looks for them whatever the configuration says.
    "monitoring.alertPolicies.list",
    "monitoring.notificationChannels.list",
  ]),
];
