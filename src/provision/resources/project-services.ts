// The APIs that the pipeline uses. Never disabled again: others in the project may rely on them.
// https://cloud.google.com/service-usage/docs/reference/rest/v1/services/batchEnable
import { CloudError } from "../../core/errors.ts";
import { isAbsentOrHidden, isActivationBusy } from "../google/cloud-error.ts";
import { call, patiently, type CloudContext } from "../engine/context.ts";
import { each, need, role } from "../engine/needs.ts";
import { operate } from "../google/operation.ts";
import type { Change, Kept } from "../engine/resource.ts";
import { projectNotFound } from "./project.ts";

export interface ProjectServicesSpec {
  project: string;
  /** Ids such as `run.googleapis.com`. */
  services: readonly string[];
}

export interface ProjectServicesLive {
  enabled: ReadonlySet<string>;
}

/** A batch may hold 20 ids at most, and one that holds a single id is rejected. */
const batchSize = 20;
const enableBudgetMs = 20 * 60_000;

const serviceUsageAdmin = role("services", "roles/serviceusage.serviceUsageAdmin", "may enable APIs");

export const projectServices: Kept<ProjectServicesSpec, ProjectServicesLive> = {
  kind: "serviceusage.services",
  purpose: "the APIs that all of this takes",
  kept: "stay on: others in the project may rely on them",
  needs: [
    need("serviceusage", serviceUsageAdmin, each("serviceusage.services", "get", "list", "enable", "use")),
  ],
  enablesApis: true,
  name: (spec) => `projects/${spec.project}/services`,

  async read(ctx, spec) {
    const client = await ctx.clients.serviceUsage();
    const parent = `projects/${spec.project}`;
    const [services] = await call(ctx, "serviceusage.ListServices", parent, () =>
      client.listServices({ parent, filter: "state:ENABLED" }),
    ).catch((error: unknown) => {
      throw isAbsentOrHidden(error) ? projectNotFound(spec.project, error) : error;
    });
    return { enabled: new Set(services.map((service) => service.name!.split("/").at(-1)!)) };
  },

  diff: (spec, live) =>
    spec.services
      .filter((id) => !live.enabled.has(id))
      .map((id): Change => ({ path: id, from: "disabled", to: "enabled", effect: "update" })),

  create: (ctx, spec) => enable(ctx, spec, spec.services),
  update: (ctx, spec, _live, changes) =>
    enable(
      ctx,
      spec,
      changes.map((change) => change.path),
    ),
};

async function enable(ctx: CloudContext, spec: ProjectServicesSpec, ids: readonly string[]) {
  for (let start = 0; start < ids.length; start += batchSize) {
    const batch = ids.slice(start, start + batchSize);
    const patience = {
      reason: "another activation in this project",
      budgetMs: enableBudgetMs,
      initialDelayMs: 2000,
      isRetryable: isActivationBusy,
    };
    await patiently(ctx, patience, () => enableBatch(ctx, spec.project, batch));
  }
  const enabled = await projectServices.read(ctx, spec);
  return enabled!;
}

async function enableBatch(ctx: CloudContext, project: string, ids: string[]): Promise<void> {
  const client = await ctx.clients.serviceUsage();
  const parent = `projects/${project}`;
  const wait = {
    reason: `${ids.length === 1 ? ids[0]! : `${ids.length} APIs`} to be enabled`,
    deadlineMs: enableBudgetMs,
  };
  if (ids.length === 1) {
    const name = `${parent}/services/${ids[0]}`;
    await operate(ctx, "serviceusage.EnableService", name, wait, () => client.enableService({ name }));
    return;
  }
  const { failures = [] } = await operate<{ failures?: { serviceId: string; errorMessage: string }[] }>(
    ctx,
    "serviceusage.BatchEnableServices",
    parent,
    wait,
    () => client.batchEnableServices({ parent, serviceIds: ids }),
  );
  // The operation succeeds even when some of its services did not.
  if (failures.length === 0) return;
  throw new CloudError(`Could not enable ${failures.map((failure) => failure.serviceId).join(", ")}.`, {
    code: "cloud.services-not-enabled",
    status: "FAILED_PRECONDITION",
    retryable: false,
    details: failures.map((failure) => `${failure.serviceId}: ${failure.errorMessage}`),
    fix: `See that billing is linked: gcloud billing projects describe ${project}`,
  });
}
