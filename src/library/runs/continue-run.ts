// Goes on with a run: sends what was not sent or has changed since, waits for what is on its way, and brings what is not here.
import { resolve } from "node:path";
import pMap from "p-map";
import { statOf } from "../../core/disk/stat-of.ts";
import { uploadPrefix } from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { withConnection } from "../connection.ts";
import { isBqUri } from "../predict/bigquery/table-name.ts";
import type { Tables } from "../predict/bigquery/tables.ts";
import type { StoredObject } from "../predict/buckets.ts";
import type { Failed, FileResult } from "../predict/file-result.ts";
import { placeOutputs, refuseExisting } from "../predict/outputs/place-outputs.ts";
import { refuseUnwritable } from "../predict/outputs/writable.ts";
import { predictManifest } from "../predict/manifest.ts";
import type { RunListener } from "./run-events.ts";
import { predictFiles, type PredictFilesOptions } from "../predict/predict-files.ts";
import type { NextCommands } from "../predict/sent-words.ts";
import type { EarlierUpload } from "../predict/transfer/upload-input.ts";
import { objectsAt, type GsFiles } from "../predict/sources/gs-files.ts";
import { isGsUri } from "../predict/sources/gs-uri.ts";
import { isRemote } from "../predict/sources/remote.ts";
import type { GsObject, Input, Output } from "../predict/sources/input.ts";
import type { Session } from "../session.ts";
import { openRun } from "./open-run.ts";
import { readRun, type ReadRun } from "./read-run.ts";
import { checkRunId } from "./run-id.ts";
import { inputsOf, isTouched, manifestOf } from "./run-record.ts";
import type { RunInput } from "./run-state.ts";

export interface ContinueRequest extends RunListener {
  run: string;
  /** Whether what was not sent, or has changed since, is sent. */
  sends: boolean;
  /** Another place than the run has named for its forecasts. */
  output: Output | undefined;
  /** Whether files that are there already are overwritten. */
  force: boolean;
  /** For all forecasts together; 0 takes what is there. */
  timeoutMs: number;
  /** Whether what is with the job is waited for no longer either. */
  isStrict: boolean;
  parallel: number;
  /** What a query may read, where another bound than the configured one was said. */
  maxBytesBilled?: number | undefined;
  /** Whether what was sent is needed afterwards of every input, as for a report. */
  keepsSent?: boolean | undefined;
}

export interface ContinuedRun {
  run: string;
  files: FileResult[];
  /** How many inputs have had their forecast in place before. */
  before: number;
  /** As the run was started with. */
  parameters: Readonly<Record<string, string>>;
}

/** @throws UsageError for a run that there is not, or outputs that are there already and are not its own */
export async function continueRun(session: Session, request: ContinueRequest): Promise<ContinuedRun> {
  const { sends, output, timeoutMs, isStrict, parallel, started, uploaded, settled } = request;
  const { folder } = session;
  const run = checkRunId(request.run);
  return withConnection(session, async (connection) => {
    const { store, options, jobTimeoutMs } = await openRun(session, connection, run, {
      isLarge: sends,
      maxBytesBilled: request.maxBytesBilled,
    });
    const read = await readRun(run, { store, buckets: options.buckets });
    const { record } = read;
    const force = request.force || record.force;
    const { gs, tables } = options;
    const inputs = placed(inputsOf(record, folder), output, session);
    if (output !== undefined) await objectsAt(options.cloud, output);
    const parts = await pMap(
      inputs,
      (input, index) => partOf(input, read.inputs[index]!, { sends, folder, gs, tables }),
      {
        concurrency: 8,
      },
    );
    const asked: PredictFilesOptions = {
      ...options,
      parameters: record.parameters,
      parallel,
      timeoutMs,
      force,
      keepsSent: request.keepsSent,
      ...(!isStrict && { jobTimeoutMs }),
      inputs: parts.flatMap(({ input, kind }) => (kind === "open" ? [input] : [])),
      earlier: earlierOf(read, parts),
      ...(uploaded && { uploaded }),
      ...(settled && { settled }),
    };
    const before = parts.filter(({ kind }) => kind === "before").length;
    started?.(run, parts.length - before);
    const objects = new Set(parts.flatMap(({ taken }) => (taken === undefined ? [] : [taken])));
    if (!force) refuseExisting(asked.inputs, { folder, objects });
    const targets = asked.inputs.flatMap(({ outputPath: path }) =>
      path === undefined || isRemote(path) ? [] : [path],
    );
    refuseUnwritable(targets, folder);
    if (sends && record.cancelledAt !== undefined) {
      const { cancelledAt: _, ...again } = record;
      await store.write(again, read.generation);
    }
    const manifest = manifestOf(record, inputs);
    const isSent = parts.every(({ kind }) => kind !== "unsent");
    if (manifest !== undefined && !isSent) throw notSent(manifest.label, options.next);
    const todo = asked.inputs.length;
    const results = await (todo === 0
      ? []
      : manifest === undefined
        ? predictFiles(asked)
        : predictManifest(manifest, { ...asked, inputs }));
    if (manifest !== undefined)
      return { run, files: results, before: todo === 0 ? before : 0, parameters: record.parameters };
    const byInput = new Map(asked.inputs.map((input, index) => [input, results[index]!]));
    const files = parts.flatMap(({ input, kind }): FileResult[] => {
      if (kind === "before") return [];
      if (kind === "open") return [byInput.get(input)!];
      const result: Failed = { status: "failed", input, error: notSent(input.label, options.next) };
      settled?.(result);
      return [result];
    });
    return { run, files, before, parameters: record.parameters };
  });
}

