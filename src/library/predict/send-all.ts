// Uploads inputs, each under a name of its own, and waits for their answers.
import pMap from "p-map";
import {
  AuthenticationError,
  CloudRunnerError,
  InterruptedError,
  PreconditionError,
} from "../../core/errors.ts";
import { during, type Progress } from "../progress.ts";
import type { ReadFanOut } from "../job/read-fan-out.ts";
import { seriesDone } from "../job/series-done.ts";
import type { Buckets } from "./buckets.ts";
import type { Failed, FileResult } from "./file-result.ts";
import type { Input } from "./sources/input.ts";
import { createCancelWatch } from "./cancel-watch.ts";
import { createJobWatch } from "./job-watch.ts";
import { createPace } from "./pace.ts";
import { cancelled, handedOver, interrupted, timedOut, type NextCommands } from "./sent-words.ts";
import { createByteProgress } from "./transfer/byte-progress.ts";
import { uploadInput, type Upload, type UploadOptions } from "./transfer/upload-input.ts";
import { arrivals, type Arrival } from "./wait.ts";

export interface SendOptions extends UploadOptions {
  buckets: Buckets;
  progress: Progress;
  signal: AbortSignal;
  /** `predict/20260102-030405-a1b2c3/`: unique, so that one listing shows this run's answers and no others. */
  prefix: string;
  parallel: number;
  timeoutMs: number;
  /** For all forecasts together where some of them are handed over to the job; absent to wait no longer for these. */
  jobTimeoutMs?: number | undefined;
  /** How far the job is with what it has cut into slices. */
  fanOut?: ReadFanOut;
  /** When to say where more can be learned. */
  hintAfterMs?: number;
  /** Commands that go on with this run, for what is not done at the end of this one. */
  next?: NextCommands | undefined;
  /** Whether the run was cancelled elsewhere. */
  isCancelled?: () => Promise<boolean>;
  /** Hears of each input that is done. */
  settled?: (result: FileResult) => void;
}

/**
 * Uploads each input and waits for its answer, of which `take` makes the result.
 * @param settled hears of each result as it comes
 */
