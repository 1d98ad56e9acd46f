// One member of one role in the policy of one resource: read, merge, write back with the etag. Members, bindings and
// conditions of others are never touched. https://cloud.google.com/iam/docs/policies
import { hasStatus, isMissingAccount } from "../google/cloud-error.ts";
import { call, patiently, unlessNotFound, type CloudContext } from "../engine/context.ts";
import { granting, need, role, type Need } from "../engine/needs.ts";
import {
  hasGrant,
  policyVersion,
  withGrant,
  withoutGrant,
  type Condition,
  type Grant,
  type Policy,
} from "../google/iam-policy.ts";
import { operate } from "../google/operation.ts";
import { pubsubAdmin, runAdmin, serviceAccountAdmin, storageAdmin } from "../google/roles.ts";
import type { Removable } from "../engine/resource.ts";
import { isUnknown, type Late, type Settled } from "../engine/unknown.ts";

export interface IamMemberSpec {
  role: string;
  /** `serviceAccount:EMAIL`. */
  member: Late<string>;
  /** Full name of what the policy belongs to. */
  resource: string;
  /** Under which alone the role is given. */
  condition?: Condition;
  /** Set when the member is the agent of a Google service, which Google creates only when it is asked to. */
  agentOf?: { service: string; projectNumber: Late<string> };
}

export interface IamMemberLive extends Grant {
  resource: string;
}

/** How the policy of one kind of resource is read and written. */
interface PolicyAccess {
  /** @param limits of the call, as the client takes them */
  get(ctx: CloudContext, resource: string, limits?: object): Promise<Policy>;
  set(ctx: CloudContext, resource: string, policy: Policy): Promise<unknown>;
}

export interface IamMemberKind extends Removable<IamMemberSpec, IamMemberLive> {
  /** The whole policy. */
  policyOf: (ctx: CloudContext, resource: string, limits?: object) => Promise<Policy>;
}

