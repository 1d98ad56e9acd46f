// Runs for programs: start one without waiting, follow it, bring its forecasts, end it.
import { detachPrepared } from "../predict/predict.ts";
import { continueRun, type ContinueRequest } from "../runs/continue-run.ts";
import { cancelRun as cancel, removeRuns as remove } from "../runs/end-runs.ts";
import { listRuns as list, type CountedRun } from "../runs/list-runs.ts";
import { endOf } from "../runs/run-events.ts";
import type { CancelledRun, InputState, RunCounts } from "../runs/run-summary.ts";
import { showRun as show, watchRun as watch, type ShownRun } from "../runs/show-run.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import type { Session } from "../session.ts";
import { withSession, type NamesOf, type Options } from "./options.ts";
import { predictNames, type PredictOptions } from "./predict-options.ts";
import { predictionOf, type FailedFile, type Prediction } from "./predict.ts";
import { listenerOf, prepare } from "./prepare.ts";
import type { Source } from "./sources.ts";

export interface StartedRun {
  run: string;
  /** How many inputs were uploaded. */
  sent: number;
  /** Those that could not be. */
  failed: FailedFile[];
}

export type ContinueOptions = Options & Pick<PredictOptions, "force" | "timeoutMs" | "parallel" | "onEvent">;

export interface FetchOptions extends ContinueOptions {
  /** Another place than the run has named for its forecasts. */
  output?: string | undefined;
}

export interface RunOutcome {
  run: string;
  /** One for each input that was not done before, in their order. */
  files: Prediction[];
  /** How many inputs have had their forecast in place before. */
  before: number;
}

export interface RunSummary {
  run: string;
  /** ISO, in UTC. */
  startedAt: string;
  inputs: number;
  /** The first input, as it was named. */
  first: string;
  isCancelled: boolean;
  /** Undefined where the record cannot be read. */
  counts: RunCounts | undefined;
}

export interface RunDetails extends RunCounts {
  run: string;
  startedAt: string;
  cancelledAt: string | undefined;
  parameters: Readonly<Record<string, string>>;
  /** When the bucket's rule removes it; undefined where it is kept. */
  keptUntil: string | undefined;
  files: { input: string; state: InputState; error: CloudRunnerError | undefined }[];
}

const continueNames: NamesOf<Omit<ContinueOptions, keyof Options>> = {
  force: true,
  timeoutMs: true,
  parallel: true,
  onEvent: true,
};

/**
 * Uploads the sources as a run, and waits for no forecast.
 *
 * @example
 * const { run } = await startRun(["in/"], { folder, output: "out/" });
 * const { files } = await fetchRun(run, { folder });
 *
 * @throws as `predict`
 */
export const startRun = (sources: readonly Source[], options: PredictOptions = {}): Promise<StartedRun> =>
  withSession(options, predictNames, async (session) => {
    const prepared = await prepare(session, sources, options);
    const { run, inputs, failed } = await detachPrepared(session, prepared, listenerOf(options));
    const sent = inputs - failed.length;
    options.onEvent?.({ event: "detached", run, sent, failed: failed.length });
    return {
      run,
      sent,
      failed: failed.map(({ input, error }) => ({ status: "failed", input: input.label, error })),
    };
  });

/** Brings the forecasts of a run, and waits for those on their way. @throws UsageError for a run that there is not */
export const fetchRun = (run: string, options: FetchOptions = {}): Promise<RunOutcome> =>
  withSession(options, { ...continueNames, output: true }, (session) => {
    const { output } = options;
    return goOn(session, options, {
      run,
      sends: false,
      output: output === undefined ? undefined : { path: output },
    });
  });

/** Sends what was not sent or has changed since, and brings what is not here. @throws UsageError as `fetchRun` */
export const resumeRun = (run: string, options: ContinueOptions = {}): Promise<RunOutcome> =>
  withSession(options, continueNames, (session) =>
    goOn(session, options, { run, sends: true, output: undefined }),
  );

async function goOn(
  session: Session,
  options: ContinueOptions,
  what: Pick<ContinueRequest, "run" | "sends" | "output">,
): Promise<RunOutcome> {
  const { force = false, timeoutMs = 600_000, parallel = 8, onEvent } = options;
  const isStrict = options.timeoutMs !== undefined;
  const { run, files, before } = await continueRun(session, {
    ...what,
    force,
    timeoutMs,
    isStrict,
    parallel,
    ...listenerOf(options),
  });
  onEvent?.(endOf(run, files, before));
  return { run, files: files.map(predictionOf), before };
}

/** The newest runs, 20 unless `limit` says otherwise. */
export const listRuns = (options: Options & { limit?: number | undefined } = {}): Promise<RunSummary[]> =>
  withSession(options, { limit: true }, async (session) => {
    const { runs } = await list(session, { limit: options.limit ?? 20 });
    return runs.map((each: CountedRun): RunSummary => ({ ...each }));
  });

/** What has become of each input of a run. @throws UsageError for a run that there is not */
export const showRun = (run: string, options: Options = {}): Promise<RunDetails> =>
  withSession(options, {}, async (session) => detailsOf(await show(session, run)));

/**
 * Waits until all that was sent is answered, or `timeoutMs` are over: when absent 600 000, and for the job as long as it may
 * take.
 * @throws UsageError as `showRun`; InterruptedError when the run is cancelled meanwhile
 */
export const watchRun = (
  run: string,
  options: Options & { timeoutMs?: number | undefined } = {},
): Promise<RunDetails> =>
  withSession(options, { timeoutMs: true }, async (session) =>
    detailsOf(
      await watch(session, run, {
        timeoutMs: options.timeoutMs ?? 600_000,
        isStrict: options.timeoutMs !== undefined,
      }),
    ),
  );

/** Takes back the inputs that have no answer yet, and stops what the job does for them. @throws UsageError for a run that there is not */
export const cancelRun = (run: string, options: Options = {}): Promise<CancelledRun> =>
  withSession(options, {}, (session) => cancel(session, run));

/** Removes uploads, results and records of runs; gives how many objects. @throws UsageError for a run that there is not */
export const removeRuns = (runs: readonly string[], options: Options = {}): Promise<number> =>
  withSession(options, {}, async (session) => {
    const request = { runs, olderThanMs: undefined, all: false, dryRun: false, approve: async () => {} };
    return (await remove(session, request)).objects;
  });

function detailsOf({
  next: _next,
  manifest: _manifest,
  detached: _detached,
  error,
  files,
  ...run
}: ShownRun): RunDetails {
  return {
    ...run,
    files: files.map(({ input, state, error: own }) => ({ input, state, error: own ?? error })),
  };
}
