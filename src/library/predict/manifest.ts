// `predict job.json`: uploads what a local manifest names, then the manifest itself, and brings all forecasts back.
import pMap from "p-map";
import { existsSync, readFileSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import {
  isManifestName,
  manifestDataFolder,
  resultName,
  seriesReportName,
  type ManifestResult,
} from "../../core/contract.ts";
import { statOf } from "../../core/disk/stat-of.ts";
import { CloudRunnerError, UsageError } from "../../core/errors.ts";
import { maximumManifestBytes, parseManifest } from "../../core/manifest.ts";
import { quote } from "../../core/quote.ts";
import { formatIn } from "../../model/results/result-format.ts";
import { isGsUri } from "./sources/gs-uri.ts";
import { isRemote } from "./sources/remote.ts";
import { asStep } from "../progress.ts";
import type { FormatWish } from "./outputs/output-format.ts";
import { rejectionError } from "./rejection-error.ts";
import type { Input, InputOptions, Output, Source } from "./sources/input.ts";
import { resolveInputs } from "./inputs.ts";
import type { FileResult } from "./file-result.ts";
import { receive, rejection, type PredictFilesOptions } from "./predict-files.ts";
import { sendAll } from "./send-all.ts";
import { createByteProgress } from "./transfer/byte-progress.ts";
import { uploadInput, type Upload } from "./transfer/upload-input.ts";

export interface LocalManifest {
  label: string;
  id: string;
  inputs: Input[];
  parameters: Readonly<Record<string, string | number | boolean>>;
  format: FormatWish;
}

/**
 * The manifest among the files to forecast; undefined when there is none. Its inputs are files, relative to it.
 * @throws UsageError, or CloudRunnerError manifest.* for what the service would refuse too.
 */
export function findManifest(sources: readonly Source[], options: InputOptions): LocalManifest | undefined {
  const label = sources.find(
    (source) => typeof source === "string" && !isGsUri(source) && isManifestName(basename(source)),
  );
  if (typeof label !== "string") return undefined;
  if (options.skipExisting === true) {
    throw new UsageError("A manifest is forecast whole, so --skip-existing has nothing to skip.", {
      code: "usage.manifest",
      fix: "Leave --skip-existing out, or name the files themselves.",
    });
  }
  if (sources.length > 1) {
    throw new UsageError("A manifest is predicted alone: it names its inputs itself.", {
      code: "usage.manifest",
      fix: `cloud-runner predict ${label}`,
    });
  }
  const path = resolve(options.folder, label);
  const found = statOf(path);
  if (found?.isFile() !== true || found.size > maximumManifestBytes) {
    throw new UsageError(
      `${label} is not a manifest: ${found ? "it is no file of at most 1 MiB" : "there is no such file"}.`,
      {
        code: "usage.no-such-file",
        fix: "Name an existing manifest; docs/manifests.md says what stands in it.",
      },
    );
  }
  const parsed = parseManifest(readFileSync(path), basename(label));
  if (parsed.kind === "rejection") throw rejectionError(label, parsed.rejection);
  const { id, inputs: named } = parsed.manifest;
  if (named.some(({ generation }) => generation !== undefined)) {
    throw new UsageError(`${label} names generations, which files do not have.`, {
      code: "usage.manifest",
      fix: "Remove each `generation`, or upload the manifest to the input bucket with another client.",
    });
  }
  const { parameters } = named[0]!;
  const format = {
    ...options.format,
    ...(parameters["format"] !== undefined && { otherwise: formatIn(parameters) }),
  };
  const folder = dirname(path);
  const reach = realpathSync(folder);
  const output = absolute(options.output, options.folder);
  const hasOwnOutput = named.some((each) => each.output !== each.name);
  const { inputs } = resolveInputs(
    named.map(({ name }) => name),
    // Whether the default names are free matters only when they are used.
    { ...options, format, folder, output, force: options.force || (output === "beside" && hasOwnOutput) },
  );
  const all = inputs.map((input, index) => withOutput(input, named[index]!, output, { ...options, folder }));
  for (const { label: name, path: input, outputPath } of all) {
    refuseOutside(label, name, { reach, path: input! });
    if (output === "beside" && outputPath !== undefined)
      refuseOutside(label, outputPath, { reach, path: outputPath });
  }
  return { label, id, inputs: all, parameters, format };
}

/**
 * A manifest may come from somebody else: it must not send files of the whole disk, nor write anywhere.
 * @throws UsageError for a path that leads out of the manifest's folder, by itself or by a link
 */
function refuseOutside(
  manifest: string,
  name: string,
  { reach, path }: { reach: string; path: string },
): void {
  const real = realPathOf(path);
  if (real.startsWith(reach.endsWith(sep) ? reach : `${reach}${sep}`)) return;
  throw new UsageError(`${manifest} names ${quote(name)}, which is not below the manifest's folder.`, {
    code: "usage.manifest-outside",
    details: [`It leads to ${real}; the folder is ${reach}.`],
    fix: "Move the manifest to a folder above all of its files, or name the files themselves: cloud-runner predict FILES -o out/",
  });
}

/** Where it leads, or would lead once it is made. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path === dirname(path) ? path : join(realPathOf(dirname(path)), basename(path));
  }
}

/** `resolve` would lose the slash that says that it is a folder. */
function absolute(output: Output, folder: string): Output {
  if (typeof output === "string" || isRemote(output.path)) return output;
  return { path: `${resolve(folder, output.path)}${/[/\\]$/.test(output.path) ? "/" : ""}` };
}

/** Without -o, the manifest's own `output` says where the forecast goes, from the manifest's folder. */
function withOutput(
  input: Input,
  { name, output }: { name: string; output: string },
  wanted: Output,
  { folder, force }: InputOptions,
): Input {
  if (wanted !== "beside" || output === name) return input;
  const outputPath = resolve(folder, output);
  if (!force && existsSync(outputPath)) {
    throw new UsageError(`${relative(folder, outputPath)} is there already.`, {
      code: "usage.output-exists",
      fix: "Add --force to overwrite, or name another place with -o.",
    });
  }
  return { ...input, outputPath };
}

/** Uploads the files of a manifest. @returns the manifest as it is sent, whose content names them */
async function uploadData(
  { label, id, inputs, parameters }: Pick<LocalManifest, "label" | "id" | "inputs" | "parameters">,
  options: PredictFilesOptions,
): Promise<{ uploads: Upload[]; input: Input }> {
  const { progress, prefix, parallel, signal, clock } = options;
  const uploading = `Uploading ${inputs.length === 1 ? inputs[0]!.label : `${inputs.length} files`}`;
  const uploads = await asStep(progress, uploading, (activity) => {
    const sending = createByteProgress(clock, () => activity.update(`${uploading}${sending.text()}`));
    const upload = async (input: Input): Promise<Upload> => {
      signal.throwIfAborted();
      const name = `${prefix}${manifestDataFolder}/${input.objectBase}`;
      return uploadInput(input, name, { ...options, sending }, {});
    };
    return pMap(inputs, upload, { concurrency: parallel });
  });
  const uploaded = {
    id,
    inputs: uploads.map(({ name, generation }) => ({ name, generation })),
    parameters: { ...parameters, ...options.parameters },
  };
  const input = {
    label,
    name: "job.json",
    path: undefined,
    read: async () => Buffer.from(JSON.stringify(uploaded)),
    objectBase: "job.json",
    outputPath: undefined,
    format: "json" as const,
  };
  return { uploads, input };
}

/** Uploads a manifest and its files, and waits for nothing. */
export async function sendManifest(manifest: LocalManifest, options: PredictFilesOptions): Promise<void> {
  const { input } = await uploadData(manifest, options);
  await uploadInput(input, `${options.prefix}${input.objectBase}`, options, {});
}

/** One result for each input of the manifest. @throws CloudRunnerError for what concerns the manifest as a whole. */
export async function predictManifest(
  manifest: LocalManifest,
  options: PredictFilesOptions,
): Promise<FileResult[]> {
  const { buckets, prefix, parallel } = options;
  const { uploads, input } = await uploadData(manifest, options);
  const [answer] = await sendAll(
    { ...options, inputs: [input], parameters: {} },
    async ({ kind, object }) => {
      const content = await buckets.download(object);
      if (kind === "report") throw rejection(input, content);
      return JSON.parse(Buffer.from(content).toString("utf8")) as ManifestResult;
    },
  );
  if ("status" in answer!) throw answer.error;

  const { results: rows } = answer!;
  const objects = new Map((await buckets.list(prefix)).map((object) => [object.name, object]));
  const resultOf = async (sent: Upload): Promise<FileResult> => {
    const row = rows.find(({ input }) => input.name === sent.name);
    const object = objects.get(resultName(sent.name));
    const seriesReport = objects.get(seriesReportName(resultName(sent.name)));
    return row?.status === "forecast" && object !== undefined
      ? receive({ awaited: sent, kind: "result", object, seriesReport }, options)
      : { status: "failed", input: sent.input, error: failureOf(sent, row) };
  };
  const settle = async (sent: Upload) => {
    const result = await resultOf(sent);
    options.settled?.(result);
    return result;
  };
  return pMap(uploads, settle, { concurrency: parallel });
}

function failureOf(
  { input, name }: Upload,
  row: ManifestResult["results"][number] | undefined,
): CloudRunnerError {
  if (row?.status === "failed") return rejectionError(input.label, row.error);
  return new CloudRunnerError(`${input.label}: its forecast is gone from the output bucket.`, {
    code: "predict.result-missing",
    details: [`It was ${name}.`],
    fix: "Run the command again.",
  });
}
