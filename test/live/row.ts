// One assumption about Google: what it is, how a person confirms it, and where possible how a program does.
import type { Names } from "../../src/core/names.ts";

export interface Section {
  title: string;
  rows: readonly Row[];
}

export interface Row {
  assumption: string;
  /** For a person, in a shell. */
  command: string;
  /** What it shows then. */
  expected: string;
  /** By `npm run live`. */
  check?: Check;
}

export interface Check {
  /** Among the ten minutes that find the most; the others run with `--all`. */
  isFirst?: true;
  /** Needs a second project, without the stack's APIs. */
  needsSecond?: true;
  /** Whether the assumption holds. What is asked and answered meanwhile goes into the report by itself. */
  run(live: Live): Promise<boolean>;
}

export interface Answer {
  status: number;
  /** As it came. */
  text: string;
  /** Of JSON; an empty object otherwise. */
  body: Record<string, unknown>;
}

export interface Ended {
  exitCode: number;
  stdout: string;
  stderr: string;
}

/** The APIs that are asked, as their host names begin. */
export type Api =
  | "cloudresourcemanager"
  | "storage"
  | "pubsub"
  | "run"
  | "iam"
  | "monitoring"
  | "serviceusage";

export interface AskOptions {
  body?: unknown;
  headers?: Record<string, string>;
}

/** `cloud-runner` in the folder of a stack. */
export type Tool = (...args: string[]) => Promise<Ended>;

/** A project with a stack that is up. */
export interface Live {
  names: Names;
  /** Another project of the owner's, in which the stack's APIs are off. */
  second: string | undefined;
  ask: (api: Api, method: string, path: string, options?: AskOptions) => Promise<Answer>;
  /** Any address, as a stranger. */
  fetch: (method: string, url: string, headers?: Record<string, string>) => Promise<Answer>;
  tool: Tool;
  /** The same with these environment variables. */
  toolWith: (environment: Record<string, string>) => Tool;
  /** `cloud-runner` in a new folder of a stack by this name, in which nothing is up. Whoever asks takes the stack down. */
  stack: (name: string) => Promise<Tool>;
  pause: (ms: number) => Promise<void>;
}

export const reasonOf = ({ body }: Answer): string | undefined => {
  const { error } = body as { error?: { details?: { reason?: string }[]; errors?: { reason?: string }[] } };
  const details = [...(error?.details ?? []), ...(error?.errors ?? [])];
  return details.find(({ reason }) => reason !== undefined)?.reason;
};
