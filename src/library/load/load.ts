// `load`: copies of one file, sent as many users would, each result checked, and what it took.
import type { Config } from "../../core/config.ts";
import { PlanRefusedError, UsageError } from "../../core/errors.ts";
import { plural } from "../../core/duration.ts";
import { estimateCost, usualAssumptions } from "../../provision/cost/estimate.ts";
import { withConnection } from "../connection.ts";
import { preparePredict } from "../predict/predict.ts";
import type { Input } from "../predict/sources/input.ts";
import { during } from "../progress.ts";
import { nextCommands } from "../runs/next-commands.ts";
import { openRun } from "../runs/open-run.ts";
import { newRunId } from "../runs/run-id.ts";
import type { RunRecord } from "../runs/run-record.ts";
import type { RunStore } from "../runs/run-store.ts";
import type { Session } from "../session.ts";
import { dollars } from "../stack/cost.ts";
import { checkResults, type CheckedResults } from "./check-results.ts";
import { checkPacing, checkSizes, loadLimits } from "./limits.ts";
import { performanceOf, type Performance } from "./performance.ts";
import { nameOf, sendCopies } from "./send-copies.ts";

export interface LoadOptions {
  /** At most so many; 100 when absent, and with a duration alone as many as there may be. */
  copies?: number | undefined;
  /** Without a rate: copies on their way at once. With one: uploads at once. 20 when absent. */
  concurrency?: number;
  /** Copies a second, sent whether or not those before are done. */
  ratePerSecond?: number | undefined;
  /** Nothing is sent after so long. */
  durationMs?: number | undefined;
  /** As they travel in metadata. */
  parameters?: Readonly<Record<string, string>>;
  /** How long answers are waited for after the last upload; 10 minutes when absent. */
  timeoutMs?: number;
  /** What every result has to be; what most of them are when absent. */
  expected?: Uint8Array | undefined;
  /** The most US dollars that it may cost on Google Cloud, by the estimate. */
  maxCost?: number | undefined;
  /** Rejects when nothing is to be sent; asked on Google Cloud alone, where it costs money. */
  approve?: (plan: LoadPlan) => Promise<void>;
}

export interface LoadPlan {
  copies: number;
  bytes: number;
  usd: number;
  /** That a forecast is taken to need. */
  forecastSeconds: number;
}

export interface LoadResult extends CheckedResults, Performance {
  /** Its id, by which `logs --run` finds what was logged. */
  run: string;
  file: string;
  bytes: number;
  target: "local" | "gcp";
  copies: number;
  concurrency: number;
  ratePerSecond: number | undefined;
  durationSeconds: number | undefined;
  /** Copies whose upload was begun. */
  sent: number;
  /** What it costs on Google Cloud, by the time in service that was measured; paid nowhere else. */
  cost: { usd: number; isPaid: boolean; forecastSeconds: number };
  /** Objects that were removed at the end. */
  removed: number;
}

/**
 * @throws UsageError; PlanRefusedError over `maxCost`; the rejection of a file that can never be forecast; InterruptedError, after
 * all of it is removed
 */
export async function load(session: Session, file: string, options: LoadOptions = {}): Promise<LoadResult> {
  const { concurrency = 20, ratePerSecond, durationMs, timeoutMs = 600_000 } = options;
  const copies = options.copies ?? (durationMs === undefined ? 100 : loadLimits.copies);
  const pacing = { copies, concurrency, ratePerSecond, durationMs };
  checkPacing(pacing);
  const { input, parameters } = await onlyInput(session, file, { ...options, concurrency, timeoutMs });
  const content = await input.read();
  checkSizes(content.byteLength, copies);
  return withConnection(session, async (connection) => {
    const { config } = connection.settings;
    const isPaid = config.target === "gcp";
    const plan = planOf(config, copies, content.byteLength);
    if (isPaid) {
      checkCost(plan, options.maxCost);
      await options.approve?.(plan);
    }
    const run = newRunId(session.machine.clock.now());
    const { store, options: opened } = await openRun(session, connection, run, { isLarge: true });
    const record = recordOf(session, { run, copies, input, parameters });
    let left: Left = "nothing";
    let removed = 0;
    let result: Omit<LoadResult, "removed">;
    // First: nobody could find, and remove, uploads of which no record says what they are for.
    await store.write(record);
    try {
      const lookMs = isPaid ? 250 : 100;
      const asked = { ...pacing, run, input, content, parameters, timeoutMs, lookMs };
      const sent = await sendCopies(session, opened.buckets, asked);
      if (sent.outcomes.some(({ kind }) => kind === "lost")) left = "unknown";
      const checked = await during(session.progress, "Checking the results", async () =>
        checkResults(sent.outcomes, await store.answers(run), opened.buckets, options.expected),
      );
      const isPaced = ratePerSecond !== undefined;
      const patienceMs = isPaid ? 30_000 : 5000;
      const performance = await during(session.progress, "Reading what Cloud Run logged", () =>
        performanceOf(opened.cloud, { run, sent, isPaced, patienceMs }),
      );
      const measured = performance.service?.latency?.mean;
      const forecastSeconds = measured === undefined ? usualAssumptions.forecastSeconds : measured / 1000;
      result = {
        run,
        file: input.label,
        bytes: content.byteLength,
        target: config.target,
        ...pacing,
        durationSeconds: durationMs === undefined ? undefined : durationMs / 1000,
        sent: sent.outcomes.length,
        ...checked,
        ...performance,
        cost: {
          usd: planOf(config, sent.outcomes.length, content.byteLength, forecastSeconds).usd,
          isPaid,
          forecastSeconds,
        },
      };
    } catch (error) {
      left = session.signal.aborted ? "unknown" : "soon over";
      throw error;
    } finally {
      removed = await removeAll(session, store, record, left);
    }
    return { ...result, removed };
  });
}

