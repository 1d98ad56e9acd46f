// One run in full: what has become of each input, and why some could not be forecast.
import pMap from "p-map";
import { resultMetadata, type ErrorReport } from "../../core/contract.ts";
import type { CloudRunnerError } from "../../core/errors.ts";
import type { FanOutProgress } from "../../core/job/fan-out-progress.ts";
import { withConnection } from "../connection.ts";
import type { ReadFanOut } from "../job/read-fan-out.ts";
import type { Buckets, StoredObject } from "../predict/buckets.ts";
import { rejection } from "../predict/predict-files.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import { sendAll } from "../predict/send-all.ts";
import type { Session } from "../session.ts";
import type { ContinueRequest } from "./continue-run.ts";
import { nextCommands, type RunCommands } from "./next-commands.ts";
import { openRun } from "./open-run.ts";
import { readRun, type ReadRun } from "./read-run.ts";
import { checkRunId } from "./run-id.ts";
import { inputsOf } from "./run-record.ts";
import { countsOf, manifestReportOf } from "./run-state.ts";
import type { InputState, RunCounts } from "./run-summary.ts";

export interface ShownRun extends RunCounts {
  run: string;
  startedAt: string;
  cancelledAt: string | undefined;
  /** Whether nobody waited for it. */
  detached: boolean;
  manifest: string | undefined;
  parameters: Readonly<Record<string, string>>;
  /** When the bucket's rule removes it; undefined where it is kept. */
  keptUntil: string | undefined;
  files: ShownInput[];
  /** Why a manifest was refused as a whole. */
  error: CloudRunnerError | undefined;
  next: RunCommands;
}

export interface ShownInput {
  input: string;
  state: InputState;
  /** Where its forecast goes. */
  output: string | undefined;
  /** In the input bucket. */
  upload: string;
  /** Of the upload; undefined where there is none. */
  bytes: number | undefined;
  /** What its forecast says of itself. */
  forecast: ShownForecast | undefined;
  /** Where the job has cut it into slices: how many of its series are done. */
  series: FanOutProgress | undefined;
  error: CloudRunnerError | undefined;
}

export interface ShownForecast {
  model: string;
  rows: number;
  /** How many things were fixed or left out. */
  warnings: number;
}

/** @throws UsageError run.unknown */
export async function showRun(session: Session, word: string): Promise<ShownRun> {
  const run = checkRunId(word);
  return withConnection(session, async (connection) => {
    const { store, options } = await openRun(session, connection, run);
    const { retentionDays } = connection.settings.config.storage;
    const { buckets, fanOut } = options;
    return shown(session, await readRun(run, { store, buckets }), { buckets, fanOut, retentionDays });
  });
}

/** Waits until all that was sent is answered, or the time is up. @throws UsageError run.unknown */
export async function watchRun(
  session: Session,
  word: string,
  { timeoutMs, isStrict }: Pick<ContinueRequest, "timeoutMs" | "isStrict">,
): Promise<ShownRun> {
  const run = checkRunId(word);
  return withConnection(session, async (connection) => {
    const { store, options, jobTimeoutMs } = await openRun(session, connection, run);
    const { buckets, fanOut } = options;
    const waits = { timeoutMs, ...(!isStrict && { jobTimeoutMs }) };
    const { retentionDays } = connection.settings.config.storage;
    const first = await readRun(run, { store, buckets });
    const { uploads, record } = first;
    const job = record.manifest && {
      label: record.manifest.label,
      object: "job.json",
      format: "json" as const,
    };
    const inputs = inputsOf(job === undefined ? record : { ...record, inputs: [job] }, session.folder);
    const earlier = new Map(uploads.map(({ name, generation }) => [name, { generation, isCurrent: true }]));
    const sent = inputs.filter(({ objectBase }) => earlier.has(`${options.prefix}${objectBase}`));
    if (sent.length === 0) return shown(session, first, { buckets, fanOut, retentionDays });
    await sendAll(
      { ...options, inputs: sent, earlier, parameters: {}, parallel: 8, ...waits },
      async () => undefined,
    );
    return shown(session, await readRun(run, { store, buckets }), { buckets, fanOut, retentionDays });
  });
}

interface ShowContext {
  buckets: Pick<Buckets, "download" | "handedOver">;
  fanOut: ReadFanOut;
  retentionDays: number;
}

/** More would take long to ask about. */
const mostAsked = 20;

/** @param inputs of those that were read, the ones to show */
export async function shownInputs(
  { answered }: Pick<ReadRun, "answered">,
  inputs: ReadRun["inputs"],
  { buckets, fanOut }: Omit<ShowContext, "retentionDays">,
): Promise<ShownInput[]> {
  const rows = new Map(answered?.results.map((row) => [row.input.name, row]));
  const waiting = inputs.flatMap(({ state, upload }) => (state === "waiting" && upload ? [upload] : []));
  const withJob = waiting.length === 0 ? new Set<string>() : await buckets.handedOver(waiting);
  const asked = new Set([...withJob].slice(0, mostAsked));
  return pMap(
    inputs,
    async ({ recorded, name, upload, state, answer }): Promise<ShownInput> => {
      const { label, output } = recorded;
      const row = rows.get(name);
      const error =
        answer?.kind === "report"
          ? rejection({ label }, await buckets.download(answer.object))
          : row?.status === "failed"
            ? rejectionError(label, row.error)
            : undefined;
      const series = upload !== undefined && asked.has(name) ? await fanOut(upload) : undefined;
      const forecast = answer?.kind === "result" ? forecastIn(answer.object) : undefined;
      return { input: label, state, output, upload: name, bytes: upload?.size, series, forecast, error };
    },
    { concurrency: 8 },
  );
}

function forecastIn({ metadata }: StoredObject): ShownForecast {
  const warnings = metadata[resultMetadata.warnings];
  return {
    model: metadata[resultMetadata.model] ?? "",
    rows: Number(metadata[resultMetadata.rows] ?? 0),
    warnings: warnings === undefined ? 0 : warningsIn(warnings),
  };
}

/** Long metadata is cut by the service, and is then no JSON any more; each begins as a text does. */
function warningsIn(text: string): number {
  try {
    const warnings: unknown = JSON.parse(text);
    return Array.isArray(warnings) ? warnings.length : 0;
  } catch {
    return text.split('","').length;
  }
}

async function shown(session: Session, read: ReadRun, context: ShowContext): Promise<ShownRun> {
  const { record, inputs, answers } = read;
  const { buckets, retentionDays } = context;
  const { run, startedAt, cancelledAt, detached, parameters, manifest } = record;
  const files = await shownInputs(read, inputs, context);
  const report = manifest && manifestReportOf(run, answers);
  return {
    run,
    startedAt,
    cancelledAt,
    detached,
    manifest: manifest?.label,
    parameters,
    keptUntil:
      retentionDays === 0
        ? undefined
        : new Date(Date.parse(startedAt) + retentionDays * 86_400_000).toISOString(),
    ...countsOf(inputs.map(({ state }) => state)),
    files,
    error:
      report &&
      rejectionError(
        manifest.label,
        JSON.parse(Buffer.from(await buckets.download(report)).toString("utf8")) as ErrorReport,
      ),
    next: nextCommands(session, run),
  };
}
