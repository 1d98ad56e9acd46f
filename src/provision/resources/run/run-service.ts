// https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services
import type { protos } from "@google-cloud/run";
import { runAsAnnotation } from "../../../core/contract.ts";
import { CloudError } from "../../../core/errors.ts";
import { hasStatus } from "../../google/cloud-error.ts";
import { call, unlessNotFound, type CloudContext } from "../../engine/context.ts";
import { labelChanges, namesOfOurs, ownedByLabels } from "../../engine/labels.ts";
import { managing, need } from "../../engine/needs.ts";
import { maskOf } from "../../engine/normalise.ts";
import { operate } from "../../google/operation.ts";
import { changed, type Change, type Removable } from "../../engine/resource.ts";
import type { Settled } from "../../engine/unknown.ts";
import { runAdmin, serviceAccountUser } from "../../google/roles.ts";
import { failedRevision } from "../../rollout/failed-revision.ts";
import { remembering } from "../../rollout/history.ts";
import {
  deployDeadlineMs,
  getService,
  latestOnly,
  readService,
  settledService,
  type RunServiceLive,
} from "../../rollout/service-state.ts";
import { holderOf } from "../../rollout/traffic.ts";
import {
  containerChanges,
  containerIn,
  noImage,
  templateAround,
  untilKnown,
  type ContainerSpec,
} from "./container.ts";
import { serviceFields } from "./run-service-fields.ts";

export interface RunServiceSpec extends ContainerSpec {
  service: string;
  /** Who reaches the address at all; whoever does still needs roles/run.invoker. */
  ingress: keyof typeof ingressNames;
  concurrency: number;
  /** For all revisions together. */
  minInstances: number;
  maxInstances: number;
  /** Answers 200 once the container can take work; without it, it can when its port takes connections. */
  readyPath: string | undefined;
  /** On the local cloud, how to run a container that is not this tool's own. */
  local?: LocalRun | undefined;
}

export type LocalRun = { as: "process"; command: readonly string[] } | { as: "docker" };

/** By the words of `gcloud run deploy --ingress`. */
const ingressNames = {
  all: "INGRESS_TRAFFIC_ALL",
  internal: "INGRESS_TRAFFIC_INTERNAL_ONLY",
  "internal-and-cloud-load-balancing": "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
} as const;

export const ingressOf = ({ ingress }: Pick<RunServiceSpec, "ingress">) => ingressNames[ingress];

export const runService: Removable<RunServiceSpec, RunServiceLive> = {
  kind: "run.service",
  purpose:
    "forecasts; own concurrency, CPU, memory, timeout and instance limits; CPU only during requests; scales to zero",
  needs: [
    need("run", runAdmin, [...managing("run.services"), "run.operations.get"]),
    need("iam", serviceAccountUser, ["iam.serviceAccounts.actAs"]),
  ],
  fields: serviceFields,
  name: (spec) => `projects/${spec.project}/locations/${spec.region}/services/${spec.service}`,

  async list(ctx) {
    const client = await ctx.clients.services();
    const parent = `projects/${ctx.project}/locations/${ctx.region}`;
    const [services] = await call(ctx, "run.ListServices", parent, () => client.listServices({ parent }));
    return namesOfOurs(ctx, services);
  },

  read: (ctx, spec) => readService(ctx, runService.name(spec)),

  diff: (spec, live) => [
    ...templateChanges(spec, live),
    ...scalingChanges(spec, live),
    ...changed("ingress", live.ingress, ingressOf(spec)),
    ...live.opened.flatMap((field) => changed(field, true, false)),
    ...trafficChanges(spec, live),
    ...changed("condition", live.condition, "ready"),
    ...labelChanges(spec.labels, live.labels),
  ],

  async create(ctx, spec) {
    const client = await ctx.clients.services();
    const { project, region, service: serviceId, labels, image } = spec;
    if (image === undefined) throw noImage();
    return deploy(ctx, spec, "run.CreateService", () =>
      client.createService({
        parent: `projects/${project}/locations/${region}`,
        serviceId,
        service: {
          labels,
          ingress: ingressOf(spec),
          scaling: scaling(spec),
          template: template(spec, image),
          traffic: latestTraffic(),
        },
      }),
    );
  },

  async update(ctx, spec, live, changes) {
    const client = await ctx.clients.services();
    if (changes.every(isCondition) && live.condition === "reconciling") return settledService(ctx, live.name);
    // What is named in the mask and not in the service, such as a check that somebody switched off, is cleared.
    const paths = new Set(maskOf(changes.filter((change) => !isCondition(change))));
    // An unchanged template makes no new revision, so after a failure something in it must differ. The label stays until
    // the next template is sent, is not compared, and is not sent for any other change: it never makes one by itself.
    const hasFailed = live.condition.startsWith("failed");
    const retried = hasFailed ? { labels: { "deployed-at": String(ctx.clock.now()) } } : {};
    if (hasFailed) paths.add("template");
    // What takes over is not known yet when it is a new revision; `rollback` needs to know what it takes over from.
    const after = paths.has("template") ? undefined : live.latestReadyRevision;
    const moves = paths.has("template") || paths.has("traffic");
    const annotations = moves ? remembering(live.annotations, holderOf(live), after) : live.annotations;
    if (annotations !== live.annotations) paths.add("annotations");
    return deploy(ctx, spec, "run.UpdateService", () =>
      client.updateService({
        service: {
          name: live.name,
          etag: live.etag,
          labels: { ...live.labels, ...spec.labels },
          annotations,
          ingress: ingressOf(spec),
          scaling: scaling(spec),
          template: { ...template(spec, spec.image ?? live.image), ...retried },
          traffic: latestTraffic(),
        },
        updateMask: { paths: [...paths] },
      }),
    );
  },

  async delete(ctx, live) {
    const client = await ctx.clients.services();
    const wait = { reason: "Cloud Run to delete the service", deadlineMs: deployDeadlineMs };
    const { name } = live;
    await unlessNotFound(operate(ctx, "run.DeleteService", name, wait, () => client.deleteService({ name })));
  },

  owned: ownedByLabels,
};

