// What Cloud Run says of a service. https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.services#Service
import type { protos } from "@google-cloud/run";
import { CloudError } from "../../core/errors.ts";
import { call, despiteFaults, unlessNotFound, type CloudContext } from "../engine/context.ts";
import { enumName, plainMap } from "../engine/normalise.ts";
import { conditionOf, containerLive, type ContainerLive } from "../resources/run/container.ts";
import type { Target } from "./traffic.ts";

type Service = protos.google.cloud.run.v2.IService;

export interface RunServiceLive extends ContainerLive {
  name: string;
  uri: string;
  etag: string;
  /** Short names. */
  latestReadyRevision: string;
  latestCreatedRevision: string;
  /** `ready`, `reconciling`, or `failed: why`. */
  condition: string;
  ingress: string;
  /** What is set, by Google's names, that lets others in or keeps pushes out. */
  opened: readonly (typeof accessFields)[number][];
  /** What is asked for, in words. */
  traffic: string;
  /** What is in force. */
  targets: Target[];
  /** Addresses by tag. */
  tagUris: Record<string, string>;
  labels: Record<string, string>;
  annotations: Record<string, string>;
  cpuIdle: boolean;
  startupCpuBoost: boolean;
  concurrency: number;
  /** A fixed number runs around the clock. */
  isScaledByHand: boolean;
  /** Of the service: shared by its revisions in proportion to their traffic. */
  minInstances: number;
  maxInstances: number;
  /** Of each revision for itself, however little traffic it has. */
  revisionMinInstances: number;
  revisionMaxInstances: number;
  /** Undefined for a probe that only connects. */
  readyPath: string | undefined;
}

/** Without the check of who calls anybody may; without the default address, or behind a login, no push arrives. */
export const accessFields = ["invokerIamDisabled", "defaultUriDisabled", "iapEnabled"] as const;

/** As long as Cloud Run may take for a revision. */
export const deployDeadlineMs = 6 * 60_000;
export const latestOnly = "latest 100 %";

const ingressNames: Readonly<Record<number, string>> = {
  1: "INGRESS_TRAFFIC_ALL",
  2: "INGRESS_TRAFFIC_INTERNAL_ONLY",
  3: "INGRESS_TRAFFIC_INTERNAL_LOAD_BALANCER",
  4: "INGRESS_TRAFFIC_NONE",
};
const scalingModes: Readonly<Record<number, string>> = { 1: "AUTOMATIC", 2: "MANUAL" };
/** Undefined when it is not there. */
export const readService = (ctx: CloudContext, name: string): Promise<RunServiceLive | undefined> =>
  unlessNotFound(getService(ctx, name));

export async function getService(ctx: CloudContext, name: string): Promise<RunServiceLive> {
  const client = await ctx.clients.services();
  const [found] = await despiteFaults(ctx, () =>
    call(ctx, "run.GetService", name, () => client.getService({ name })),
  );
  return liveFrom(name, found);
}

/** Waits until Cloud Run has done what it was asked for. @throws CloudError when the newest revision failed */
export async function settledService(ctx: CloudContext, name: string): Promise<RunServiceLive> {
  const deadline = ctx.clock.now() + deployDeadlineMs;
  for (let delayMs = 200; ; delayMs = Math.min(delayMs * 1.5, 5000)) {
    const live = await getService(ctx, name);
    if (live.condition.startsWith("failed")) throw revisionFailed(live);
    if (live.condition === "ready" || ctx.clock.now() >= deadline) return live;
    ctx.waiting("waiting for Cloud Run to settle", deployDeadlineMs - (deadline - ctx.clock.now()));
    await ctx.clock.sleep(delayMs, ctx.signal);
  }
}

/** What its condition says; whoever asked for the revision adds the log and the likely cause. */
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
    ...containerLive(revision),
    name,
    uri: service.uri ?? "",
    etag: service.etag ?? "",
    latestReadyRevision: shortName(service.latestReadyRevision),
    latestCreatedRevision: shortName(service.latestCreatedRevision),
    condition: conditionOf(service),
    ingress: enumName(service.ingress, ingressNames) ?? "",
    opened: accessFields.filter((field) => service[field] === true),
    traffic: trafficOf(service),
    targets: targetsOf(service),
    tagUris: Object.fromEntries(
      (service.trafficStatuses ?? []).flatMap(({ tag, uri }) => (tag && uri ? [[tag, uri]] : [])),
    ),
    labels: plainMap(service.labels),
    annotations: plainMap(service.annotations),
    cpuIdle: resources?.cpuIdle ?? false,
    startupCpuBoost: resources?.startupCpuBoost ?? false,
    concurrency: revision?.maxInstanceRequestConcurrency ?? 0,
    isScaledByHand: enumName(service.scaling?.scalingMode, scalingModes) === "MANUAL",
    minInstances: service.scaling?.minInstanceCount ?? 0,
    maxInstances: service.scaling?.maxInstanceCount ?? 0,
    revisionMinInstances: revision?.scaling?.minInstanceCount ?? 0,
    revisionMaxInstances: revision?.scaling?.maxInstanceCount ?? 0,
    readyPath: container?.startupProbe?.httpGet?.path || undefined,
  };
}

const shortName = (name: string | null | undefined) => name?.split("/").at(-1) ?? "";

/** By name or by number. */
const isLatest = ({ type }: protos.google.cloud.run.v2.ITrafficTarget): boolean =>
  type === "TRAFFIC_TARGET_ALLOCATION_TYPE_LATEST" || type === 1;

/** No targets at all also means that the latest revision takes everything. */
function trafficOf(service: Service): string {
  const targets = (service.traffic ?? []).filter((target) => (target.percent ?? 0) > 0);
  if (targets.length === 0) return latestOnly;
  return targets
    .map((target) => `${isLatest(target) ? "latest" : target.revision} ${target.percent} %`)
    .join(", ");
}

/** While a change is refused, what is in force differs from what is asked for. */
function targetsOf(service: Service): Target[] {
  const isInForce = (service.trafficStatuses ?? []).length > 0;
  const targets = isInForce ? service.trafficStatuses! : (service.traffic ?? []);
  if (targets.length === 0) return [{ revision: undefined, percent: 100, tag: undefined }];
  return targets.map((target) => ({
    revision: isLatest(target) ? undefined : shortName(target.revision),
    percent: target.percent ?? 0,
    tag: target.tag || undefined,
  }));
}