const bucketName = (resource: string) => resource.replace(/^buckets\//, "");
const options = { requestedPolicyVersion: policyVersion };

export const bucketIamMember = iamMember(need("storage", storageAdmin, granting("storage.buckets")), {
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

const onTopics = need("pubsub", pubsubAdmin, granting("pubsub.topics"));
export const topicIamMember = memberBy(onTopics, ({ topics }) => topics());

const onSubscriptions = need("pubsub", pubsubAdmin, granting("pubsub.subscriptions"));
export const subscriptionIamMember = memberBy(onSubscriptions, ({ subscriptions }) => subscriptions());

const onServices = need("run", runAdmin, granting("run.services"));
export const runServiceIamMember = memberBy(onServices, ({ services }) => services());

const onJobs = need("run", runAdmin, granting("run.jobs"));
export const runJobIamMember = memberBy(onJobs, ({ jobs }) => jobs());

/** Who may work as an account, or sign for it. */
export const accountIamMember = iamMember(need("iam", serviceAccountAdmin, granting("iam.serviceAccounts")), {
  async get(ctx, resource, limits) {
    const { projects } = await ctx.clients.iam();
    const request = { resource, "options.requestedPolicyVersion": policyVersion };
    const { data } = await projects.serviceAccounts.getIamPolicy(request, { ...limits, retry: false });
    return data as Policy;
  },
  async set(ctx, resource, policy) {
    const { projects } = await ctx.clients.iam();
    await projects.serviceAccounts.setIamPolicy({ resource, requestBody: { policy: policy as object } });
  },
});

/** Apart from the role for the images: it is asked for only where Cloud Build makes them. */
const repositoryPolicyAdmin = role(
  "registry-policy",
  "roles/artifactregistry.admin",
  "may grant roles on the image repository",
);
const onRepositories = need(
  "artifactregistry",
  repositoryPolicyAdmin,
  granting("artifactregistry.repositories"),
);
export const repositoryIamMember = memberBy(onRepositories, ({ artifactRegistry }) => artifactRegistry());

const projectIamAdmin = role(
  "project-policy",
  "roles/resourcemanager.projectIamAdmin",
  "may grant roles on the project",
);
const onProjects = need("cloudresourcemanager", projectIamAdmin, granting("resourcemanager.projects"));
export const projectIamMember = memberBy(onProjects, ({ projects }) => projects());

/** What the generated clients have in common; they differ in the classes of the requests, for which plain objects do. */
interface PolicyClient {
  getIamPolicy(request: never, limits?: never): Promise<[object, ...unknown[]]>;
  setIamPolicy(request: never): Promise<unknown>;
}

function memberBy(
  need: Need,
  clientOf: (clients: CloudContext["clients"]) => Promise<PolicyClient>,
): IamMemberKind {
  return iamMember(need, {
    async get(ctx, resource, limits) {
      const client = await clientOf(ctx.clients);
      const [policy] = await client.getIamPolicy({ resource, options } as never, limits as never);
      return policy as Policy;
    },
    async set(ctx, resource, policy) {
      const client = await clientOf(ctx.clients);
      await client.setIamPolicy({ resource, policy } as never);
    },
  });
}

function iamMember(need: Need, access: PolicyAccess): IamMemberKind {
  const service = need.api.split(".")[0]!;

  const policyOf = (ctx: CloudContext, resource: string, limits?: object) =>
    call(ctx, `${service}.GetIamPolicy`, resource, () => access.get(ctx, resource, limits));

  /** Somebody may write the same policy in between; then the etag no longer fits and it is read again. */
  const rewrite = (ctx: CloudContext, resource: string, change: (policy: Policy) => Policy) => {
    const patience = {
      reason: `another writer of the policy of ${resource}`,
      budgetMs: 30_000,
      initialDelayMs: 200,
      isRetryable: (error: unknown) => hasStatus(error, "ABORTED"),
    };
    return patiently(ctx, patience, async () => {
      const policy = await policyOf(ctx, resource);
      const next = change(policy);
      if (next === policy) return;
      await call(ctx, `${service}.SetIamPolicy`, resource, () => access.set(ctx, resource, next));
    });
  };

  return {
    kind: `${service}.iamMember`,
    purpose: "least privilege, on one resource each; members of others are never touched",
    needs: [need],
    policyOf,
    list: { never: "it carries no marks, and goes with the account that it names" },
    name: (spec) => `${spec.resource} ${spec.role} ${String(spec.member)}`,
    within: (spec) => spec.resource,
    exclusive: (spec) => `policy of ${spec.resource}`,

    async read(ctx, spec) {
      const policy = await unlessNotFound(policyOf(ctx, spec.resource));
      const { member } = spec;
      if (policy === undefined || isUnknown(member)) return undefined;
      const live = liveFrom({ ...spec, member });
      return hasGrant(policy, live) ? live : undefined;
    },

    diff: () => [],

    async create(ctx, spec) {
      const add = () => rewrite(ctx, spec.resource, (policy) => withGrant(policy, spec));
      try {
        await add();
      } catch (error) {
        if (!isMissingAccount(error) && !isNotYet(ctx, spec, error)) throw error;
        if (spec.agentOf && isMissingAccount(error)) await createAgent(ctx, spec.agentOf);
        const patience = {
          reason: `${isMissingAccount(error) ? spec.member : spec.resource} to be known`,
          budgetMs: 5 * 60_000,
          initialDelayMs: 2000,
          maximumDelayMs: 30_000,
          isRetryable: (again: unknown) => isMissingAccount(again) || isNotYet(ctx, spec, again),
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

const liveFrom = ({
  resource,
  role,
  member,
  condition,
}: Omit<Settled<IamMemberSpec>, "agentOf">): IamMemberLive => ({
  resource,
  role,
  member,
  ...(condition && { condition }),
});

/** A fresh account reads as absent, or as forbidden, for some seconds. */
const isNotYet = (
  ctx: CloudContext,
  { resource }: Pick<IamMemberSpec, "resource">,
  error: unknown,
): boolean =>
  ctx.isNew(resource) &&
  resource.includes("/serviceAccounts/") &&
  hasStatus(error, "NOT_FOUND", "PERMISSION_DENIED");

/** https://cloud.google.com/service-usage/docs/reference/rest/v1beta1/services/generateServiceIdentity */
async function createAgent(
  ctx: CloudContext,
  { service, projectNumber }: { service: string; projectNumber: string },
) {
  const client = await ctx.clients.serviceIdentities();
  const parent = `projects/${projectNumber}/services/${service}`;
  const wait = { reason: `the service agent of ${service}`, deadlineMs: 2 * 60_000 };
  await operate(ctx, "serviceusage.GenerateServiceIdentity", parent, wait, () =>
    client.generateServiceIdentity({ parent }),
  );
}
