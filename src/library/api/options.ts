// What every function of `cloud-runner` takes, and the session that is made of it.
import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { ConfigInput } from "../../core/config.ts";
import { CloudRunnerError, InterruptedError, UsageError } from "../../core/errors.ts";
import { fixOfUnknown } from "../../core/nearest-name.ts";
import type { Session } from "../session.ts";
import { thisMachine, workingFolder } from "../this-machine.ts";
import { progressTo, type ProgressEvent } from "./progress.ts";

/** Settings go over the environment (`CLOUD_RUNNER_TARGET` and the like), which goes over the configuration. */
export interface Options {
  /** Where cloud-runner.json, relative paths and the local cloud's state are. Default: the working directory. */
  folder?: string | undefined;
  /** `local`, the default, or `gcp`. */
  target?: "local" | "gcp" | undefined;
  /** Google Cloud project; naming one chooses `gcp`. */
  project?: string | undefined;
  /** Google Cloud region. */
  region?: string | undefined;
  /** Read this file instead of cloud-runner.json; or what would stand in it. */
  config?: string | ConfigInput | undefined;
  /**
   * Trust what cloud-runner.json in the folder decides, for this call: its model runs, its project is sent data. Without it
   * that must have been said before, by `cloud-runner trust` or by CLOUD_RUNNER_TRUST=1. A `config` of the caller's own, and
   * a folder without one, need no trust.
   */
  trust?: boolean | undefined;
  /**
   * Ends what is under way. The promise then rejects with an `InterruptedError`, unless another error came first; what was
   * uploaded is still forecast.
   */
  signal?: AbortSignal | undefined;
  /** Called with each step; it should return soon. */
  onProgress?: ((event: ProgressEvent) => void) | undefined;
}

/** The names of options, for callers without types; the compiler checks that none is missing. */
export type NamesOf<O> = Readonly<Record<keyof O, true>>;

const commonNames: NamesOf<Options> = {
  folder: true,
  target: true,
  project: true,
  region: true,
  config: true,
  trust: true,
  signal: true,
  onProgress: true,
};

/**
 * Runs `work` with a session of these options.
 * @param own the names of the options that only this function takes
 * @throws UsageError for an option that it does not take; InterruptedError once the signal has aborted
 */
export async function withSession<O extends Options, T>(
  options: O,
  own: NamesOf<Omit<O, keyof Options>>,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  checkNames(options, Object.keys({ ...own, ...commonNames }));
  const { config, target, project, region, onProgress = () => {} } = options;
  const signal = options.signal ?? new AbortController().signal;
  const folder = resolve(workingFolder(), options.folder ?? ".");
  try {
    signal.throwIfAborted();
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) {
      throw new UsageError(`There is no folder ${folder}.`, {
        code: "usage.cwd",
        fix: "Name an existing folder as `folder`.",
      });
    }
    return await work({
      folder,
      machine: thisMachine(),
      overrides: { config, target, project, region },
      progress: progressTo(onProgress),
      signal,
      ...(options.trust === true && { askTrust: async () => "once" as const }),
    });
  } catch (error) {
    // A client call that the signal cut short fails in its own way; the cause is the interruption.
    if (!signal.aborted || error instanceof CloudRunnerError) throw error;
    throw new InterruptedError("Interrupted.", { cause: signal.reason });
  }
}

function checkNames(options: object, known: readonly string[]): void {
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return;
  throw new UsageError(`There is no option ${JSON.stringify(unknown)}.`, {
    code: "usage.unknown-option",
    fix: fixOfUnknown(unknown, known),
  });
}
