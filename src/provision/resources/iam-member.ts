// One member of one role in the policy of one resource: read, merge, write back with the etag. Members and bindings of
// others, and conditions, are never touched. https://cloud.google.com/iam/docs/policies
import { hasStatus, isMissingAccount } from "../google/cloud-error.ts";
import { call, patiently, type CloudContext } from "../engine/context.ts";
import {
  hasGrant,
  policyVersion,
  withGrant,
  withoutGrant,
  type Grant,
  type Policy,
} from "../google/iam-policy.ts";
import { finished } from "../google/operation.ts";
import type { Resource } from "../engine/resource.ts";

export interface IamMemberSpec extends Grant {
  /** Full name of what the policy belongs to. */
  resource: string;
  /** Set when the member is the agent of a Google service, which Google creates only when it is asked to. */
  agentOf?: { service: string; projectNumber: string };
}

export interface IamMemberLive extends Grant {
  resource: string;
}

/** How the policy of one kind of resource is read and written. */
interface PolicyAccess {
  service: string;
  get(ctx: CloudContext, resource: string): Promise<Policy>;
  set(ctx: CloudContext, resource: string, policy: Policy): Promise<unknown>;
}

const bucketName = (resource: string) => resource.replace(/^buckets\//, "");
const options = { requestedPolicyVersion: policyVersion };

export const bucketIamMember = iamMember({
  service: "storage",
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
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.services()).getIamPolicy({ resource, options });
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.services()).setIamPolicy({ resource, policy: policy as never });
  },
});

export const repositoryIamMember = iamMember({
  service: "artifactregistry",
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.artifactRegistry()).getIamPolicy({ resource, options });
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.artifactRegistry()).setIamPolicy({ resource, policy: policy as never });
  },
});

export const projectIamMember = iamMember({
  service: "cloudresourcemanager",
  async get(ctx, resource) {
    const [policy] = await (await ctx.clients.projects()).getIamPolicy({ resource, options });
    return policy as Policy;
  },
  async set(ctx, resource, policy) {
    await (await ctx.clients.projects()).setIamPolicy({ resource, policy: policy as never });
  },
});

function iamMember(access: PolicyAccess): Resource<IamMemberSpec, IamMemberLive> {
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

  const self: Resource<IamMemberSpec, IamMemberLive> = {
    kind: `${service}.iamMember`,
    name: (spec) => `${spec.resource} ${spec.role} ${spec.member}`,
    within: (spec) => spec.resource,
    exclusive: (spec) => `policy of ${spec.resource}`,

    async read(ctx, spec) {
      try {
        const policy = await readPolicy(ctx, spec.resource);
        return hasGrant(policy, spec) ? liveFrom(spec) : undefined;
      } catch (error) {
        if (hasStatus(error, "NOT_FOUND")) return undefined;
        throw error;
      }
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

    // There is nothing in a membership that could change.
    update: async (_ctx, _spec, live) => live,

    async delete(ctx, live) {
      try {
        await rewrite(ctx, live.resource, (policy) => withoutGrant(policy, live));
      } catch (error) {
        if (!hasStatus(error, "NOT_FOUND")) throw error;
      }
    },
  };
  return self;
}

const liveFrom = ({ resource, role, member }: IamMemberSpec): IamMemberLive => ({ resource, role, member });

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
