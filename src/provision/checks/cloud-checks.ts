// The checks of the cloud side: what is asked, and of whom. What the answers mean is decided in the files beside.
import { hasEvents, hasJob, type Config } from "../../core/config.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import type { Names } from "../../core/names.ts";
import { memberOf } from "../google/caller.ts";
import { hasStatus, isBillingDisabled, isApiOff } from "../google/cloud-error.ts";
import { briefly, call, type CloudContext } from "../engine/context.ts";
import { apisOf, permissionGroupsOf, type PermissionGroup } from "../engine/needs.ts";
import { policyVersion, type Policy } from "../google/iam-policy.ts";
import { billingLink } from "../resources/billing-link.ts";
import { projectServices } from "../resources/project-services.ts";
import { findProject, type FoundProject } from "../resources/project.ts";
import { keyUses } from "./encryption-keys.ts";
import { NotReached, notApplicable, ok, once, warning, within, type Check, type Result } from "./finding.ts";
import {
  grantResult,
  eventsGrant,
  jobGrants,
  needsTokenCreator,
  silentGrants,
  tokenCreatorGrant,
  tokenCreatorResult,
  type GrantsOf,
  type SilentGrant,
} from "./grants.ts";
import { keyChecks } from "./key-checks.ts";
import { networkCheck } from "./network-check.ts";
import { permissionResult, type PermissionAnswer } from "./permissions.ts";
import { scheduleChecks } from "./schedule-checks.ts";
import { apiResults, billingResult, callerResult, projectResult, quotaProjectResult } from "./project.ts";

/** A deadline for each try. */
const quick = { timeout: 8000, retry: null };
/** Of what other checks wait for, so that they still have time to say so. */
const needsLimitMs = 5000;

/** Looks at what the context says is needed, and at the keys and the network that a configuration names. */
export function cloudChecks(ctx: CloudContext, config?: Config): Check[] {
  const { project, names } = ctx;
  const apis = apisOf(ctx.needs);
  const soon = <T>(work: () => Promise<T>) => once(() => within(needsLimitMs, ctx, work));
  const caller = soon(() => call(ctx, "oauth2.Token", "credentials", () => ctx.clients.caller()));
  const found = soon(() => briefly(ctx, () => readProject(ctx)));
  const projectPolicy = once(() => readProjectPolicy(ctx));

  /** The credentials, unless they are what is wrong: then their own check says so. */
  const needCaller = () =>
    caller().catch(() => {
      throw new NotReached("needs working credentials");
    });
  const needProject = async () => {
    await needCaller();
    return found().catch(() => {
      throw new NotReached("needs a project that can be read");
    });
  };
  const grantsOf = async (): Promise<GrantsOf> => ({ names, projectNumber: (await needProject()).number });

  const granted = async (
    grant: SilentGrant,
    judge: (grant: SilentGrant, policy: Policy, inherited: Policy | undefined) => Result,
  ): Promise<Result> => {
    try {
      const [policy, inherited] = await Promise.all([
        briefly(ctx, () => grant.policyOf(ctx, grant.resource, quick)),
        projectPolicy(),
      ]);
      return judge(grant, policy, inherited);
    } catch (error) {
      if (hasStatus(error, "NOT_FOUND"))
        return notApplicable(`${grant.what} is not there; \`cloud-runner up\` makes it`);
      if (isApiOff(error)) return notApplicable("needs an API that is off");
      if (isBillingDisabled(error)) return notApplicable("needs a project that is paid for");
      throw error;
    }
  };

  return [
    {
      id: "credentials",
      title: "credentials",
      async run() {
        const who = await caller();
        return who === undefined ? notApplicable("the local cloud takes anyone") : callerResult(who);
      },
    },
    {
      id: "quota-project",
      title: "quota project",
      async run() {
        const who = await needCaller();
        return who === undefined
          ? notApplicable("the local cloud counts nothing")
          : quotaProjectResult(who, project);
      },
    },
    {
      id: "project",
      title: "project",
      async run() {
        await needCaller();
        const { state, number } = await found();
        return projectResult(state, number, project);
      },
    },
    {
      id: "billing",
      title: "billing",
      async run() {
        await needProject();
        const name = `projects/${project}`;
        const client = await ctx.clients.billing();
        const asking = { ...ctx, kind: billingLink };
        try {
          const [info] = await briefly(ctx, () =>
            call(asking, "cloudbilling.GetProjectBillingInfo", name, () =>
              client.getProjectBillingInfo({ name }, quick),
            ),
          );
          return billingResult(info, project);
        } catch (error) {
          // The pipeline itself does without this API.
          if (isApiOff(error)) return warning("not known: its API is off", error.fix!);
          throw error;
        }
      },
    },
    {
      id: "apis",
      title: "APIs",
      async run() {
        await needProject();
        const [services, isDeployed] = await Promise.all([
          briefly(ctx, () => projectServices.read(ctx, { project, services: apis })),
          isThere(ctx),
        ]);
        return apiResults(apis, services!.enabled, { project, isDeployed });
      },
    },
    ...permissionGroupsOf(ctx.needs).map(
      (group): Check => ({
        id: `permissions.${group.role.id}`,
        title: group.role.title,
        async run() {
          const who = await needCaller();
          await needProject();
          const member = memberOf(who ?? { email: undefined });
          return permissionResult(group, await testPermissions(ctx, group), { project, member });
        },
      }),
    ),
    // Their titles are known before the project's number is.
    ...silentGrants({ names, projectNumber: "" }).map(
      ({ id, title }, index): Check => ({
        id: `grants.${id}`,
        title,
        run: async () => granted(silentGrants(await grantsOf())[index]!, grantResult),
      }),
    ),
    ...containerGrants(names, config).map(
      (grant): Check => ({
        id: `grants.${grant.id}`,
        title: grant.title,
        async run() {
          await needProject();
          return granted(grant, grantResult);
        },
      }),
    ),
    {
      id: "grants.pushes-signed",
      title: tokenCreatorGrant({ names, projectNumber: "" }).title,
      async run() {
        const { createdAtMs } = await needProject();
        if (!needsTokenCreator(createdAtMs)) return ok("by the role of its own agent");
        return granted(tokenCreatorGrant(await grantsOf()), tokenCreatorResult);
      },
    },
    ...scheduleChecks(ctx, {
      projectPolicy,
      projectNumber: async () => (await needProject()).number,
    }),
    ...keyChecks(ctx, config ? keyUses(config) : [], async () => (await needProject()).number),
    ...(config?.service.vpc ? [networkCheck(ctx, config.service.vpc)] : []),
  ];
}

