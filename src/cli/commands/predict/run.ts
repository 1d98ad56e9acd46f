// `cloud-runner predict` as the library does it.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../../../core/errors.ts";
import type { Input, Output } from "../../../library/predict/inputs.ts";
import { preparePredict, sendPrepared } from "../../../library/predict/predict.ts";
import type { FileResult } from "../../../library/predict/predict-files.ts";
import { rightsOf, writeWhole } from "../../../library/predict/write-file.ts";
import { questionOf } from "../../../library/predict/question.ts";
import { svgChart } from "../../chart/svg.ts";
import { parametersFrom, timeoutMsFrom, type ParameterOptions } from "../../options/forecast-parameters.ts";
import { sourcesFrom } from "../../options/sources.ts";
import type { Context } from "../../shell/context.ts";
import { canAsk } from "../../questions/choose.ts";
import { settling, withCommands } from "../../questions/settle.ts";
import { chartsOf, isDated } from "./charts.ts";
import { failedSeries } from "./failed-series.ts";

export interface PredictOptions extends ParameterOptions {
  output: string | undefined;
  format: string | undefined;
  force: boolean;
  skipExisting: boolean;
  timeout: string | undefined;
  plot: string | undefined;
  noPlot: boolean;
  parallel: number;
}

export interface PredictResult {
  files: FileResult[];
  /** That names start from. */
  folder: string;
  /** Whose forecast is there already. */
  skipped: Input[];
}

interface PredictInput {
  arguments: string[];
  options: PredictOptions;
}

export const run = (context: Context, input: PredictInput): Promise<PredictResult> =>
  settling(context, input, (options) => forecast(context, { ...input, options }));

async function forecast(
  context: Context,
  { arguments: words, options }: PredictInput,
): Promise<PredictResult> {
  const { output, progress } = context;
  const prepared = await preparePredict(context, sourcesFrom(words, context.io), {
    parameters: parametersFrom({ ...options, param: paramsOf(options) }),
    output: outputFrom(options.output),
    force: options.force,
    skipExisting: options.skipExisting,
    timeoutMs: timeoutMsFrom(options.timeout),
    parallel: options.parallel,
  });
  checkOutputs(context, options, prepared.inputs);
  // Who can be asked is asked before anything is sent.
  const question = canAsk(context) ? await questionOf(context, prepared) : undefined;
  if (question !== undefined) throw question;
  const sent = await sendPrepared(context, prepared);
  const files = sent.map((file): FileResult => {
    if (file.status === "ok" || prepared.manifest !== undefined) return file;
    const word = file.input.path === undefined ? "-" : file.input.label;
    return { ...file, error: withCommands(file.error, context, { arguments: [word], options }) };
  });
  const [only] = files;
  // One file that fails fails the command, in the shape of every other error.
  if (files.length === 1 && only?.status === "failed") throw only.error;
  for (const file of files) {
    if (file.status === "failed") continue;
    for (const warning of file.warnings) progress.warn(`${file.input.label}: ${warning}`);
    const failed = failedSeries(file, context.folder);
    if (failed !== undefined) progress.warn(`${file.input.label}: ${failed}`);
    if (file.input.outputPath === undefined) output.raw(file.content);
    if (options.plot === undefined) continue;
    const path = resolve(context.folder, options.plot);
    if (isDated(file)) {
      const mode = await rightsOf(file.input.path);
      await writeWhole(path, svgChart((await chartsOf(file, 1))[0]!), { mode });
    } else progress.warn(`${file.input.label}: the result has no dates, so there is nothing to draw.`);
  }
  return { files, folder: context.folder, skipped: prepared.skipped };
}

/** `--format` is short for a parameter that only this command has a use for. */
const paramsOf = ({ format, param }: PredictOptions): string[] =>
  format === undefined ? param : [...param, `format=${format}`];

function outputFrom(word: string | undefined): Output {
  if (word === undefined) return "beside";
  return word === "-" ? "nowhere" : { path: word };
}

/** @throws UsageError */
function checkOutputs(
  { flags, folder }: Context,
  { plot, force }: PredictOptions,
  inputs: readonly Input[],
): void {
  const toStdout = inputs.some((input) => input.outputPath === undefined);
  if (toStdout && inputs.length > 1) {
    throw new UsageError("Only one forecast can go to standard output.", {
      code: "usage.output",
      fix: "Name a folder instead: -o out/",
    });
  }
  if (toStdout && flags.json) {
    throw new UsageError("--json and the forecast cannot both go to standard output.", {
      code: "usage.output",
      fix: "Name a file with -o.",
    });
  }
  if (plot !== undefined && inputs.length > 1) {
    throw new UsageError("--plot draws one forecast, and there are several files.", {
      code: "usage.plot",
      fix: "Leave --plot out, or forecast one file at a time.",
    });
  }
  if (plot !== undefined && !force && existsSync(resolve(folder, plot))) {
    throw new UsageError(`${plot} is there already.`, {
      code: "usage.output-exists",
      fix: "Add --force to overwrite, or name another file with --plot.",
    });
  }
}