export async function sendAll<R>(
  options: SendOptions,
  take: (arrival: Arrival<Upload>) => Promise<R>,
  settled: (result: R | Failed) => void = () => {},
): Promise<(R | Failed)[]> {
  const { buckets, clock, progress, signal, inputs, prefix, parallel, timeoutMs } = options;
  const results = new Map<Input, R | Failed>();
  const awaited = new Map<string, Upload>();
  const pace = createPace(clock);
  let uploaded = 0;
  let failed = 0;
  let isUploading = true;
  let isWithJob = false;
  let ofJob = "";
  const seriesText = seriesDone(clock);
  const watch = createJobWatch<Upload>(options, {
    found(uploads) {
      isWithJob = true;
      progress.note(handedOver(uploads, options));
      report();
    },
    progressed({ input }, done) {
      const text = seriesText(input.label, done);
      ofJob = inputs.length === 1 ? `: ${text}` : `; ${input.label}: ${text}`;
      report();
    },
  });
  const activity = progress.start(
    inputs.length === 1 ? `Uploading ${inputs[0]!.label}` : `Uploading ${inputs.length} files`,
  );
  const report = () => {
    if (isUploading && inputs.length === 1)
      return activity.update(`Uploading ${inputs[0]!.label}${sending.text()}`);
    const done = results.size;
    const total = inputs.length;
    const counts = `${done} of ${total} files${pace.text(done, total)}${failed === 0 ? "" : `, ${failed} failed`}`;
    if (isUploading) activity.update(`Forecasting: ${counts}, ${uploaded} sent${sending.text()}`);
    else if (inputs.length === 1)
      activity.update(`Waiting for the ${isWithJob ? "job's " : ""}forecast of ${inputs[0]!.label}${ofJob}`);
    else activity.update(`Waiting for forecasts: ${counts}${ofJob}`);
  };
  const sending = createByteProgress(clock, report);
  const settle = (input: Input, result: R | Failed) => {
    results.set(input, result);
    ofJob = "";
    settled(result);
  };
  const fail = (input: Input, error: unknown) => {
    failed += 1;
    settle(input, failureOf(input, error));
  };

  /** Set where the run was cancelled, so that nothing more is sent. */
  let ended: InterruptedError | undefined;
  const isCancelled = createCancelWatch(options);
  const check = async () => {
    if (await isCancelled()) ended = cancelled(options, results.size, awaited.size);
    if (ended) throw ended;
  };

  const stopHint = new AbortController();
  const hint = hintLater(options, stopHint.signal);
  const upload = async (input: Input): Promise<void> => {
    signal.throwIfAborted();
    if (ended) throw ended;
    try {
      const sent = await uploadInput(input, `${prefix}${input.objectBase}`, { ...options, sending });
      awaited.set(sent.name, sent);
      uploaded += 1;
    } catch (error) {
      fail(input, error);
    }
    report();
  };
  const uploads = pMap(inputs, upload, { concurrency: parallel }).finally(() => {
    isUploading = false;
    report();
  });
  const download = async (arrival: Arrival<Upload>): Promise<void> => {
    try {
      const result = await take(arrival);
      if (arrival.kind === "report") failed += 1;
      settle(arrival.awaited.input, result);
    } catch (error) {
      fail(arrival.awaited.input, error);
    }
    report();
  };
  // Awaited below; until then its failure must not count as unhandled.
  uploads.catch(() => {});

  try {
    const waiting = arrivals({
      buckets,
      clock,
      prefix,
      awaited,
      isGrowing: () => isUploading,
      timeoutMs,
      job: { watch, timeoutMs: options.jobTimeoutMs ?? timeoutMs },
      check,
      signal,
    });
    for await (const batch of waiting) {
      await pMap(batch, download, { concurrency: parallel });
    }
    await uploads;
    for (const late of awaited.values())
      settle(late.input, {
        status: "failed",
        input: late.input,
        error: timedOut(late, options, watch.isWithJob(late)),
      });
    activity.stop();
    return inputs.map((input) => results.get(input)!);
  } catch (error) {
    activity.fail();
    await uploads.catch(() => {});
    throw signal.aborted ? interrupted(options, results.size, awaited.size) : error;
  } finally {
    stopHint.abort();
    await hint;
  }
}

/** Uploads each input and waits for nothing; gives those that could not be uploaded. */
export async function sendOnly(options: SendOptions): Promise<Failed[]> {
  const { inputs, prefix, parallel, progress, signal, clock } = options;
  const failed: Failed[] = [];
  let sent = 0;
  const title = `Uploading ${inputs.length === 1 ? inputs[0]!.label : `${inputs.length} files`}`;
  await during(progress, title, (activity) => {
    const report = () =>
      activity.update(
        inputs.length === 1
          ? `${title}${sending.text()}`
          : `Uploading: ${sent} of ${inputs.length} sent${sending.text()}`,
      );
    const sending = createByteProgress(clock, report);
    const upload = async (input: Input): Promise<void> => {
      signal.throwIfAborted();
      try {
        await uploadInput(input, `${prefix}${input.objectBase}`, { ...options, sending });
        sent += 1;
        report();
      } catch (error) {
        failed.push(failureOf(input, error));
      }
    };
    return pMap(inputs, upload, { concurrency: parallel });
  });
  return failed;
}

/** @throws what concerns all inputs: without a bucket or a login no other will fare better */
function failureOf(input: Input, error: unknown): Failed {
  if (!(error instanceof CloudRunnerError) || concernsAll(error)) throw error;
  return { status: "failed", input, error };
}

const concernsAll = (error: unknown): boolean =>
  error instanceof PreconditionError ||
  error instanceof AuthenticationError ||
  error instanceof InterruptedError;

async function hintLater(options: SendOptions, signal: AbortSignal): Promise<void> {
  try {
    await options.clock.sleep(options.hintAfterMs ?? 20_000, signal);
  } catch {
    return;
  }
  options.progress.note("This takes a while; `cloud-runner logs` shows what the service is doing.");
}
