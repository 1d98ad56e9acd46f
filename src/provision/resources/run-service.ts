// https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
import type { protos } from "@google-cloud/run";
import { CloudError, PreconditionError } from "../../core/errors.ts";
import { hasStatus, isImageUnreadable, isMissingAccount } from "../google/cloud-error.ts";
import { call, patiently, type CloudContext } from "../engine/context.ts";
import { enumName, mebibytes, milliCpu, plainMap, secondsOf } from "../engine/normalise.ts";
import { finished } from "../google/operation.ts";
import { carriesOwner, changed, labelChanges, type Change, type Resource } from "../engine/resource.ts";
import { failedRevision } from "../rollout/failed-revision.ts";
import { remembering } from "../rollout/history.ts";
import { holderOf, type Target } from "../rollout/traffic.ts";

type Service = protos.google.cloud.run.v2.IService;

export interface RunServiceSpec {
  project: string;
  region: string;
  service: string;
  /** By digest: a tag is resolved only once, when a revision is made. undefined keeps what is deployed. */
  image: string | undefined;
  serviceAccount: string;
  env: Record<string, string>;
  cpu: number;
  /** `512Mi`, `2Gi`. */
  memory: string;
  concurrency: number;
  timeoutSeconds: number;
  minInstances: number;
  maxInstances: number;
  /** Answers 200 once the container can take work. */
  readyPath: string;
  labels: Record<string, string>;
}

export interface RunServiceLive {
  name: string;
  uri: string;
  etag: string;
  /** Short names. */
  latestReadyRevision: string;
  latestCreatedRevision: string;
  /** `ready`, `reconciling`, or `failed: why`. */
  condition: string;
  ingress: string;
  /** What is asked for, in words. */
  traffic: string;
  /** What is in force. */
  targets: Target[];
  /** Addresses by tag. */
  tagUris: Record<string, string>;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  image: string;
  serviceAccount: string;
  env: Record<string, string>;
  cpu: string;
  memory: string;
  cpuIdle: boolean;
  startupCpuBoost: boolean;
  concurrency: number;
  timeoutSeconds: number | undefined;
  minInstances: number;
  maxInstances: number;
  readyPath: string;
}

const deployDeadlineMs = 6 * 60_000;
const latestOnly = "latest 100 %";
const ingress = "INGRESS_TRAFFIC_ALL";

const ingressNames: Readonly<Record<number, string>> = {
  1: "INGRESS_TRAFFIC_ALL",
  2: "INGRESS_TRAFFIC_INTERNAL_ONLY",
  3: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
  4: "INGRESS_TRAFFIC_NONE",
};
const conditionStates: Readonly<Record<number, string>> = {
  1: "CONDITION_PENDING",
  2: "CONDITION_RECONCILING",
  3: "CONDITION_FAILED",
  4: "CONDITION_SUCCEEDED",
};
const trafficTypes: Readonly<Record<number, string>> = {
  1: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST",
  2: "TRAFFIC_TARGET_ALLOCATION_TYPE_REVISION",
};