/** Differences that take a new revision. */
export const templateChanges = (spec: RunServiceSpec, live: RunServiceLive): Change[] => [
  ...containerChanges(spec, live, commandOf(spec)),
  ...changed("template.cpuIdle", live.cpuIdle, true),
  ...changed("template.startupCpuBoost", live.startupCpuBoost, true),
  ...changed("template.concurrency", live.concurrency, spec.concurrency),
  // A minimum here is paid once more for each revision that has a tag or a share of the traffic.
  ...changed("template.minInstances", live.revisionMinInstances, 0),
  ...changed("template.maxInstances", live.revisionMaxInstances, spec.maxInstances),
  ...changed("template.readyPath", live.readyPath, spec.readyPath),
];

/** Differences in how many instances all revisions have together; they hold at once, without a new revision. */
export const scalingChanges = (spec: RunServiceSpec, live: RunServiceLive): Change[] => [
  ...changed("scaling.mode", live.isScaledByHand ? "MANUAL" : "AUTOMATIC", "AUTOMATIC"),
  ...changed("scaling.minInstances", live.minInstances, spec.minInstances),
  ...changed("scaling.maxInstances", live.maxInstances, spec.maxInstances),
];

export const scaling = (
  spec: Pick<RunServiceSpec, "minInstances" | "maxInstances">,
): protos.google.cloud.run.v2.IServiceScaling => ({
  scalingMode: "AUTOMATIC",
  minInstanceCount: spec.minInstances,
  maxInstanceCount: spec.maxInstances,
});

/** Traffic that a rollback or a partial roll-out holds back; the row says which revision `up` gives it to. */
function trafficChanges(spec: RunServiceSpec, live: RunServiceLive): Change[] {
  if (live.traffic === latestOnly) return [];
  const latest = templateChanges(spec, live).length > 0 ? "a new revision" : live.latestReadyRevision;
  return changed("traffic", live.traffic, `${latestOnly} (${latest})`);
}

const commandOf = ({ local }: Pick<RunServiceSpec, "local">): readonly string[] =>
  local?.as === "process" ? local.command : [];

const isCondition = (change: Change) => change.path === "condition";

const latestTraffic = () => [{ type: "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" as const, percent: 100 }];

export function template(
  spec: Omit<RunServiceSpec, "image">,
  image: string,
): protos.google.cloud.run.v2.IRevisionTemplate {
  return {
    ...templateAround(spec),
    maxInstanceRequestConcurrency: spec.concurrency,
    // The service's maximum does not hold for a revision that has a tag and no traffic; this one does.
    scaling: { maxInstanceCount: spec.maxInstances },
    ...(spec.local && { annotations: { [runAsAnnotation]: spec.local.as } }),
    containers: [
      {
        // Left out beside limits, cpuIdle counts as false: an always-allocated CPU, charged around the clock.
        ...containerIn(spec, image, commandOf(spec), { cpuIdle: true, startupCpuBoost: true }),
        // Without a port of its own it asks the container's one.
        startupProbe: startupProbe(spec.readyPath),
      },
    ],
  };
}

/** A container of somebody's own may load for long, so it gets all the time that Cloud Run allows. */
export const startupProbe = (readyPath: string | undefined) => ({
  ...(readyPath === undefined ? { tcpSocket: {} } : { httpGet: { path: readyPath } }),
  periodSeconds: 2,
  timeoutSeconds: 1,
  failureThreshold: readyPath === undefined ? 120 : 60,
});

/** Sends it, waits for the revision, and checks that it serves. */
async function deploy(
  ctx: CloudContext,
  spec: Settled<RunServiceSpec>,
  method: string,
  send: () => Promise<[object, ...unknown[]]>,
): Promise<RunServiceLive> {
  const name = runService.name(spec);
  const wait = { reason: "Cloud Run to start the revision", deadlineMs: deployDeadlineMs };
  try {
    await untilKnown(ctx, spec, () => operate(ctx, method, name, wait, send));
    return await settledService(ctx, name);
  } catch (error) {
    throw await explained(ctx, name, error);
  }
}

/** A failed start shows in the service's own condition, more clearly than in the operation. */
async function explained(ctx: CloudContext, name: string, error: unknown): Promise<unknown> {
  if (!(error instanceof CloudError) || hasStatus(error, "ALREADY_EXISTS", "ABORTED", "PERMISSION_DENIED"))
    return error;
  try {
    const live = await getService(ctx, name);
    if (!live.condition.startsWith("failed")) return error;
    return await failedRevision(ctx, live, { cause: error, command: "cloud-runner up" });
  } catch {
    return error;
  }
}
