// Progress on standard error: a spinner on a terminal; elsewhere one plain line per step and a heartbeat.
import type { Clock } from "../../core/clock.ts";
import { formatDuration } from "../../core/duration.ts";
import { indentRest, inOneLine } from "../../core/quote.ts";
import { wrap } from "../layout/wrap.ts";
import type { OutputStream } from "./io.ts";
import type { Spinner } from "../layout/spinner.ts";
import type { Activity, Progress } from "../../library/progress.ts";
import type { View } from "./view.ts";

/** Progress that is drawn, and cleared away at the end. */
export interface ShownProgress extends Progress {
  /** What the network is waited for now, `waiting for DNS to find a.googleapis.com, 3 s`; undefined once for nothing. */
  waits(text: string | undefined, elapsedMs?: number): void;
  /** Leaves the screen clean, whatever was running. */
  close(): void;
}

export interface ProgressOptions {
  stream: OutputStream;
  view: View;
  clock: Clock;
  quiet: boolean;
  verbose: boolean;
  /** Loads the spinner; awaited in the background, so that it delays nothing. */
  createSpinner(text: string, view: View): Promise<Spinner>;
  heartbeatMs?: number;
}

/** So long nothing is said of a wait in a log. */
const quietWaitMs = 5000;

export function createProgress(options: ProgressOptions): ShownProgress {
  const { stream, view, quiet, verbose } = options;
  const running = new Set<Activity>();
  let isClosed = false;
  let spinner: Spinner | undefined;
  /** What the step with the spinner is at, and what is waited for meanwhile. */
  let shown = "";
  let waiting: string | undefined;
  let ofNoStep: Activity | undefined;
  let noted: string | undefined;
  const withWait = (text: string) =>
    waiting === undefined || text === waiting ? text : `${text}, ${waiting}`;

  const line = (text: string) => {
    spinner?.clear();
    stream.write(`${view.show(wrap(text, view.wrapsAt))}\n`);
    spinner?.render();
  };
  const ended = (activity: Activity, mark: string, text: string | undefined) => {
    if (!running.delete(activity)) return;
    if (text !== undefined) line(`${mark} ${text}`);
  };

  const marks = { ok: view.paint.green(view.symbols.ok), failed: view.paint.red(view.symbols.failed) };
  const duration = (tookMs: number) => (tookMs >= 1000 ? view.paint.dim(` (${formatDuration(tookMs)})`) : "");

  const start = (title: string): Activity => {
    const text = inOneLine(title);
    const began = options.clock.now();
    const stopping = new AbortController();
    let current = text;
    let hasOwnSpinner = false;

    const finish = (mark: string | undefined, final: string) => {
      if (stopping.signal.aborted) return;
      stopping.abort();
      if (hasOwnSpinner) {
        spinner?.stop();
        spinner = undefined;
      }
      const took = options.clock.now() - began;
      const said = `${inOneLine(final)}${duration(took)}`;
      ended(activity, mark ?? "", mark === undefined || quiet ? undefined : said);
    };
    const activity: Activity = {
      update(next) {
        current = inOneLine(next);
        if (!hasOwnSpinner || !spinner) return;
        shown = current;
        spinner.text = withWait(current);
      },
      succeed: (final = current) => finish(marks.ok, final),
      fail: (final = current) => finish(marks.failed, final),
      stop: () => finish(undefined, current),
    };
    running.add(activity);
    if (quiet) return activity;

    if (view.animates) {
      void showSpinner();
    } else {
      line(`${view.symbols.bullet} ${text}`);
      void beat();
    }
    return activity;

    async function showSpinner(): Promise<void> {
      const made = await options.createSpinner(current, view);
      if (stopping.signal.aborted || spinner !== undefined) return;
      spinner = made;
      hasOwnSpinner = true;
      shown = current;
      made.text = withWait(current);
      made.start();
    }

    /** No step is silent for long, so that a log shows that the tool is still running. */
    async function beat(): Promise<void> {
      try {
        for (let pauseMs = options.heartbeatMs ?? 10_000; ; pauseMs = Math.min(pauseMs * 1.5, 60_000)) {
          await options.clock.sleep(pauseMs, stopping.signal);
          line(`  ${withWait(current)} (${formatDuration(options.clock.now() - began)})`);
        }
      } catch {
        // The step has ended.
      }
    }
  };

  const waits: ShownProgress["waits"] = (text, elapsedMs = 0) => {
    waiting = text;
    if (quiet || isClosed) return;
    if (!view.animates) {
      // Between steps; within one the heartbeat says it.
      const about = text?.replace(/, [^,]*$/, "");
      if (about === undefined || running.size > 0 || elapsedMs < quietWaitMs || about === noted) return;
      noted = about;
      line(`  ${text}`);
      return;
    }
    if (ofNoStep !== undefined && (text === undefined || running.size > 1)) {
      ofNoStep.stop();
      ofNoStep = undefined;
    }
    if (text === undefined) {
      if (spinner) spinner.text = shown;
    } else if (running.size === 0) ofNoStep = start(text);
    else if (ofNoStep !== undefined) ofNoStep.update(text);
    else if (spinner) spinner.text = withWait(shown);
  };

  return {
    start,
    waits,
    note: (text, { mark, tookMs = 0, isPassing = false } = {}) =>
      void (
        quiet ||
        isClosed ||
        (isPassing && view.animates && !verbose) ||
        line(`${mark === undefined ? "" : `${marks[mark]} `}${text}${duration(tookMs)}`)
      ),
    detail: (text) => void (verbose && !quiet && line(view.paint.dim(text))),
    warn: (text) => line(`${view.paint.yellow(view.symbols.warning)} ${indentRest(text, "  ")}`),
    close() {
      isClosed = true;
      for (const activity of running) activity.stop();
    },
  };
}