export const runService: Resource<RunServiceSpec, RunServiceLive> = {
  kind: "run.service",
  name: (spec) => `projects/${spec.project}/locations/${spec.region}/services/${spec.service}`,

  async read(ctx, spec) {
    try {
      return await get(ctx, runService.name(spec));
    } catch (error) {
      if (hasStatus(error, "NOT_FOUND")) return undefined;
      throw error;
    }
  },

  diff: (spec, live) => [
    ...templateChanges(spec, live),
    ...changed("ingress", live.ingress, ingress),
    ...trafficChanges(spec, live),
    ...changed("condition", live.condition, "ready"),
    ...labelChanges(spec.labels, live.labels),
  ],

  async create(ctx, spec) {
    const client = await ctx.clients.services();
    const { project, region, service: serviceId, labels, image } = spec;
    if (image === undefined) {
      throw new PreconditionError("No container image was built.", {
        code: "image.missing",
        fix: "Run `cloud-runner up`, which builds and pushes it.",
      });
    }
    return deploy(ctx, spec, "run.CreateService", async () => {
      const [operation] = await client.createService({
        parent: `projects/${project}/locations/${region}`,
        serviceId,
        service: { labels, ingress, template: template(spec, image), traffic: latestTraffic() },
      });
      return operation;
    });
  },

  async update(ctx, spec, live, changes) {
    const client = await ctx.clients.services();
    if (changes.every(isCondition) && live.condition === "reconciling") return settled(ctx, live.name);
    const paths = new Set(
      changes.filter((change) => !isCondition(change)).map((change) => change.path.split(".")[0]!),
    );
    // An unchanged template makes no new revision, so after a failure something in it must differ.
    const retried = live.condition.startsWith("failed")
      ? { labels: { "deployed-at": String(ctx.clock.now()) } }
      : {};
    if (changes.some(isCondition)) paths.add("template");
    // What takes over is not known yet when it is a new revision; `rollback` needs to know what it takes over from.
    const after = paths.has("template") ? undefined : live.latestReadyRevision;
    const moves = paths.has("template") || paths.has("traffic");
    const annotations = moves ? remembering(live.annotations, holderOf(live), after) : live.annotations;
    if (annotations !== live.annotations) paths.add("annotations");
    return deploy(ctx, spec, "run.UpdateService", async () => {
      const [operation] = await client.updateService({
        service: {
          name: live.name,
          etag: live.etag,
          labels: { ...live.labels, ...spec.labels },
          annotations,
          ingress,
          template: { ...template(spec, spec.image ?? live.image), ...retried },
          traffic: latestTraffic(),
        },
        updateMask: { paths: [...paths] },
      });
      return operation;
    });
  },

  async delete(ctx, live) {
    const client = await ctx.clients.services();
    try {
      await call(ctx, "run.DeleteService", live.name, async () => {
        const [operation] = await client.deleteService({ name: live.name });
        await finished(
          ctx,
          { reason: "Cloud Run to delete the service", deadlineMs: deployDeadlineMs },
          operation,
        );
      });
    } catch (error) {
      if (!hasStatus(error, "NOT_FOUND")) throw error;
    }
  },

  owned: (spec, live) => carriesOwner(spec.labels, live.labels),
};

/** Differences that a new revision mends. */
export const templateChanges = (spec: RunServiceSpec, live: RunServiceLive): Change[] => [
  ...(spec.image === undefined ? [] : changed("template.image", live.image, spec.image)),
  ...changed("template.serviceAccount", live.serviceAccount, spec.serviceAccount),
  ...Object.entries(spec.env).flatMap(([key, value]) => changed(`template.env.${key}`, live.env[key], value)),
  ...sameQuantity("template.cpu", live.cpu, String(spec.cpu), milliCpu),
  ...sameQuantity("template.memory", live.memory, spec.memory, mebibytes),
  ...changed("template.cpuIdle", live.cpuIdle, true),
  ...changed("template.startupCpuBoost", live.startupCpuBoost, true),
  ...changed("template.concurrency", live.concurrency, spec.concurrency),
  ...changed("template.timeoutSeconds", live.timeoutSeconds, spec.timeoutSeconds),
  ...changed("template.minInstances", live.minInstances, spec.minInstances),
  ...changed("template.maxInstances", live.maxInstances, spec.maxInstances),
  ...changed("template.readyPath", live.readyPath, spec.readyPath),
];

/** Traffic that a rollback or a partial roll-out holds back; the row says which revision `up` gives it to. */
function trafficChanges(spec: RunServiceSpec, live: RunServiceLive): Change[] {
  if (live.traffic === latestOnly) return [];
  const latest = templateChanges(spec, live).length > 0 ? "a new revision" : live.latestReadyRevision;
  return changed("traffic", live.traffic, `${latestOnly} (${latest})`);
}

const isCondition = (change: Change) => change.path === "condition";

