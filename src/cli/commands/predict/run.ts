// `predict` from options to results. Loaded only when the command really runs, so that its help stays quick.
import type { RawParameters } from "../../../core/contract.ts";
import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { resolve } from "node:path";
import { seriesReportName } from "../../../core/contract.ts";
import { ConfigError, exitCodes, UsageError } from "../../../core/errors.ts";
import type { CloudRunnerError } from "../../../core/errors.ts";
import { svgChart } from "../../chart/svg.ts";
import { terminalChart } from "../../chart/terminal.ts";
import { withConnection } from "../../../library/connection.ts";
import type { Context } from "../../shell/context.ts";
import { formatDuration, plural } from "../../../core/duration.ts";
import { errorDocument } from "../../shell/render-error.ts";
import { knownModels } from "../../../library/own-model/known-models.ts";
import { loadConfig } from "../../../library/settings.ts";
import type { View } from "../../shell/view.ts";
import { openBuckets } from "../../../library/predict/buckets.ts";
import { chartsOf } from "./charts.ts";
import { resolveInputs } from "../../../library/predict/inputs.ts";
import { findManifest, predictManifest } from "../../../library/predict/manifest.ts";
import { checkGiven } from "../../../library/predict/known-parameters.ts";
import { parametersFrom, timeoutMsFrom } from "../../../library/predict/parameters.ts";
import type { ParameterOptions } from "../../../library/predict/parameters.ts";
import { predictFiles } from "../../../library/predict/predict-files.ts";
import type { FileResult, Forecasted, PredictFilesOptions } from "../../../library/predict/predict-files.ts";
import { writeWhole } from "../../../library/predict/write-file.ts";

export interface PredictOptions extends ParameterOptions {
  output: string | undefined;
  force: boolean;
  timeout: string | undefined;
  plot: string | undefined;
  noPlot: boolean;
  parallel: number;
}

export interface PredictResult {
  files: FileResult[];
  /** Whether the drawing is wanted. */
  draws: boolean;
}

export async function runPredict(
  context: Context,
  words: readonly string[],
  options: PredictOptions,
): Promise<PredictResult> {
  const { io, flags, folder, output, progress, signal } = context;
  const parameters = parametersFrom(options);
  const timeoutMs = timeoutMsFrom(options.timeout);
  const inputOptions = {
    output: options.output,
    force: options.force,
    folder,
    stdinIsTty: words.includes("-") && io.stdin.isTTY === true,
  };
  const manifest = findManifest(words, inputOptions);
  await checkBeforeSending(context, { ...manifest?.parameters, ...parameters });
  const { inputs, leftOut } = manifest
    ? { inputs: manifest.inputs, leftOut: [] }
    : resolveInputs(words, inputOptions);
  const toStdout = inputs.some((input) => input.outputPath === undefined);
  if (toStdout && flags.json) {
    throw new UsageError("--json and a forecast on standard output exclude each other.", {
      code: "usage.output",
      fix: "Name a file with -o.",
    });
  }
  if (options.plot !== undefined && inputs.length > 1) {
    throw new UsageError("--plot draws one forecast, and there are several files.", {
      code: "usage.plot",
      fix: "Leave --plot out, or forecast one file at a time.",
    });
  }
  if (options.plot !== undefined && !options.force && existsSync(resolve(folder, options.plot))) {
    throw new UsageError(`${options.plot} is there already.`, {
      code: "usage.output-exists",
      fix: "Add --force to overwrite, or name another file with --plot.",
    });
  }
  if (leftOut.length > 0) progress.note(`Left out ${leftOut.join(", ")}: results of earlier runs.`);

  const files = await withConnection(context, async ({ settings, clients }) => {
    const all: PredictFilesOptions = {
      buckets: await openBuckets(clients, settings.names, { clock: io.clock, signal }),
      clock: io.clock,
      progress,
      signal,
      stdin: io.stdin,
      files: { read: readFile, write: writeWhole, remove: (path) => rm(path, { force: true }) },
      inputs,
      parameters,
      prefix: uniquePrefix(io.clock.now()),
      parallel: options.parallel,
      timeoutMs,
    };
    return manifest ? predictManifest(manifest, all) : predictFiles(all);
  });
  const [only] = files;
  // One file that fails fails the command, in the shape of every other error.
  if (files.length === 1 && only?.status === "failed") throw only.error;
  for (const file of files) {
    if (file.status === "failed") continue;
    for (const warning of file.warnings) progress.warn(`${file.input.label}: ${warning}`);
    const failed = failedSeries(file);
    if (failed !== undefined) progress.warn(`${file.input.label}: ${failed}`);
    if (file.input.outputPath === undefined) output.raw(file.csv);
    if (options.plot === undefined) continue;
    if (isDated(file)) await writeWhole(resolve(folder, options.plot), svgChart(chartsOf(file, 1)[0]!));
    else progress.warn(`${file.input.label}: the result has no dates, so there is nothing to draw.`);
  }
  return { files, draws: !options.noPlot && !toStdout && files.length === 1 };
}

