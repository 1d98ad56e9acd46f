// What a run was asked to do, as it is kept in the output bucket: names, places and parameters, and nothing of what stands in
// the files.
import { isAbsolute, relative, resolve, sep } from "node:path";
import * as z from "zod";
import { statOf } from "../../core/disk/stat-of.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { formatIn, resultFormats } from "../../model/results/result-format.ts";
import type { Input } from "../predict/sources/input.ts";
import { fileAt } from "../predict/inputs.ts";
import { isRemote } from "../predict/sources/remote.ts";
import type { LocalManifest } from "../predict/manifest.ts";

const recordedInput = z.object({
  /** As the user named it. */
  label: z.string(),
  /** Last part of the object's name. */
  object: z.string(),
  /** What tells whether a file of this machine has changed; absent for standard input. */
  file: z.object({ path: z.string(), size: z.number(), mtimeMs: z.number() }).optional(),
  /** The object that holds it. */
  gs: z.object({ bucket: z.string(), name: z.string(), generation: z.string() }).optional(),
  /** Where its rows come from BigQuery. */
  bigquery: z.enum(["table", "query"]).optional(),
  /** Path below the folder or pattern that it was found by. */
  below: z.string().optional(),
  /** Where its forecast goes; absent for what goes into no file. */
  output: z.string().optional(),
  format: z.enum(resultFormats),
});

const recordSchema = z.object({
  schemaVersion: z.literal(1),
  run: z.string(),
  startedAt: z.string(),
  /** Whether nobody waited for it. */
  detached: z.boolean(),
  /** As they travel with each upload. */
  parameters: z.record(z.string(), z.string()),
  /** Whether it may overwrite files. */
  force: z.boolean(),
  manifest: z
    .object({
      label: z.string(),
      id: z.string(),
      parameters: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    })
    .optional(),
  inputs: z.array(recordedInput),
  cancelledAt: z.string().optional(),
});

export type RunRecord = z.infer<typeof recordSchema>;
export type RecordedInput = RunRecord["inputs"][number];

export interface NewRun {
  run: string;
  nowMs: number;
  /** That names start from. */
  folder: string;
  detached: boolean;
  parameters: Readonly<Record<string, string>>;
  force: boolean;
  inputs: readonly Input[];
  manifest: LocalManifest | undefined;
}

export const recordOf = ({ run, nowMs, folder, inputs, manifest, ...asked }: NewRun): RunRecord => ({
  schemaVersion: 1,
  run,
  startedAt: new Date(nowMs).toISOString(),
  detached: asked.detached,
  parameters: { ...asked.parameters },
  force: asked.force,
  ...(manifest && {
    manifest: { label: manifest.label, id: manifest.id, parameters: { ...manifest.parameters } },
  }),
  inputs: inputs.map(({ label, objectBase, path, gs, bigquery, below, outputPath, format }) => ({
    label,
    object: objectBase,
    ...(path !== undefined && { file: { path: named(path, folder), ...fingerprintOf(path) } }),
    ...(gs !== undefined && { gs }),
    ...(bigquery !== undefined && { bigquery }),
    ...(below !== undefined && { below }),
    ...(outputPath !== undefined && { output: named(outputPath, folder) }),
    format,
  })),
});

/** Below the folder from there on, with slashes, so that a run goes on in a copy of the folder too, on whatever system. */
function named(path: string, folder: string): string {
  if (isRemote(path)) return path;
  const near = relative(folder, path);
  return near.startsWith("..") || isAbsolute(near) ? path : near.split(sep).join("/");
}

function fingerprintOf(path: string): { size: number; mtimeMs: number } {
  const { size = 0, mtimeMs = 0 } = statOf(path) ?? {};
  return { size, mtimeMs };
}

/** Whether the file has been written to since; undefined when it is gone. */
export function isTouched(
  { path, size, mtimeMs }: NonNullable<RecordedInput["file"]>,
  folder: string,
): boolean | undefined {
  const found = statOf(resolve(folder, path));
  return found && (found.size !== size || found.mtimeMs !== mtimeMs);
}

/** The inputs of a run as `predict` had them. */
export const inputsOf = ({ inputs }: RunRecord, folder: string): Input[] =>
  inputs.map(({ label, object, file, gs, bigquery, below, output, format }) => ({
    ...(file === undefined ? lost(label, object) : fileAt(file.path, folder)),
    label,
    gs,
    bigquery,
    below,
    objectBase: object,
    outputPath: output === undefined || isRemote(output) ? output : resolve(folder, output),
    format,
  }));

/** What came through standard input comes once, and what came from a browser lay here only until it was sent. */
const lost = (label: string, name: string) => ({
  label,
  name,
  path: undefined,
  read: () =>
    Promise.reject(
      new CloudRunnerError(`${label} cannot be read again.`, {
        code: "input.not-readable",
        fix: "Send it again, as a run of its own: pipe it into `cloud-runner predict -`, or drop it into `cloud-runner console`.",
      }),
    ),
});

export const manifestOf = (record: RunRecord, inputs: Input[]): LocalManifest | undefined =>
  record.manifest && {
    ...record.manifest,
    inputs,
    format: { otherwise: formatIn(record.manifest.parameters) },
  };

/** @throws CloudRunnerError run.not-readable for what no version of this tool has written */
export function parseRecord(content: Uint8Array, uri: string): RunRecord {
  const parsed = recordSchema.safeParse(jsonIn(content));
  if (parsed.success) return parsed.data;
  throw new CloudRunnerError(`${uri} is not the record of a run that this version can read.`, {
    code: "run.not-readable",
    details: [z.prettifyError(parsed.error)],
    fix: "Use the version of cloud-runner that has started the run, or start another run.",
  });
}

function jsonIn(content: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(content).toString("utf8"));
  } catch {
    return undefined;
  }
}