const latestTraffic = () => [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" as const, percent: 100 }];

function sameQuantity(
  path: string,
  from: string,
  to: string,
  measure: (quantity: string) => number,
): Change[] {
  return measure(from) === measure(to) ? [] : changed(path, from, to);
}

export function template(spec: RunServiceSpec, image: string): protos.google.cloud.run.v2.IRevisionTemplate {
  return {
    serviceAccount: spec.serviceAccount,
    timeout: { seconds: spec.timeoutSeconds },
    maxInstanceRequestConcurrency: spec.concurrency,
    scaling: { minInstanceCount: spec.minInstances, maxInstanceCount: spec.maxInstances },
    containers: [
      {
        image,
        env: Object.entries(spec.env).map(([name, value]) => ({ name, value })),
        resources: {
          limits: { cpu: String(spec.cpu), memory: spec.memory },
          // Left out beside limits it counts as false: an always-allocated CPU, charged around the clock.
          cpuIdle: true,
          startupCpuBoost: true,
        },
        // Without a port of its own it asks the container's one.
        startupProbe: {
          httpGet: { path: spec.readyPath },
          periodSeconds: 2,
          timeoutSeconds: 1,
          failureThreshold: 60,
        },
      },
    ],
  };
}

async function get(ctx: CloudContext, name: string): Promise<RunServiceLive> {
  const client = await ctx.clients.services();
  const [found] = await call(ctx, "run.GetService", name, () => client.getService({ name }));
  return liveFrom(name, found);
}

/** Sends it, waits for the revision, and checks that it serves. */
async function deploy(
  ctx: CloudContext,
  spec: RunServiceSpec,
  method: string,
  send: () => Promise<object>,
): Promise<RunServiceLive> {
  const name = runService.name(spec);
  const accountIsNew = ctx.isNew(`projects/${spec.project}/serviceAccounts/${spec.serviceAccount}`);
  const patience = {
    reason: "fresh accounts and rights to be known to Cloud Run",
    budgetMs: 3 * 60_000,
    initialDelayMs: 2000,
    isRetryable: (error: unknown) =>
      isImageUnreadable(error) ||
      (accountIsNew && (isMissingAccount(error) || hasStatus(error, "PERMISSION_DENIED"))),
  };
  try {
    await patiently(ctx, patience, () =>
      call(ctx, method, name, async () => {
        const operation = await send();
        await finished(
          ctx,
          { reason: "Cloud Run to start the revision", deadlineMs: deployDeadlineMs },
          operation,
        );
      }),
    );
    return await settled(ctx, name);
  } catch (error) {
    throw await explained(ctx, name, error);
  }
}

/** A failed start shows in the service's own condition, more clearly than in the operation. */
async function explained(ctx: CloudContext, name: string, error: unknown): Promise<unknown> {
  if (!(error instanceof CloudError) || hasStatus(error, "ALREADY_EXISTS", "ABORTED", "PERMISSION_DENIED"))
    return error;
  try {
    const live = await get(ctx, name);
    if (!live.condition.startsWith("failed")) return error;
    return await failedRevision(ctx, live, { cause: error, command: "cloud-runner up" });
  } catch {
    return error;
  }
}

/** Waits until Cloud Run has done what it was asked for. @throws CloudError when the newest revision failed */
export async function settled(ctx: CloudContext, name: string): Promise<RunServiceLive> {
  const deadline = ctx.clock.now() + deployDeadlineMs;
  for (let delayMs = 200; ; delayMs = Math.min(delayMs * 1.5, 5000)) {
    const live = await get(ctx, name);
    if (live.condition.startsWith("failed")) throw revisionFailed(live);
    if (live.condition === "ready" || ctx.clock.now() >= deadline) return live;
    ctx.waiting("waits for Cloud Run to settle", deployDeadlineMs - (deadline - ctx.clock.now()));
    await ctx.clock.sleep(delayMs, ctx.signal);
  }
}

/** All that its condition tells; whoever asked for the revision has more to say. */
function revisionFailed(live: RunServiceLive): CloudError {
  return new CloudError("The new revision did not start.", {
    code: "cloud.revision-failed",
    status: "FAILED_PRECONDITION",
    retryable: false,
    details: [
      `Resource: ${live.name}`,
      `Cloud Run says: ${live.condition.replace(/^failed: /, "")}`,
      ...(live.latestReadyRevision ? [`${live.latestReadyRevision} goes on serving.`] : []),
    ],
    fix: "Read `cloud-runner logs`, correct the cause, and run `cloud-runner up` again.",
  });
}

function liveFrom(name: string, service: Service): RunServiceLive {
  const { template: revision } = service;
  const container = revision?.containers?.[0];
  const resources = container?.resources;
  return {
    name,
    uri: service.uri ?? "",
    etag: service.etag ?? "",
    latestReadyRevision: shortName(service.latestReadyRevision),
    latestCreatedRevision: shortName(service.latestCreatedRevision),
    condition: conditionOf(service),
    ingress: enumName(service.ingress, ingressNames) ?? "",
    traffic: trafficOf(service),
    targets: targetsOf(service),
    tagUris: Object.fromEntries(
      (service.trafficStatuses ?? []).flatMap(({ tag, uri }) => (tag && uri ? [[tag, uri]] : [])),
    ),
    labels: plainMap(service.labels),
    annotations: plainMap(service.annotations),
    image: container?.image ?? "",
    serviceAccount: revision?.serviceAccount ?? "",
    env: Object.fromEntries(
      (container?.env ?? []).map((variable) => [variable.name ?? "", variable.value ?? ""]),
    ),
    cpu: resources?.limits?.["cpu"] ?? "1",
    memory: resources?.limits?.["memory"] ?? "512Mi",
    cpuIdle: resources?.cpuIdle ?? false,
    startupCpuBoost: resources?.startupCpuBoost ?? false,
    concurrency: revision?.maxInstanceRequestConcurrency ?? 0,
    timeoutSeconds: secondsOf(revision?.timeout),
    minInstances: revision?.scaling?.minInstanceCount ?? 0,
    maxInstances: revision?.scaling?.maxInstanceCount ?? 0,
    readyPath: container?.startupProbe?.httpGet?.path ?? "",
  };
}

const shortName = (name: string | null | undefined) => name?.split("/").at(-1) ?? "";

function conditionOf(service: Service): string {
  const condition = service.terminalCondition;
  const state = enumName(condition?.state, conditionStates);
  // Log lines may follow below it, which a row of the plan or of the status has no place for.
  const reason = condition?.message?.split("\n")[0]?.trim();
  if (state === "CONDITION_FAILED") return `failed: ${reason || "no reason given"}`;
  const isObserved = String(service.observedGeneration ?? "") === String(service.generation ?? "");
  return !service.reconciling && state === "CONDITION_SUCCEEDED" && isObserved ? "ready" : "reconciling";
}

/** No targets at all also means that the latest revision takes everything. */
function trafficOf(service: Service): string {
  const targets = (service.traffic ?? []).filter((target) => (target.percent ?? 0) > 0);
  if (targets.length === 0) return latestOnly;
  return targets
    .map((target) => {
      const isLatest = enumName(target.type, trafficTypes) === "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST";
      return `${isLatest ? "latest" : target.revision} ${target.percent} %`;
    })
    .join(", ");
}

/** While a change is refused, what is in force differs from what is asked for. */
function targetsOf(service: Service): Target[] {
  const isInForce = (service.trafficStatuses ?? []).length > 0;
  const targets = isInForce ? service.trafficStatuses! : (service.traffic ?? []);
  if (targets.length === 0) return [{ revision: undefined, percent: 100, tag: undefined }];
  return targets.map(({ type, revision, percent, tag }) => ({
    revision:
      enumName(type, trafficTypes) === "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST"
        ? undefined
        : shortName(revision),
    percent: percent ?? 0,
    tag: tag || undefined,
  }));
}
