// What `plan` looks at: each field that a user may set on a resource of ours is compared, or has a reason why not.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { expect, it } from "vitest";
import type { Fields } from "../../../src/provision/engine/resource.ts";
import { alertPolicy } from "../../../src/provision/resources/alerts/alert-policy.ts";
import { notificationChannel } from "../../../src/provision/resources/alerts/notification-channel.ts";
import { artifactRepository } from "../../../src/provision/resources/artifact-repository.ts";
import { bucketFields } from "../../../src/provision/resources/bucket-settings.ts";
import { pubsubSubscription } from "../../../src/provision/resources/pubsub-subscription.ts";
import { pubsubTopic } from "../../../src/provision/resources/pubsub-topic.ts";
import { containerFields, templateFields } from "../../../src/provision/resources/run/run-service-fields.ts";
import { runJob } from "../../../src/provision/resources/run/run-job.ts";
import {
  executionTemplateFields,
  taskTemplateFields,
} from "../../../src/provision/resources/run/run-job-fields.ts";
import { runService } from "../../../src/provision/resources/run/run-service.ts";
import { scheduleJob } from "../../../src/provision/resources/schedule-job.ts";
import { serviceAccount } from "../../../src/provision/resources/service-account.ts";

interface Type {
  fields?: Record<string, { options?: Record<string, unknown> }>;
  nested?: Record<string, Type>;
}

/** A field that has several behaviours is given with one of them only. */
const answeredOnly: Readonly<Record<string, readonly string[]>> = {
  "google.pubsub.v1.Subscription": ["topicMessageRetentionDuration", "analyticsHubSubscriptionInfo"],
};

/** Fields of a message that a request may set, by Google's own protos. */
function settable(protos: string, message: string): string[] {
  const root = createRequire(import.meta.url)(`${protos}/build/protos/protos.json`) as Type;
  const found = message.split(".").reduce<Type | undefined>((type, name) => type?.nested?.[name], root);
  return Object.entries(found!.fields!)
    .filter(([, { options }]) => options?.["(google.api.field_behavior)"] !== "OUTPUT_ONLY")
    .map(([name]) => name)
    .filter((name) => !answeredOnly[message]?.includes(name));
}

const messages: [message: string, protos: string, fields: Fields | undefined][] = [
  ["google.cloud.run.v2.Service", "@google-cloud/run", runService.fields],
  ["google.cloud.run.v2.RevisionTemplate", "@google-cloud/run", templateFields],
  ["google.cloud.run.v2.Container", "@google-cloud/run", containerFields],
  ["google.cloud.run.v2.Job", "@google-cloud/run", runJob.fields],
  ["google.cloud.run.v2.ExecutionTemplate", "@google-cloud/run", executionTemplateFields],
  ["google.cloud.run.v2.TaskTemplate", "@google-cloud/run", taskTemplateFields],
  [
    "google.devtools.artifactregistry.v1.Repository",
    "@google-cloud/artifact-registry",
    artifactRepository.fields,
  ],
  ["google.cloud.scheduler.v1.Job", "@google-cloud/scheduler", scheduleJob.fields],
  ["google.monitoring.v3.AlertPolicy", "@google-cloud/monitoring", alertPolicy.fields],
  ["google.monitoring.v3.NotificationChannel", "@google-cloud/monitoring", notificationChannel.fields],
  ["google.pubsub.v1.Topic", "@google-cloud/pubsub-api", pubsubTopic.fields],
  ["google.pubsub.v1.Subscription", "@google-cloud/pubsub-api", pubsubSubscription.fields],
];
it.each(messages)("looks at every field of %s, or says why not", (message, protos, fields) => {
  const { compared, ignored } = fields!;
  expect([...compared, ...Object.keys(ignored)].toSorted()).toEqual(settable(protos, message).toSorted());
});

/** Fields of an interface that a client of JSON declares, each with its comment. */
function declared(file: string, name: string): [field: string, comment: string][] {
  const url = new URL(`../../../node_modules/${file}`, import.meta.url);
  const [, indent, body] = new RegExp(
    `^( *)export interface ${name.replace("$", "\\$")} .*\\{\\n([^]*?)\\n\\1\\}`,
    "m",
  ).exec(readFileSync(url, "utf8"))!;
  const field = new RegExp(`((?:^${indent} {4,}/?\\*.*\\n)*)^${indent} {4}(\\w+)\\?:`, "gm");
  return [...body!.matchAll(field)].map(([, comment, found]) => [found!, comment!]);
}

/** Cloud Storage answers these; its client does not say so. https://cloud.google.com/storage/docs/json_api/v1/buckets#resource */
const bucketAnswers = new Set(
  "generation metageneration locationType owner projectNumber timeCreated updated softDeleteTime hardDeleteTime".split(
    " ",
  ),
);

it("looks at every field of a bucket, or says why not", () => {
  const { compared, ignored } = bucketFields;
  const settable = declared("@google-cloud/storage/build/esm/src/bucket.d.ts", "BucketMetadata")
    .map(([field]) => field)
    .filter((field) => !bucketAnswers.has(field));
  expect([...compared, ...Object.keys(ignored)].toSorted()).toEqual(settable.toSorted());
});

it("looks at every field of a service account, or says why not", () => {
  const { compared, ignored } = serviceAccount.fields!;
  const settable = declared("@googleapis/iam/build/v1.d.ts", "Schema$ServiceAccount")
    .filter(([, comment]) => !comment.includes("Output only"))
    .map(([field]) => field);
  // A method of its own sets it.
  expect([...compared, ...Object.keys(ignored)].toSorted()).toEqual([...settable, "disabled"].toSorted());
});
