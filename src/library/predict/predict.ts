// `predict` from sources to results: what can be checked is checked first, and only then is anything sent.
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { uploadPrefix, type RawParameters } from "../../core/contract.ts";
import type { Config } from "../../core/config.ts";
import { plural } from "../../core/duration.ts";
import { ConfigError } from "../../core/errors.ts";
import { formatIn } from "../../model/results/result-format.ts";
import { commandNeeds } from "../../provision/command-needs.ts";
import { createContext } from "../../provision/engine/context.ts";
import { withConnection } from "../connection.ts";
import { knownModels } from "../own-model/known-models.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import { openBuckets } from "./buckets.ts";
import { resolveInputs, type Input, type InputOptions, type Source } from "./inputs.ts";
import { checkGiven } from "./known-parameters.ts";
import { findManifest, predictManifest, type LocalManifest } from "./manifest.ts";
import { withFormat, type FormatWish } from "./output-format.ts";
import { predictFiles, type FileResult, type PredictFilesOptions } from "./predict-files.ts";
import { rightsOf, writeWhole } from "./write-file.ts";

export interface PredictRequest extends Omit<InputOptions, "folder" | "format"> {
  /** As they travel in metadata. */
  parameters: Readonly<Record<string, string>>;
  /** For all forecasts together. */
  timeoutMs: number;
  /** Uploads and downloads at once. */
  parallel: number;
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
  sources: readonly Source[],
  request: PredictRequest,
): Promise<Prepared> {
  const { output, force, skipExisting, parameters } = request;
  const { config } = await loadConfig(session);
  const format = { asked: parameters["format"], otherwise: formatIn(config.forecast) };
  const options = { output, force, skipExisting, folder: session.folder, format };
  const manifest = findManifest(sources, options);
  await checkBeforeSending(session, config, { ...manifest?.parameters, ...parameters });
  if (manifest !== undefined) return { ...prepared(manifest.inputs, manifest.format), manifest };
  const { inputs, skipped, notes } = resolveInputs(sources, options);
  for (const note of notes) session.progress.note(note);
  if (skipped.length > 0)
    session.progress.note(`Skipped ${plural(skipped.length, "file")}: the forecast is there already.`);
  return { ...prepared(inputs, format), skipped, manifest: undefined };

  function prepared(all: Input[], wish: FormatWish): Omit<Prepared, "manifest"> {
    const asked = all.length === 0 ? parameters : withFormat(parameters, all[0]!.format, wish);
    return { request: { ...request, parameters: asked }, inputs: all, skipped: [] };
  }
}

/** One result for each input, in their order. @throws CloudRunnerError for what concerns all of them */
export async function sendPrepared(
  session: Session,
  { request, inputs, manifest }: Prepared,
): Promise<FileResult[]> {
  if (inputs.length === 0) return [];
  const { machine, progress, signal } = session;
  const { clock } = machine;
  return withConnection(session, async ({ settings, clients }) => {
    const { names } = settings;
    const cloud = createContext({ clients, clock, names, signal, needs: commandNeeds });
    const options: PredictFilesOptions = {
      ...request,
      buckets: await openBuckets(cloud),
      clock,
      progress,
      signal,
      files: {
        write: async (path, content, like) => writeWhole(path, content, { mode: await rightsOf(like) }),
        remove: (path) => rm(path, { force: true }),
      },
      inputs,
      prefix: uniquePrefix(clock.now()),
    };
    return manifest ? predictManifest(manifest, options) : predictFiles(options);
  });
}

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

/** A run's own folder in both buckets; the time is for people, the random part makes it unique. */
function uniquePrefix(nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return uploadPrefix(time, randomBytes(4).toString("hex"));
}
