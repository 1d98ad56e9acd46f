// A backtest from a file to a report.
import type { RawParameters } from "../../core/contract.ts";
import { availableParallelism } from "node:os";
import { UsageError } from "../../core/errors.ts";
import { planBacktest, type BacktestChoice, type BacktestPlan } from "../../model/backtest/plan-backtest.ts";
import { explaining } from "../../model/files/explain-fault.ts";
import { fileOptionsIn, readText } from "../../model/files/open-file.ts";
import { faultOf, InputError } from "../../model/input-error.ts";
import type { ModelDescription } from "../../model/parameters/model-description.ts";
import { modelNamed } from "../models/model-document.ts";
import { modelsWith } from "../own-model/known-models.ts";
import { ownPackage } from "../own-model/own-image.ts";
import { prepareModel } from "../own-model/prepare-model.ts";
import type { Source } from "../predict/sources/input.ts";
import { resolveFiles } from "../predict/inputs.ts";
import { checkComplete, checkDefaults } from "../predict/known-parameters.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import { during } from "../progress.ts";
import type { Session } from "../session.ts";
import { loadConfig } from "../settings.ts";
import { askWorkers, startWorkers, type Answer } from "./ask-workers.ts";
import { reportOf, type BacktestReport } from "./report.ts";

export interface BacktestRequest {
  /** All that can take the file when absent. */
  models: readonly string[] | undefined;
  /** To hold out, at most. */
  windows: number;
  /** Of every model; none is named here. */
  parameters: RawParameters;
  /** For one forecast. */
  timeoutMs: number;
}

/** @throws UsageError, ConfigError, or what is wrong with the file when no model can take it */
export async function runBacktest(
  session: Session,
  source: Source,
  request: BacktestRequest,
): Promise<BacktestReport> {
  const { config, path } = await loadConfig(session);
  const own = await prepareModel(session, config);
  if (own?.definition.kind === "rows") throw noSeries(own.definition.name);
  const known = modelsWith(own?.definition);
  checkDefaults({ config, source: path }, known);
  const models = modelsFrom(request.models, known);
  const { model: _default, ...defaults } = config.forecast;
  // No result is written.
  const { format: _format, ...parameters } = { ...defaults, ...request.parameters };
  for (const model of models) checkComplete({ ...parameters, model }, known);
  const [file, ...others] = resolveFiles([source], session.folder).files;
  const { label } = file!;
  if (others.length > 0) throw severalFiles(label);

  const plan = await planOf(label, await file!.read(), parameters, {
    models,
    known,
    leavesOutTooLong: request.models === undefined,
    windows: request.windows,
  });
  // The package, or what it becomes with the user's own model in it.
  const image = own === undefined ? session.machine.packageFolder : await ownPackage(session, own);
  const answers = await answersTo(session, plan, { image, timeoutMs: request.timeoutMs });
  const report = reportOf(label, plan, answers);
  for (const warning of report.warnings) session.progress.warn(`${label}: ${warning}`);
  return report;
}

const severalFiles = (first: string): UsageError =>
  new UsageError("A backtest is of one file, and several are named.", {
    code: "usage.folder",
    fix: `Name one, for example ${first}.`,
  });

const noSeries = (name: string): UsageError =>
  new UsageError(`The model ${name} scores rows, and a backtest is for time series.`, {
    code: "usage.backtest-rows",
    fix: "Take `model` out of the configuration, or name another one with --config.",
  });

/** All models unless some are named. */
function modelsFrom(
  names: readonly string[] | undefined,
  known: readonly ModelDescription[],
): readonly string[] {
  if (names === undefined) return known.map(({ name }) => name);
  return [...new Set(names.map((name) => modelNamed(name, known).name))];
}

async function planOf(
  label: string,
  content: Uint8Array,
  parameters: RawParameters,
  choice: BacktestChoice,
): Promise<BacktestPlan> {
  try {
    const opened = await readText(content, fileOptionsIn(parameters, label));
    const plan = await explaining(opened, () => planBacktest(opened.text, parameters, choice));
    return { ...plan, warnings: [...opened.notes, ...plan.warnings] };
  } catch (error) {
    if (error instanceof InputError) throw rejectionError(label, faultOf(error));
    throw error;
  }
}

/** Two forecasts at once at most: somebody is working on this machine. */
const mostWorkers = 2;

async function answersTo(
  session: Session,
  plan: BacktestPlan,
  { image, timeoutMs }: { image: string; timeoutMs: number },
): Promise<Answer[][]> {
  const { machine, progress, signal } = session;
  const total = plan.models.reduce((sum, { windows }) => sum + windows.length, 0);
  const parallel = Math.max(1, Math.min(mostWorkers, availableParallelism(), total));
  const pool = startWorkers(image, {
    parallel,
    clock: machine.clock,
    onDied: (message) => progress.detail(message),
  });
  let done = 0;
  try {
    return await during(progress, `Forecasting ${total} held-out windows`, async (activity) => {
      const onAnswer = () => activity.update(`Forecasting held-out windows: ${++done} of ${total} done`);
      await Promise.all(Array.from({ length: parallel }, () => pool.warmUp()));
      return askWorkers(plan, { pool, parallel, timeoutMs, clock: machine.clock, signal, onAnswer });
    });
  } finally {
    await pool.close();
  }
}
