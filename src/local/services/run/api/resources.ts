// Services and revisions as they are kept, in the words of google.cloud.run.v2.
// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2
import type { Store, Collection } from "../../../state/store.ts";

export interface EnvVar {
  name?: string;
  value?: string;
  valueSource?: unknown;
}

export interface Probe {
  initialDelaySeconds?: number;
  timeoutSeconds?: number;
  periodSeconds?: number;
  failureThreshold?: number;
  httpGet?: { path?: string; port?: number; httpHeaders?: { name?: string; value?: string }[] };
  tcpSocket?: { port?: number };
  grpc?: { port?: number; service?: string };
}

export interface Container {
  name?: string;
  image?: string;
  command?: string[];
  args?: string[];
  env?: EnvVar[];
  ports?: { name?: string; containerPort?: number }[];
  resources?: { limits?: Record<string, string>; cpuIdle?: boolean; startupCpuBoost?: boolean };
  startupProbe?: Probe;
  livenessProbe?: Probe;
  [field: string]: unknown;
}

export interface Scaling {
  minInstanceCount?: number;
  maxInstanceCount?: number;
}

export interface Template {
  revision?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  scaling?: Scaling;
  timeout?: { seconds?: string; nanos?: number };
  serviceAccount?: string;
  containers?: Container[];
  volumes?: unknown[];
  maxInstanceRequestConcurrency?: number;
  [field: string]: unknown;
}

export interface TrafficTarget {
  type?: string;
  revision?: string;
  percent?: number;
  tag?: string;
}

/** What a user may set on a service; absent fields have the default of their type. */
export interface ServiceSpec {
  description?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  template?: Template;
  traffic?: TrafficTarget[];
  scaling?: Scaling & { scalingMode?: string; manualInstanceCount?: number };
  invokerIamDisabled?: boolean;
  defaultUriDisabled?: boolean;
  customAudiences?: string[];
  [field: string]: unknown;
}

export const specFields: readonly string[] = [
  "description",
  "labels",
  "annotations",
  "client",
  "clientVersion",
  "ingress",
  "launchStage",
  "binaryAuthorization",
  "template",
  "traffic",
  "scaling",
  "invokerIamDisabled",
  "defaultUriDisabled",
  "iapEnabled",
  "multiRegionSettings",
  "customAudiences",
  "buildConfig",
];

export interface Condition {
  type: string;
  state: "CONDITION_PENDING" | "CONDITION_RECONCILING" | "CONDITION_FAILED" | "CONDITION_SUCCEEDED";
  message?: string;
  /** Milliseconds since the epoch. */
  since: number;
  reason?: string;
  revisionReason?: string;
  executionReason?: string;
}

export interface StoredService {
  /** `projects/P/locations/R/services/S`. */
  name: string;
  uid: string;
  createTime: number;
  updateTime: number;
  /** Grows with every accepted write; the etag derives from it. */
  version: number;
  generation: number;
  observedGeneration: number;
  spec: ServiceSpec;
  /** Revisions ever made: numbers in their names are not used twice. */
  revisionsMade: number;
  /** Ids, not full names. */
  latestCreated?: string;
  latestReady?: string;
  /** The traffic in force, with LATEST already resolved. */
  serving: TrafficTarget[];
  conditions: Condition[];
  reconciling: boolean;
}

export interface StoredRevision {
  /** `projects/P/locations/R/services/S/revisions/REV`. */
  name: string;
  uid: string;
  createTime: number;
  updateTime: number;
  template: Template;
  conditions: Condition[];
  reconciling: boolean;
}

export interface RunStore {
  services: Collection<StoredService>;
  revisions: Collection<StoredRevision>;
}

export const openRunStore = (store: Store): RunStore => ({
  services: store.collection("run_services"),
  revisions: store.collection("run_revisions"),
});

export const revisionName = (service: string, id: string): string => `${service}/revisions/${id}`;
export const idOf = (name: string): string => name.slice(name.lastIndexOf("/") + 1);
export const locationOf = (name: string): string => name.split("/")[3] ?? "";

/** The terminal condition: what all others sum up to. */
export const readyOf = ({ conditions }: { conditions: Condition[] }): Condition =>
  conditions.find((condition) => condition.type === "Ready")!;
