// https://cloud.google.com/pubsub/docs/reference/rest/v1/projects.topics
import { hasStatus, isStillInitialising } from "../google/cloud-error.ts";
import { call, patiently } from "../engine/context.ts";
import { plainMap } from "../engine/normalise.ts";
import { carriesOwner, labelChanges, type Resource } from "../engine/resource.ts";

export interface TopicSpec {
  project: string;
  topic: string;
  labels: Record<string, string>;
}

export interface TopicLive {
  name: string;
  labels: Record<string, string>;
}

export const pubsubTopic: Resource<TopicSpec, TopicLive> = {
  kind: "pubsub.topic",
  name: (spec) => `projects/${spec.project}/topics/${spec.topic}`,

  async read(ctx, spec) {
    const client = await ctx.clients.topics();
    const name = pubsubTopic.name(spec);
    try {
      const [found] = await call(ctx, "pubsub.GetTopic", name, () => client.getTopic({ topic: name }));
      return { name, labels: plainMap(found.labels) };
    } catch (error) {
      if (hasStatus(error, "NOT_FOUND")) return undefined;
      throw error;
    }
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
    try {
      await call(ctx, "pubsub.DeleteTopic", live.name, () => client.deleteTopic({ topic: live.name }));
    } catch (error) {
      if (!hasStatus(error, "NOT_FOUND")) throw error;
    }
  },

  owned: (spec, live) => carriesOwner(spec.labels, live.labels),
};
