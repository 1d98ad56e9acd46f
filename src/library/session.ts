// What every operation of the library works with: a project folder, the machine, and who hears of progress.
import type { Machine } from "./machine.ts";
import type { Progress } from "./progress.ts";

/** Settings that go over those of the environment and of the configuration file. */
export interface Overrides {
  /** The configuration file to read instead of cloud-runner.json, or what would stand in it. */
  config?: string | object | undefined;
  target?: string | undefined;
  /** Naming a project chooses Google Cloud. */
  project?: string | undefined;
  region?: string | undefined;
  builder?: string | undefined;
}

export interface Session {
  /** Folder of cloud-runner.json and of the local cloud's state. */
  folder: string;
  machine: Machine;
  overrides: Overrides;
  progress: Progress;
  /** Aborts what is under way; its reason is what the operation rejects with. */
  signal: AbortSignal;
}
