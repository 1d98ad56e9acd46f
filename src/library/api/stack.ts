// `up`, `plan` and `down` for programs.
import { down as bringDown } from "../stack/down.ts";
import { plan as planStack } from "../stack/plan.ts";
import { up as bringUp } from "../stack/up.ts";
import { withSession, type NamesOf, type Options } from "./options.ts";

export interface StackOptions extends Options {
  /** Container image by digest, for Google Cloud; built from this package when absent. */
  image?: string | undefined;
  /** Take over resources of the same names that were made without this tool. */
  adopt?: boolean | undefined;
  /** Refuse when the highest possible monthly cost, in US dollars, is above this. */
  maxCost?: number | undefined;
}

const ownNames: NamesOf<Omit<StackOptions, keyof Options>> = { image: true, adopt: true, maxCost: true };

export interface PlannedResource {
  id: string;
  /** Such as `pubsub.topic`. */
  kind: string;
  /** As Google names it. */
  name: string;
  action: "create" | "update" | "replace" | "delete" | "noop" | "refuse";
  changes: { path: string; from: unknown; to: unknown }[];
  /** Why it is refused, and how to get past that. */
  reason?: string;
  fix?: string;
}

/** Numbers of resources. */
export interface PlanSummary {
  add: number;
  change: number;
  destroy: number;
  refused: number;
}

/** An estimate for Google Cloud in US dollars; on this machine nothing is paid. */
export interface Cost {
  isPaid: boolean;
  /** A month in which nothing is forecast. */
  atRest: { usd: number };
  perThousandForecasts: { usd: number };
  /** An hour of one task of the job, on top of the rest; undefined where there is no job. */
  perTaskHour: { usd: number } | undefined;
  /** A month in which every instance that may run runs all the time. */
  ceiling: { usd: number };
}

export interface PlanResult {
  /** One for each resource, those that stay as they are included. */
  rows: PlannedResource[];
  summary: PlanSummary;
  cost: Cost;
}

/**
 * Compares the configuration with what is there, and changes nothing.
 *
 * @example
 * const { summary } = await plan({ folder, project: "my-project" });
 * if (summary.add + summary.change + summary.destroy > 0) await up({ folder, project: "my-project" });
 *
 * @throws ConfigError for a faulty configuration; AuthenticationError without credentials; CloudError when the cloud
 * refuses to answer
 */
export const plan = (options: StackOptions = {}): Promise<PlanResult> =>
  withSession(options, ownNames, (session) => planStack(session, stackOptions(options)));

export interface UpResult {
  /** False when everything was as configured already. */
  changed: boolean;
  summary: PlanSummary;
  cost: Cost;
  outputs: StackOutputs;
}

/** Where everything is. */
export interface StackOutputs {
  target: "local" | "gcp";
  project: string;
  region: string;
  inputBucket: string;
  outputBucket: string;
  topic: string;
  subscription: string;
  serviceUrl: string;
  /** Environment variables that point other clients, such as Google's libraries, at the same place. */
  environment: Record<string, string>;
}

/**
 * Brings the stack to what the configuration says, and resolves when it serves. Nobody is asked. On this machine it
 * starts the local cloud of the folder, a process that stays until `down`. It may be called again at any time.
 *
 * @example
 * const { outputs } = await up({ folder, onProgress: ({ text }) => console.error(text) });
 * console.log(outputs.inputBucket);
 *
 * @throws ConfigError for a faulty configuration; PlanRefusedError when a resource is not the stack's own or the cost is
 * over `maxCost`; PreconditionError when docker or an API is missing; AuthenticationError without credentials;
 * CloudRunnerError with the code of the one resource that failed, or
 * `apply.failed` of several
 */
export const up = (options: StackOptions = {}): Promise<UpResult> =>
  withSession(options, ownNames, (session) => bringUp(session, stackOptions(options)));

export interface DownOptions extends Options {
  /** Says that it is meant: the name of the stack, `forecast` unless the configuration says otherwise. */
  confirm: string;
}

export interface DownResult {
  stack: string;
  deleted: { kind: string; name: string }[];
  /** What was not made by the stack, and stays. */
  left: { kind: string; name: string }[];
  /** Deleted with the buckets. */
  objects: number;
  bytes: number;
}

/**
 * Removes the stack with all objects in its buckets, and looks until nothing is left. On this machine it also ends the
 * local cloud of the folder and deletes its state. It cannot be undone.
 *
 * @example
 * await down({ folder, confirm: "forecast" });
 *
 * @throws UsageError when `confirm` is not the stack's name; CloudRunnerError with the code of the one
 * resource that could not be removed, or `apply.failed` of several
 */
export const down = (options: DownOptions): Promise<DownResult> =>
  withSession(options, { confirm: true }, (session) => bringDown(session, { confirm: options.confirm }));

const stackOptions = ({ image, adopt = false, maxCost }: StackOptions) => ({ image, adopt, maxCost });