/** @throws UsageError where it is not one file */
async function onlyInput(
  session: Session,
  file: string,
  { parameters = {}, concurrency, timeoutMs }: LoadOptions & { concurrency: number; timeoutMs: number },
): Promise<{ input: Input; parameters: Readonly<Record<string, string>> }> {
  const request = {
    parameters,
    output: "nowhere",
    force: false,
    timeoutMs,
    isStrict: true,
    parallel: concurrency,
  } as const;
  const { inputs, manifest, request: asked } = await preparePredict(session, [file], request);
  const [input, ...others] = inputs;
  if (input !== undefined && others.length === 0 && manifest === undefined && input.bigquery === undefined)
    return { input, parameters: asked.parameters };
  throw new UsageError(`${file} is not one file.`, {
    code: "usage.load",
    fix: "Name one file, of which copies are sent; `predict` forecasts many.",
  });
}

function planOf(
  config: Config,
  copies: number,
  bytes: number,
  forecastSeconds = usualAssumptions.forecastSeconds,
): LoadPlan {
  // The result is taken to be as large as the file.
  const assumptions = { ...usualAssumptions, forecastSeconds, forecastBytes: 2 * bytes };
  const { perThousandForecasts } = estimateCost(config, assumptions);
  return { copies, bytes, usd: (perThousandForecasts.usd * copies) / 1000, forecastSeconds };
}

function checkCost({ usd, copies, forecastSeconds }: LoadPlan, maxCost: number | undefined): void {
  if (maxCost === undefined || usd <= maxCost) return;
  const fitting = Math.floor((copies * maxCost) / usd);
  throw new PlanRefusedError(
    `${plural(copies, "copy", "copies")} could cost ${dollars(usd)}, more than the ${dollars(maxCost)} allowed.`,
    {
      code: "load.over-max-cost",
      details: [`A forecast is taken to need ${forecastSeconds} s.`],
      fix:
        fitting === 0
          ? "Raise --max-cost."
          : `Send ${plural(fitting, "copy", "copies")} or fewer, or raise --max-cost.`,
    },
  );
}

const recordOf = (
  { machine }: Session,
  {
    run,
    copies,
    input,
    parameters,
  }: { run: string; copies: number; input: Input; parameters: Readonly<Record<string, string>> },
): RunRecord => ({
  schemaVersion: 1,
  run,
  startedAt: new Date(machine.clock.now()).toISOString(),
  detached: false,
  parameters: { ...parameters },
  force: false,
  inputs: [
    {
      label: `${plural(copies, "copy", "copies")} of ${input.label}`,
      object: nameOf(run, 0, "").split("/").at(-1)!,
      format: input.format,
    },
  ],
});

/** Whether the service may still write answers. What it is at when its input vanishes it goes on with. */
type Left = "nothing" | "soon over" | "unknown";
const lateMs = 3000;

/** Also after Ctrl-C: the store goes on in spite of it. Says what may be left. */
async function removeAll(
  session: Session,
  store: Pick<RunStore, "remove" | "write">,
  record: RunRecord,
  left: Left,
): Promise<number> {
  const { run } = record;
  const { machine, progress } = session;
  try {
    return await during(progress, "Removing the copies and their results", async () => {
      const removed = await store.remove(run);
      if (left === "nothing") return removed;
      await machine.clock.sleep(lateMs);
      const late = await store.remove(run);
      if (left === "soon over") return removed + late;
      // So that what comes even later can be found and removed.
      await store.write(record);
      progress.warn(
        `What the service is still at may leave results; in a minute \`${nextCommands(session, run).remove}\` removes them.`,
      );
      return removed + late;
    });
  } catch (error) {
    progress.warn(
      `Not everything could be removed: ${(error as Error).message} \`${nextCommands(session, run).remove}\` tries again.`,
    );
    return 0;
  }
}
