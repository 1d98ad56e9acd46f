// https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics
import { isStillInitialising } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound } from "../engine/context.ts";
import { labelChanges, namesOfOurs, ownedByLabels } from "../engine/labels.ts";
import { managing, need } from "../engine/needs.ts";
import { isSet, maskOf, plainMap, secondsOf } from "../engine/normalise.ts";
import { changed, type Removable } from "../engine/resource.ts";
import { pubsubAdmin } from "../google/roles.ts";

export interface TopicSpec {
  project: string;
  topic: string;
  /** Full name of the key that messages are encrypted with; by default Google's own. */
  encryptionKey?: string | undefined;
  labels: Record<string, string>;
}

export interface TopicLive {
  name: string;
  /** Messages that are kept after their delivery, which costs money; 0 keeps none. */
  retentionSeconds: number;
  encryptionKey: string | undefined;
  /** What else is set that costs money or keeps messages from their subscriptions. */
  others: readonly string[];
  labels: Record<string, string>;
}

const otherFields = ["schemaSettings", "ingestionDataSourceSettings", "messageTransforms"] as const;

export const pubsubTopic: Removable<TopicSpec, TopicLive> = {
  kind: "pubsub.topic",
  purpose:
    "one for the uploads that are announced, one for the messages that kept failing, one on which results and failures are announced",
  needs: [need("pubsub", pubsubAdmin, managing("pubsub.topics"))],
  fields: {
    compared: ["kmsKeyName", "labels", "messageRetentionDuration", ...otherFields],
    ignored: {
      name: "identifies it",
      messageStoragePolicy: "follows from policies of the organization, and says only where messages lie",
      satisfiesPzs: "is reserved for Google",
      tags: "are written only, and change no message",
    },
  },
  name: (spec) => `projects/${spec.project}/topics/${spec.topic}`,

  async list(ctx) {
    const client = await ctx.clients.topics();
    const project = `projects/${ctx.project}`;
    const [topics] = await call(ctx, "pubsub.ListTopics", project, () => client.listTopics({ project }));
    return namesOfOurs(ctx, topics);
  },

  async read(ctx, spec) {
    const client = await ctx.clients.topics();
    const name = pubsubTopic.name(spec);
    const found = await unlessNotFound(
      call(ctx, "pubsub.GetTopic", name, () => client.getTopic({ topic: name })),
    );
    return found && liveFrom(name, found[0]);
  },

  diff: (spec, live) => [
    ...changed("messageRetentionDuration.seconds", live.retentionSeconds, 0),
    ...changed("kmsKeyName", live.encryptionKey, spec.encryptionKey),
    ...live.others.flatMap((field) => changed(field, "set", undefined)),
    ...labelChanges(spec.labels, live.labels),
  ],

  async create(ctx, spec) {
    const client = await ctx.clients.topics();
    const topic = { name: pubsubTopic.name(spec), labels: spec.labels, ...keyOf(spec) };
    const patience = {
      reason: "the policies of a new project",
      budgetMs: 2 * 60_000,
      isRetryable: isStillInitialising,
    };
    await patiently(ctx, patience, () =>
      call(ctx, "pubsub.CreateTopic", topic.name, () => client.createTopic(topic)),
    );
    return liveFrom(topic.name, topic);
  },

  async update(ctx, spec, live, changes) {
    const client = await ctx.clients.topics();
    const topic = { name: live.name, labels: { ...live.labels, ...spec.labels }, ...keyOf(spec) };
    // What is named in the mask and not in the topic is cleared.
    await call(ctx, "pubsub.UpdateTopic", live.name, () =>
      client.updateTopic({ topic, updateMask: { paths: maskOf(changes) } }),
    );
    return liveFrom(live.name, topic);
  },

  async delete(ctx, live) {
    const client = await ctx.clients.topics();
    await unlessNotFound(
      call(ctx, "pubsub.DeleteTopic", live.name, () => client.deleteTopic({ topic: live.name })),
    );
  },

  owned: ownedByLabels,
};

const keyOf = ({ encryptionKey }: TopicSpec) =>
  encryptionKey === undefined ? {} : { kmsKeyName: encryptionKey };

type Found = {
  labels?: Parameters<typeof plainMap>[0];
  messageRetentionDuration?: unknown;
  kmsKeyName?: string | null;
} & {
  [field in (typeof otherFields)[number]]?: unknown;
};

const liveFrom = (name: string, found: Found): TopicLive => ({
  name,
  retentionSeconds: secondsOf(found.messageRetentionDuration) ?? 0,
  encryptionKey: found.kmsKeyName || undefined,
  others: otherFields.filter((field) => isSet(found[field])),
  labels: plainMap(found.labels),
});
