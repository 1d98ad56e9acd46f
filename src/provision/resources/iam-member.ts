// One member of one role in the policy of one resource: read, merge, write back with the etag. Members and bindings of
// others, and conditions, are never touched. https://cloud.google.com/iam/docs/policies
import { hasStatus, isMissingAccount } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound, type CloudContext } from "../engine/context.ts";
import { granting, need, type Need } from "../engine/needs.ts";
import {
  hasGrant,
  policyVersion,
  withGrant,
  withoutGrant,
  type Grant,
  type Policy,
} from "../google/iam-policy.ts";
import { finished } from "../google/operation.ts";
import { pubsubAdmin, runAdmin, storageAdmin } from "../google/roles.ts";
import type { Removable } from "../engine/resource.ts";
import { isUnknown, type Late, type Settled } from "../engine/unknown.ts";

export interface IamMemberSpec {
  role: string;
  /** `serviceAccount:EMAIL`. */
  member: Late<string>;
  /** Full name of what the policy belongs to. */
  resource: string;
  /** Set when the member is the agent of a Google service, which Google creates only when it is asked to. */
  agentOf?: { service: string; projectNumber: Late<string> };
}

export interface IamMemberLive extends Grant {
  resource: string;
}

/** How the policy of one kind of resource is read and written. */
interface PolicyAccess {
  service: string;
  need: Need;
  get(ctx: CloudContext, resource: string): Promise<Policy>;
  set(ctx: CloudContext, resource: string, policy: Policy): Promise<unknown>;
}

const bucketName = (resource: string) => resource.replace(/^buckets\//, "");
const options = { requestedPolicyVersion: policyVersion };

export const bucketIamMember = iamMember({
  service: "storage",
  need: need("storage", storageAdmin, granting("storage.buckets")),
  async get(ctx, resource) {
    const storage = await ctx.clients.storage();
    const [policy] = await storage.bucket(bucketName(resource)).iam.getPolicy(options);
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    const storage = await ctx.clients.storage();
    await storage.bucket(bucketName(resource)).iam.setPolicy(policy as never);
  },
});

// Pub/Sub's clients declare these requests as message classes; like everywhere else plain objects will do.

export const topicIamMember = iamMember({
  service: "pubsub",
  need: need("pubsub", pubsubAdmin, granting("pubsub.topics")),
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.topics()).getIamPolicy({ resource, options } as never);
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.topics()).setIamPolicy({ resource, policy } as never);
  },
});

export const subscriptionIamMember = iamMember({
  service: "pubsub",
  need: need("pubsub", pubsubAdmin, granting("pubsub.subscriptions")),
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.subscriptions()).getIamPolicy({ resource, options } as never);
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.subscriptions()).setIamPolicy({ resource, policy } as never);
  },
});

export const runServiceIamMember = iamMember({
  service: "run",
  need: need("run", runAdmin, granting("run.services")),
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.services()).getIamPolicy({ resource, options });
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.services()).setIamPolicy({ resource, policy: policy as never });
  },
});

/** Apart from the role for the images: it is asked for only where Cloud Build makes them. */
const repositoryPolicyAdmin = {
  id: "registry-policy",
  name: "roles/artifactregistry.admin",
  title: "may grant roles on the image repository",
};

export const repositoryIamMember = iamMember({
  service: "artifactregistry",
  need: need("artifactregistry", repositoryPolicyAdmin, granting("artifactregistry.repositories")),
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.artifactRegistry()).getIamPolicy({ resource, options });
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.artifactRegistry()).setIamPolicy({ resource, policy: policy as never });
  },
});

const projectIamAdmin = {
  id: "project-policy",
  name: "roles/resourcemanager.projectIamAdmin",
  title: "may grant roles on the project",
};

export const projectIamMember = iamMember({
  service: "cloudresourcemanager",
  need: need("cloudresourcemanager", projectIamAdmin, granting("resourcemanager.projects")),
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.projects()).getIamPolicy({ resource, options });
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.projects()).setIamPolicy({ resource, policy: policy as never });
  },
});

function iamMember(access: PolicyAccess): Removable<IamMemberSpec, IamMemberLive> {
  const { service } = access;

  const readPolicy = (ctx: CloudContext, resource: string) =>
    call(ctx, `${service}.GetIamPolicy`, resource, () => access.get(ctx, resource));

  /** Somebody may write the same policy in between; then the etag no longer fits and it is read again. */
  const rewrite = (ctx: CloudContext, resource: string, change: (policy: Policy) => Policy) => {
    const patience = {
      reason: `another writer of the policy of ${resource}`,
      budgetMs: 30_000,
      initialDelayMs: 200,
      isRetryable: (error: unknown) => hasStatus(error, "ABORTED"),
    };
    return patiently(ctx, patience, async () => {
      const policy = await readPolicy(ctx, resource);
      const next = change(policy);
      if (next === policy) return;
      await call(ctx, `${service}.SetIamPolicy`, resource, () => access.set(ctx, resource, next));
    });
  };

  return {
    kind: `${service}.iamMember`,
    purpose: "least privilege, on one resource each; members of others are never touched",
    needs: [access.need],
    list: { never: "it carries no marks, and goes with the account that it names" },
    name: (spec) => `${spec.resource} ${spec.role} ${String(spec.member)}`,
    within: (spec) => spec.resource,
    exclusive: (spec) => `policy of ${spec.resource}`,

    async read(ctx, spec) {
      const policy = await unlessNotFound(readPolicy(ctx, spec.resource));
      const { resource, role, member } = spec;
      if (policy === undefined || isUnknown(member)) return undefined;
      return hasGrant(policy, { role, member }) ? { resource, role, member } : undefined;
    },

    diff: () => [],

    async create(ctx, spec) {
      const add = () => rewrite(ctx, spec.resource, (policy) => withGrant(policy, spec));
      try {
        await add();
      } catch (error) {
        if (!isMissingAccount(error)) throw error;
        if (spec.agentOf) await createAgent(ctx, spec.agentOf);
        const patience = {
          reason: `${spec.member} to be known`,
          budgetMs: 5 * 60_000,
          initialDelayMs: 2000,
          maximumDelayMs: 30_000,
          isRetryable: isMissingAccount,
        };
        await patiently(ctx, patience, add);
      }
      return liveFrom(spec);
    },

    async delete(ctx, live) {
      await unlessNotFound(rewrite(ctx, live.resource, (policy) => withoutGrant(policy, live)));
    },
  };
}

const liveFrom = ({ resource, role, member }: Settled<IamMemberSpec>): IamMemberLive => ({
  resource,
  role,
  member,
});

/** https://cloud.google.com/service-usage/docs/reference/rest/v1beta1/services/generateServiceIdentity */
async function createAgent(
  ctx: CloudContext,
  { service, projectNumber }: { service: string; projectNumber: string },
) {
  const client = await ctx.clients.serviceIdentities();
  const parent = `projects/${projectNumber}/services/${service}`;
  await call(ctx, "serviceusage.GenerateServiceIdentity", parent, async () => {
    const [operation] = await client.generateServiceIdentity({ parent });
    await finished(ctx, { reason: `the service agent of ${service}`, deadlineMs: 2 * 60_000 }, operation);
  });
}
