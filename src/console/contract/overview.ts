// The first page: what is up, how it goes, what it costs, and what to type next.
import type { ConsoleError } from "./errors.ts";
import type { Schedule } from "./schedules.ts";

export interface Session {
  /** Of the tool. */
  version: string;
  target: "local" | "gcp";
  stack: string;
  project: string;
  region: string;
  /** Shown name of the project folder. */
  folder: string;
  /** Most bytes of one upload. */
  mostUploadBytes: number;
  /** Most files of one run. */
  mostFiles: number;
  /** Set where the configuration cannot be read, or is not trusted yet: everything else fails with it too. */
  trouble?: ConsoleError;
}

/**
 * up: all that forecasts need is there. half: some of it is missing. down: nothing is there. stopped: the local cloud has
 * state, and does not run; what is asked of it starts it. unknown: the cloud cannot be asked, see `trouble`.
 */
export type StackState = "up" | "half" | "down" | "stopped" | "unknown";

export interface Overview {
  /** When this was read. */
  at: string;
  state: StackState;
  /** What to type next, where the state is not `up`. */
  next?: { text: string; commands: readonly string[] };
  /** Why something is absent below. */
  trouble?: ConsoleError;
  service?: ServiceView;
  /** Executions of the job that are under way; absent where there is no job or it cannot be asked. */
  executions?: ExecutionView[];
  /** Instances of the service; absent without a sample: Google shows samples some minutes late, and none for what is idle. */
  instances?: number;
  /** Notifications that wait for the service. */
  backlog?: number;
  /** Age of the oldest of them. */
  oldestMessageMs?: number;
  deadLetters?: number;
  schedules?: Schedule[];
  /** Names of the resources, for the drawing. */
  names: ResourceNames;
}

export interface ServiceView {
  name: string;
  url: string;
  /** The newest that is ready. */
  revision: string;
  /** In words: `100 % forecaster-00002-abc`. */
  traffic: string;
  /** `ready`, or why not. */
  condition: string;
  image: string;
  maxInstances: number;
}

export interface ExecutionView {
  name: string;
  tasks: number;
  succeeded: number;
  failed: number;
  running: number;
  since: string;
  /** Of the panel that it has cut into slices. */
  series?: { done: number; series: number };
}

export interface ResourceNames {
  inputBucket: string;
  outputBucket: string;
  topic: string;
  subscription: string;
  deadLetterSubscription: string;
  service: string;
  /** Absent where the stack has no job. */
  job?: string;
}

export interface Resources {
  resources: {
    kind: string;
    name: string;
    shortName: string;
    state: "ok" | "missing" | "differs" | "foreign";
  }[];
}

/** An estimate for Google Cloud. */
export interface Cost {
  /** False on the local target, where nothing is paid. */
  isPaid: boolean;
  /** A month in which nothing is forecast. */
  atRest: CostPart;
  perThousandForecasts: CostPart;
  /** An hour of one task of the job. */
  perTaskHour?: CostPart;
  /** A month with everything at its limit. */
  ceiling: CostPart;
  region: string;
  pricesAsOf: string;
  forecastSeconds: number;
  notCounted: string;
}

export interface CostPart {
  usd: number;
  /** As the command line writes it: `$0.12`. */
  text: string;
  lines: { item: string; usd: number; quantity: number; unit: string }[];
}
