// `predict` from sources to results: what can be checked is checked first, and only then is anything sent.
import type { RawParameters } from "../../core/contract.ts";
import { hasJob, type Config } from "../../core/config.ts";
import { plural } from "../../core/duration.ts";
import { AuthenticationError, ConfigError, PreconditionError, UsageError } from "../../core/errors.ts";
import { formatIn } from "../../model/results/result-format.ts";
import { withConnection } from "../connection.ts";
import { knownModels } from "../own-model/known-models.ts";
import type { RunListener } from "../runs/run-events.ts";
import { contextOf, openRun } from "../runs/open-run.ts";
import { newRunId } from "../runs/run-id.ts";
import { recordOf, type RunRecord } from "../runs/run-record.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import { expandRows } from "./bigquery/expand-rows.ts";
import { takenTables } from "./bigquery/look.ts";
import { isBqUri, isQueryFile } from "./bigquery/table-name.ts";
import { objectsAt } from "./sources/gs-files.ts";
import { isRemote } from "./sources/remote.ts";
import { expandGsWords } from "./sources/gs-words.ts";
import type { Failed, FileResult } from "./file-result.ts";
import type { Input, InputOptions, Source } from "./sources/input.ts";
import { resolveInputs } from "./inputs.ts";
import { checkGiven } from "./known-parameters.ts";
import { findManifest, predictManifest, sendManifest, type LocalManifest } from "./manifest.ts";
import { withFormat, type FormatWish } from "./outputs/output-format.ts";
import { predictFiles } from "./predict-files.ts";
import { sendOnly } from "./send-all.ts";

export interface PredictRequest extends Omit<InputOptions, "folder" | "format"> {
  /** As they travel in metadata. */
  parameters: Readonly<Record<string, string>>;
  /** For all forecasts together. */
  timeoutMs: number;
  /** Whether what is handed over to the job is waited for no longer either. */
  isStrict: boolean;
  /** Uploads and downloads at once. */
  parallel: number;
  /** What a query of BigQuery may read, where another bound than the configured one was said. */
  maxBytesBilled?: number | undefined;
  /** Whether what was sent is needed afterwards of every input, as for a report. */
  keepsSent?: boolean | undefined;
}

/** What is ready to be sent. */
export interface Prepared {
  request: PredictRequest;
  inputs: Input[];
  /** Inputs whose forecast is there already. */
  skipped: Input[];
  manifest: LocalManifest | undefined;
}

/** @throws UsageError, ConfigError; CloudRunnerError manifest.* for what the service would refuse too */
export async function preparePredict(
  session: Session,
  words: readonly Source[],
  request: PredictRequest,
): Promise<Prepared> {
  const { output, force, skipExisting, parameters } = request;
  const { config } = await loadConfig(session);
  if (parameters["on"] === "job" && !hasJob(config)) throw noJob(config);
  const { sources, objects, notes: found } = await lookIntoCloud(session, words, request);
  const format = { asked: parameters["format"], otherwise: formatIn(config.forecast) };
  const options = { output, force, skipExisting, objects, folder: session.folder, format };
  const manifest = findManifest(sources, options);
  await checkBeforeSending(session, config, { ...manifest?.parameters, ...parameters });
  if (manifest !== undefined) return { ...prepared(manifest.inputs, manifest.format), manifest };
  const { inputs, skipped, notes } = resolveInputs(sources, options);
  for (const note of [...found, ...notes]) session.progress.note(note);
  if (skipped.length > 0)
    session.progress.note(`Skipped ${plural(skipped.length, "file")}: the forecast is there already.`);
  return { ...prepared(inputs, format), skipped, manifest: undefined };

  function prepared(all: Input[], wish: FormatWish): Omit<Prepared, "manifest"> {
    const asked = all.length === 0 ? parameters : withFormat(parameters, all[0]!.format, wish);
    return { request: { ...request, parameters: asked }, inputs: all, skipped: [] };
  }
}

/** Up to so many files the quick look at the stack is enough. */
const few = 20;

export interface RunResult {
  /** The id of the run; undefined when there was nothing to send. */
  run: string | undefined;
  /** One for each input, in their order. */
  files: FileResult[];
}