interface Part {
  input: Input;
  /** `before`: its forecast lies where it belongs. `unsent`: it was not uploaded, and is not to be. */
  kind: "open" | "before" | "unsent";
  name: string;
  /** Whether what was uploaded is not the file of today. */
  isChanged: boolean;
  /** The object that lies where its forecast is to go. */
  taken?: string | undefined;
}

async function partOf(
  input: Input,
  known: RunInput,
  { sends, folder, gs, tables }: { sends: boolean; folder: string; gs: GsFiles; tables: Tables },
): Promise<Part> {
  const { name, upload, answer } = known;
  const { outputPath: path } = input;
  const there = path !== undefined && isGsUri(path) ? await gs.find(path) : undefined;
  const taken = there && path;
  if (upload === undefined) return { input, kind: sends ? "open" : "unsent", name, isChanged: false, taken };
  const isChanged = sends && (await hasChanged(known, upload, { folder, gs }));
  const hasAnswer = async (object: StoredObject) => {
    if (path === undefined) return false;
    if (isBqUri(path)) return tables.isLoaded(path, object);
    if (isGsUri(path)) return there?.size === object.size && there?.crc32c === object.crc32c;
    return hasContent(path, object);
  };
  const isHere = !isChanged && answer?.kind === "result" && (await hasAnswer(answer.object));
  return { input, kind: isHere ? "before" : "open", name, isChanged, taken };
}

/** Whether an input is no longer what was uploaded. */
async function hasChanged(
  { recorded, state }: Pick<RunInput, "recorded" | "state">,
  upload: StoredObject,
  { folder, gs }: { folder: string; gs: GsFiles },
): Promise<boolean> {
  const { bigquery, file, gs: object } = recorded;
  // Nobody says whether the rows of a table are others by now, so what failed is asked for again.
  if (bigquery !== undefined && state === "failed") return true;
  if (file !== undefined)
    return isTouched(file, folder) === true && !(await hasContent(resolve(folder, file.path), upload));
  return object !== undefined && state === "failed" && isNewer(object, gs);
}

/** Whether an object was written to since. */
async function isNewer({ bucket, name, generation }: GsObject, gs: GsFiles): Promise<boolean> {
  const found = await gs.find(`gs://${bucket}/${name}`);
  return found !== undefined && found.generation !== generation;
}

/** Whether a file of this machine holds what the object holds. */
async function hasContent(path: string, { size, crc32c }: StoredObject): Promise<boolean> {
  if (statOf(path)?.size !== size) return false;
  const { CRC32C } = await import("@google-cloud/storage");
  return (await CRC32C.fromFile(path)).toString() === crc32c;
}

function earlierOf({ record, uploads }: ReadRun, parts: readonly Part[]): Map<string, EarlierUpload> {
  const changed = new Set(parts.flatMap(({ name, isChanged }) => (isChanged ? [name] : [])));
  const job = `${uploadPrefix(record.run)}job.json`;
  const uploaded = new Set(uploads.map(({ name }) => name));
  // A manifest names generations, so it is sent again with any of its files.
  const isWhole = changed.size === 0 && parts.every(({ name }) => uploaded.has(name));
  return new Map(
    uploads.map(({ name, generation }) => {
      const isManifest = record.manifest !== undefined && name === job;
      return [name, { generation, isCurrent: isManifest ? isWhole : !changed.has(name) }];
    }),
  );
}

/** Where the forecasts go, if not where the run has said. */
function placed(inputs: Input[], output: Output | undefined, { folder }: Session): Input[] {
  const [first] = inputs;
  if (output === undefined || first === undefined) return inputs;
  const format = { asked: first.format };
  return placeOutputs(inputs, inputs.length === 1, { folder, output, force: true, format });
}

const notSent = (label: string, next: NextCommands | undefined): CloudRunnerError =>
  new CloudRunnerError(`${label} was not sent, or was cancelled.`, {
    code: "run.not-sent",
    fix: next === undefined ? "Resume the run." : `${next.resume} sends the rest and brings all.`,
  });
