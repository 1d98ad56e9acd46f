// `backtest` from options to a report. Loaded only when the command really runs, so that its help stays quick.
import type { RawParameters } from "../../core/contract.ts";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { UsageError } from "../../core/errors.ts";
import { planBacktest } from "../../model/backtest/plan-backtest.ts";
import type { BacktestPlan } from "../../model/backtest/plan-backtest.ts";
import { faultOf, InputError } from "../../model/input-error.ts";
import type { ModelDescription } from "../../model/parameters/model-description.ts";
import { svgChart } from "../../cli/chart/svg.ts";
import type { Context } from "../../cli/shell/context.ts";
import { modelNamed } from "../models/model-document.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { ownPackage } from "../own-model/own-image.ts";
import { prepareModel } from "../own-model/prepare-model.ts";
import { resolveFiles } from "../predict/inputs.ts";
import { checkComplete, checkDefaults } from "../predict/known-parameters.ts";
import { parametersFrom, timeoutMsFrom } from "../predict/parameters.ts";
import type { ParameterOptions } from "../predict/parameters.ts";
import { readInput } from "../predict/read-input.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import { writeWhole } from "../predict/write-file.ts";
import { loadConfig } from "../settings.ts";
import { askWorkers, startWorkers } from "./ask-workers.ts";
import type { Answer } from "./ask-workers.ts";
import { backtestChart } from "../../cli/commands/backtest/chart.ts";
import { forecastsCsv } from "./forecasts-csv.ts";
import { reportOf } from "./report.ts";
import type { BacktestReport } from "./report.ts";

export interface BacktestOptions extends Omit<ParameterOptions, "model"> {
  models: string | undefined;
  windows: number;
  output: string | undefined;
  svg: string | undefined;
  force: boolean;
  timeout: string | undefined;
}

/** @throws UsageError, ConfigError, or what is wrong with the file when no model can take it */
export async function runBacktest(
  context: Context,
  word: string,
  options: BacktestOptions,
): Promise<BacktestReport> {
  const { io, folder, output, progress } = context;
  const { config, path } = await loadConfig(context);
  const own = await prepareModel(context, config);
  if (own?.definition.kind === "rows") throw noSeries(own.definition.name);
  const known = modelsWith(own?.definition);
  checkDefaults({ config, source: path }, known);
  const models = modelsFrom(options.models, known);
  const raw = parametersOf(config.forecast, options, { models, known });
  const timeoutMs = timeoutMsFrom(options.timeout);
  checkOutputs(context, options);
  const { files } = resolveFiles([word], { folder, stdinIsTty: word === "-" && io.stdin.isTTY === true });
  const { label } = files[0]!;
  const content = await readInput(files[0]!, io.stdin, readFile);

  const plan = planOf(label, content, raw, { models, known, options });
  // The package, or what it becomes with the user's own model in it.
  const image = own === undefined ? io.packageFolder : await ownPackage(context, own);
  const report = reportOf(label, plan, await answersTo(context, plan, { image, timeoutMs }));
  for (const warning of report.warnings) progress.warn(`${label}: ${warning}`);
  const csv = () => forecastsCsv(report);
  if (options.output === "-") output.raw(csv());
  else if (options.output !== undefined) await writeWhole(resolve(folder, options.output), csv());
  const chart = backtestChart(report);
  if (options.svg !== undefined && chart !== undefined)
    await writeWhole(resolve(folder, options.svg), svgChart(chart));
  return report;
}

const noSeries = (name: string): UsageError =>
  new UsageError(`The model ${name} scores rows, and a backtest is for time series.`, {
    code: "usage.backtest-rows",
    fix: "Take `model` out of the configuration, or name another one with --config.",
  });

/** All models unless some are named. */
function modelsFrom(text: string | undefined, known: readonly ModelDescription[]): string[] {
  if (text === undefined) return known.map(({ name }) => name);
  const names = text.split(",").map((name) => modelNamed(name.trim(), known).name);
  return [...new Set(names)];
}

/** The defaults may name a model for forecasts; here --models does. */
function parametersOf(
  defaults: RawParameters,
  options: BacktestOptions,
  { models, known }: { models: readonly string[]; known: readonly ModelDescription[] },
): RawParameters {
  const given = parametersFrom({ ...options, model: undefined });
  if (Object.hasOwn(given, "model")) {
    throw new UsageError("--param model names one model.", {
      code: "usage.parameter",
      fix: "Name the models to try with --models.",
    });
  }
  const { model: _default, ...others } = defaults;
  const raw = { ...others, ...given };
  for (const model of models) checkComplete({ ...raw, model }, known);
  return raw;
}

function checkOutputs({ flags, folder }: Context, options: BacktestOptions): void {
  if (options.output === "-" && flags.json) {
    throw new UsageError("--json and forecasts on standard output exclude each other.", {
      code: "usage.output",
      fix: "Name a file with -o.",
    });
  }
  for (const [flag, path] of [
    ["-o", options.output],
    ["--svg", options.svg],
  ] as const) {
    if (path === undefined || path === "-" || options.force || !existsSync(resolve(folder, path))) continue;
    throw new UsageError(`${path} is there already.`, {
      code: "usage.output-exists",
      fix: `Add --force to overwrite, or name another file with ${flag}.`,
    });
  }
}

function planOf(
  label: string,
  content: Uint8Array,
  raw: RawParameters,
  {
    models,
    known,
    options,
  }: { models: readonly string[]; known: readonly ModelDescription[]; options: BacktestOptions },
): BacktestPlan {
  try {
    return planBacktest(content, raw, {
      models,
      known,
      leavesOutTooLong: options.models === undefined,
      windows: options.windows,
    });
  } catch (error) {
    if (error instanceof InputError) throw rejectionError(label, faultOf(error));
    throw error;
  }
}

/** Two forecasts at once at most: the machine is somebody's desk. */
const mostWorkers = 2;

async function answersTo(
  context: Context,
  plan: BacktestPlan,
  { image, timeoutMs }: { image: string; timeoutMs: number },
): Promise<Answer[][]> {
  const { io, progress, signal } = context;
  const total = plan.models.reduce((sum, { windows }) => sum + windows.length, 0);
  const parallel = Math.max(1, Math.min(mostWorkers, availableParallelism(), total));
  const activity = progress.start(`Forecasting ${total} held-out windows`);
  const pool = startWorkers(image, {
    parallel,
    clock: io.clock,
    onDied: (message) => progress.detail(message),
  });
  let done = 0;
  const onAnswer = () => activity.update(`Forecasting held-out windows: ${++done} of ${total} done`);
  try {
    await Promise.all(Array.from({ length: parallel }, () => pool.warmUp()));
    return await askWorkers(plan, { pool, parallel, timeoutMs, clock: io.clock, signal, onAnswer });
  } finally {
    activity.stop();
    await pool.close();
  }
}