/** What a model of the user's own says of rows that are no time series has no dates to draw it by. */
const isDated = ({ csv }: Forecasted): boolean => csv.startsWith("date,prediction");

/** A model of the user's own that is being worked on must not be in the way of the one that is deployed. */
async function checkBeforeSending(context: Context, parameters: RawParameters): Promise<void> {
  const { config } = await loadConfig(context);
  if (Object.keys(parameters).length === 0) return;
  const models = await knownModels(context, config).catch((error: unknown) => {
    if (error instanceof ConfigError) return undefined;
    throw error;
  });
  // Then the service is the one to say.
  if (models !== undefined) checkGiven(parameters, models);
}

/** A run's own folder in both buckets; the time is for people, the random part makes it unique. */
function uniquePrefix(nowMs: number): string {
  const time = new Date(nowMs).toISOString().replaceAll(/[-:]/g, "").replace("T", "-").slice(0, 15);
  return `predict/${time}-${randomBytes(4).toString("hex")}/`;
}

export function renderPredict({ files, draws }: PredictResult, view: View): string {
  const parts: string[] = [];
  for (const file of files) {
    if (file.status === "ok" && file.input.outputPath === undefined) continue;
    if (file.status === "ok" && draws && isDated(file)) parts.push(...drawingsOf(file, view));
    parts.push(lineOf(file, view));
  }
  const failed = files.filter((file) => file.status === "failed").length;
  if (failed > 0)
    parts.push("", `${files.length - failed} of ${files.length} files forecast, ${failed} failed.`);
  return parts.join("\n");
}

/** Of a panel the first series, less high. */
const drawnSeries = 3;

function drawingsOf(file: Forecasted, view: View): string[] {
  const charts = chartsOf(file, drawnSeries);
  const size = charts.length > 1 ? { rows: 6 } : {};
  return charts.flatMap((chart) => [terminalChart(chart, { view, ...size }), ""]);
}

/** Undefined when all series of a panel have the forecast that was asked for. */
function failedSeries(file: Forecasted): string | undefined {
  const { series, model } = file;
  if (series?.reportUri === undefined) return undefined;
  const { count, fellBack, left, reportUri } = series;
  const report = series.report && seriesReportName(shownPath(file));
  const parts = [
    ...(fellBack > 0 ? [`${fellBack} fell back to a simpler model`] : []),
    ...(left > 0 ? [`${left} got no forecast`] : []),
  ].join(" and ");
  return `Of ${count} series, ${parts}, since ${model} could not forecast ${fellBack + left === 1 ? "it" : "them"}; ${report ?? reportUri} says why.`;
}

function lineOf(file: FileResult, { paint, symbols }: View): string {
  if (file.status === "failed") {
    const { message, details, fix } = file.error;
    const fixLine = fix === undefined ? [] : [`  ${paint.bold("Fix:")} ${fix}`];
    return [
      `${paint.red(symbols.failed)} ${message}`,
      ...details.map((line) => `  ${line}`),
      ...fixLine,
    ].join("\n");
  }
  const { input, rows, model, series, durationMs } = file;
  const of = series === undefined ? "" : ` of ${series.count} series`;
  const fellBack = series !== undefined && series.fellBack > 0 ? `, ${series.fellBack} by a fallback` : "";
  const left = series !== undefined && series.left > 0 ? `, ${series.left} without a forecast` : "";
  const about = `${plural(rows, "row")}${of} by ${model}${fellBack}${left} in ${formatDuration(durationMs)}`;
  return `${paint.green(symbols.ok)} ${input.label} ${paint.dim("→")} ${shownPath(file)}  ${paint.dim(about)}`;
}

function shownPath({ input }: Forecasted): string {
  const path = input.outputPath ?? "-";
  const beside =
    input.path === undefined ? undefined : input.path.slice(0, input.path.length - input.label.length);
  return beside !== undefined && beside !== "" && path.startsWith(beside) ? path.slice(beside.length) : path;
}

export const predictDocument = ({ files }: PredictResult): object => ({
  files: files.map((file) => {
    const { label, outputPath } = file.input;
    if (file.status === "failed")
      return { input: label, status: file.status, error: errorDocument(file.error) };
    const { object, generation, rows, model, modelVersion, parameters, warnings, explanation } = file;
    const { series, revision, durationMs } = file;
    return {
      input: label,
      status: file.status,
      output: outputPath,
      object,
      generation,
      rows,
      model,
      modelVersion,
      parameters,
      warnings,
      explanation,
      series,
      revision,
      durationMs,
    };
  }),
  succeeded: files.filter((file) => file.status === "ok").length,
  failed: files.filter((file) => file.status === "failed").length,
});

export function predictExitCode({ files }: PredictResult): number {
  const errors: CloudRunnerError[] = files.flatMap((file) => (file.status === "failed" ? [file.error] : []));
  if (errors.length === 0) return exitCodes.ok;
  if (errors.length < files.length) return exitCodes.partial;
  return errors.every((error) => error.exitCode === exitCodes.timedOut)
    ? exitCodes.timedOut
    : exitCodes.failed;
}
