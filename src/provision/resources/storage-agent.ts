// The account that Cloud Storage publishes notifications as. Reading it makes Google create it where it is missing.
// https://cloud.google.com/storage/docs/json_api/v1/projects/serviceAccount/get
import { call } from "../engine/context.ts";
import { need } from "../engine/needs.ts";
import type { Kept } from "../engine/resource.ts";
import { browser } from "../google/roles.ts";

export interface StorageAgentSpec {
  project: string;
}

export interface StorageAgentLive {
  email: string;
}

export const storageAgent: Kept<StorageAgentSpec, StorageAgentLive> = {
  kind: "storage.serviceAgent",
  purpose: "the account that announces uploads",
  kept: "stays: it is Google's own",
  needs: [need("storage", browser, ["resourcemanager.projects.get"])],
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
};