/** What a container of this tool's own needs beside its buckets. */
const containerGrants = (names: Names, config: Config | undefined) => [
  ...(config && hasJob(config) ? jobGrants(names) : []),
  ...(config && hasEvents(config) ? [eventsGrant(names)] : []),
];

async function readProject(ctx: CloudContext): Promise<FoundProject> {
  const found = await findProject(ctx, ctx.project, quick);
  if (found !== undefined) return found;
  throw new CloudRunnerError(`${ctx.project} does not exist, or these credentials may not see it.`, {
    code: "project.not-found",
    fix: `gcloud projects describe ${ctx.project}`,
  });
}

/** Roles on the project reach everything in it; who may not see them is judged by the resources alone. */
async function readProjectPolicy(ctx: CloudContext): Promise<Policy | undefined> {
  const resource = `projects/${ctx.project}`;
  try {
    const client = await ctx.clients.projects();
    const [policy] = await briefly(ctx, () =>
      call(ctx, "cloudresourcemanager.GetIamPolicy", resource, () =>
        client.getIamPolicy({ resource, options: { requestedPolicyVersion: policyVersion } }, quick),
      ),
    );
    return policy as Policy;
  } catch {
    return undefined;
  }
}

/** Whether any of the stack stands: then what is missing is a fault, not work that `up` has still to do. */
async function isThere(ctx: CloudContext): Promise<boolean> {
  const { project, region, names } = ctx;
  const name = `projects/${project}/locations/${region}/services/${names.service}`;
  const topic = `projects/${project}/topics/${names.topic}`;
  const asked = (method: string, resource: string, send: () => Promise<unknown>) =>
    briefly(ctx, () => call(ctx, method, resource, send));
  const answers = await Promise.allSettled([
    asked("run.GetService", name, async () => (await ctx.clients.services()).getService({ name }, quick)),
    asked("pubsub.GetTopic", topic, async () => (await ctx.clients.topics()).getTopic({ topic }, quick)),
  ]);
  return answers.some(({ status }) => status === "fulfilled");
}

/** Google refuses the whole question when one permission does not apply to a project; then they are asked one by one. */
async function testPermissions(ctx: CloudContext, group: PermissionGroup): Promise<PermissionAnswer> {
  const resource = `projects/${ctx.project}`;
  const client = await ctx.clients.projects();
  const ask = (permissions: readonly string[]) =>
    briefly(ctx, () =>
      call(ctx, "cloudresourcemanager.TestIamPermissions", resource, async () => {
        const [answer] = await client.testIamPermissions({ resource, permissions: [...permissions] }, quick);
        return answer.permissions ?? [];
      }),
    );
  const isUntestable = (error: unknown) => hasStatus(error, "INVALID_ARGUMENT");
  try {
    return { granted: new Set(await ask(group.permissions)), untestable: [] };
  } catch (error) {
    if (!isUntestable(error)) throw error;
  }
  const untestable: string[] = [];
  const answers = await Promise.all(
    group.permissions.map((permission) =>
      ask([permission]).catch((error: unknown) => {
        if (!isUntestable(error)) throw error;
        untestable.push(permission);
        return [];
      }),
    ),
  );
  return { granted: new Set(answers.flat()), untestable };
}
