// https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics
import { isStillInitialising } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound } from "../engine/context.ts";
import { labelChanges, namesOfOurs, ownedByLabels } from "../engine/labels.ts";
import { managing, need } from "../engine/needs.ts";
import { plainMap } from "../engine/normalise.ts";
import type { Removable } from "../engine/resource.ts";
import { pubsubAdmin } from "../google/roles.ts";

export interface TopicSpec {
  project: string;
  topic: string;
  labels: Record<string, string>;
}

export interface TopicLive {
  name: string;
  labels: Record<string, string>;
}

export const pubsubTopic: Removable<TopicSpec, TopicLive> = {
  kind: "pubsub.topic",
  purpose: "one for the uploads that are announced, one for the messages that kept failing",
  needs: [need("pubsub", pubsubAdmin, managing("pubsub.topics"))],
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
    return found && { name, labels: plainMap(found[0].labels) };
  },

  diff: (spec, live) => labelChanges(spec.labels, live.labels),

  async create(ctx, spec) {
    const client = await ctx.clients.topics();
    const name = pubsubTopic.name(spec);
    const patience = {
      reason: "the policies of a new project",
      budgetMs: 2 * 60_000,
      isRetryable: isStillInitialising,
    };
    await patiently(ctx, patience, () =>
      call(ctx, "pubsub.CreateTopic", name, () => client.createTopic({ name, labels: spec.labels })),
    );
    return { name, labels: spec.labels };
  },

  async update(ctx, spec, live) {
    const client = await ctx.clients.topics();
    const labels = { ...live.labels, ...spec.labels };
    await call(ctx, "pubsub.UpdateTopic", live.name, () =>
      client.updateTopic({ topic: { name: live.name, labels }, updateMask: { paths: ["labels"] } }),
    );
    return { ...live, labels };
  },

  async delete(ctx, live) {
    const client = await ctx.clients.topics();
    await unlessNotFound(
      call(ctx, "pubsub.DeleteTopic", live.name, () => client.deleteTopic({ topic: live.name })),
    );
  },

  owned: ownedByLabels,
};
