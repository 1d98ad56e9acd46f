// The account that Cloud Storage publishes notifications as. Reading it makes Google create it where it is missing.
// https://cloud.google.com/storage/docs/json_api/v1/projects/serviceAccount/get
import { call } from "../engine/context.ts";
import type { Resource } from "../engine/resource.ts";

export interface StorageAgentSpec {
  project: string;
}

export interface StorageAgentLive {
  email: string;
}

const neverWritten = () => Promise.reject(new Error("the storage service agent is Google's own"));

export const storageAgent: Resource<StorageAgentSpec, StorageAgentLive> = {
  kind: "storage.serviceAgent",
  keep: true,
  name: (spec) => `projects/${spec.project}/serviceAccount`,

  async read(ctx, spec) {
    const storage = await ctx.clients.storage();
    const [agent] = await call(ctx, "storage.GetServiceAccount", storageAgent.name(spec), () =>
      storage.getServiceAccount(),
    );
    return { email: agent.emailAddress! };
  },

  diff: () => [],
  // The API was disabled when the plan was made; now it answers.
  async create(ctx, spec) {
    const agent = await storageAgent.read(ctx, spec);
    return agent!;
  },
  update: neverWritten,
  delete: neverWritten,
};