/** @throws CloudRunnerError for what concerns all inputs */
export async function sendPrepared(
  session: Session,
  { request, inputs, manifest }: Prepared,
  { started, ...listener }: RunListener = {},
): Promise<RunResult> {
  if (inputs.length === 0) return { run: undefined, files: [] };
  const { clock } = session.machine;
  const run = newRunId(clock.now());
  return withConnection(session, async (connection) => {
    const isLarge = inputs.length > few;
    const { store, options, jobTimeoutMs } = await openRun(session, connection, run, {
      isLarge,
      maxBytesBilled: request.maxBytesBilled,
    });
    started?.(run, inputs.length);
    const waits = request.isStrict ? {} : { jobTimeoutMs };
    const asked = { ...options, ...request, ...waits, ...listener, inputs };
    const forecasting = manifest ? predictManifest(manifest, asked) : predictFiles(asked);
    // Beside the uploads and after the first of them, so that it takes nobody's time.
    const record = async () => store.write(recordFor(session, run, { request, inputs, manifest }, false));
    const recorded = record().catch((error: unknown) => noteUnrecorded(session, error));
    try {
      return { run, files: await forecasting };
    } finally {
      await recorded;
    }
  });
}

export interface Detached {
  run: string;
  inputs: number;
  /** Those that could not be uploaded. */
  failed: Failed[];
}

/** Uploads and records, and waits for no forecast. @throws CloudRunnerError for what concerns all inputs */
export async function detachPrepared(
  session: Session,
  { request, inputs, manifest }: Omit<Prepared, "skipped">,
  { started, recorded, ...listener }: RunListener = {},
): Promise<Detached> {
  const run = newRunId(session.machine.clock.now());
  return withConnection(session, async (connection) => {
    const { store, options } = await openRun(session, connection, run, {
      isLarge: true,
      maxBytesBilled: request.maxBytesBilled,
    });
    started?.(run, inputs.length);
    const asked = { ...options, ...request, ...listener, inputs };
    // First: nobody could find uploads of which no record says what they are for.
    await store.write(recordFor(session, run, { request, inputs, manifest }, true));
    recorded?.(run);
    const failed = manifest ? (await sendManifest(manifest, asked), []) : await sendOnly(asked);
    return { run, inputs: inputs.length, failed };
  });
}

const recordFor = (
  { folder, machine }: Session,
  run: string,
  { request: { parameters, force }, inputs, manifest }: Omit<Prepared, "skipped">,
  detached: boolean,
): RunRecord =>
  recordOf({ run, nowMs: machine.clock.now(), folder, detached, parameters, force, inputs, manifest });

/** What concerns the whole stack is said by the uploads too; else the forecasts are worth more than the record. */
function noteUnrecorded({ progress }: Session, error: unknown): void {
  if (error instanceof PreconditionError || error instanceof AuthenticationError) return;
  progress.warn(`This run is not recorded, so it cannot be resumed: ${(error as Error).message}`);
}

/** What the words that begin with gs:// or bq:// and the queries stand for; asks nobody where there are none. */
async function lookIntoCloud(
  session: Session,
  sources: readonly Source[],
  { output, maxBytesBilled }: PredictRequest,
): Promise<{ sources: readonly Source[]; objects: ReadonlySet<string> | undefined; notes: string[] }> {
  const isThere = (source: Source) => typeof source === "string" && (isRemote(source) || isQueryFile(source));
  const place = typeof output === "object" && isRemote(output.path) ? output.path : undefined;
  if (!sources.some(isThere) && place === undefined) return { sources, objects: undefined, notes: [] };
  return withConnection(session, async (connection) => {
    const cloud = contextOf(session, connection);
    const { config } = connection.settings;
    const bucketLocation = config.storage.location ?? cloud.region;
    const objects =
      place !== undefined && isBqUri(place)
        ? await takenTables(cloud, place, bucketLocation)
        : await objectsAt(cloud, output);
    const objectsOf = await expandGsWords(cloud, sources);
    const maximumBytes = maxBytesBilled ?? config.bigquery.maximumBytesBilled;
    const { folder, signal } = session;
    const rows = await expandRows(cloud, objectsOf.sources, { folder, signal, bucketLocation, maximumBytes });
    return { sources: rows.sources, objects, notes: [...objectsOf.notes, ...rows.notes] };
  });
}

const noJob = ({ job }: Config): UsageError =>
  new UsageError("This stack has no job.", {
    code: "usage.no-job",
    fix: job.enabled
      ? "Leave --job out: a container of your own has none."
      : 'Set "job": { "enabled": true } in cloud-runner.json and run `cloud-runner up`, or leave --job out.',
  });

/** A fault in the user's own model on this machine must not stop forecasts by the one that is deployed. */
async function checkBeforeSending(
  session: Session,
  config: Config,
  parameters: RawParameters,
): Promise<void> {
  if (Object.keys(parameters).length === 0) return;
  const models = await knownModels(session, config).catch((error: unknown) => {
    if (error instanceof ConfigError) return undefined;
    throw error;
  });
  // Without them the service checks.
  if (models !== undefined) checkGiven(parameters, models);
}
