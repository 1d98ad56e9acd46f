// `cloud-runner backtest` as the library does it.
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { UsageError } from "../../../core/errors.ts";
import { runBacktest } from "../../../library/backtest/backtest.ts";
import { forecastsCsv } from "../../../library/backtest/forecasts-csv.ts";
import type { BacktestReport } from "../../../library/backtest/report.ts";
import { refuseUnwritable } from "../../../library/predict/outputs/writable.ts";
import { rightsOf, writeWhole } from "../../../library/predict/write-file.ts";
import { writeBacktestReport } from "../../../library/report/write-report.ts";
import { writePicture } from "../../chart/write-picture.ts";
import { parametersFrom, timeoutMsFrom, type ParameterOptions } from "../../options/forecast-parameters.ts";
import { checkDrawings, isPage } from "../../options/drawings.ts";
import { sourcesFrom } from "../../options/sources.ts";
import type { Context } from "../../shell/context.ts";
import { settling } from "../../questions/settle.ts";
import { backtestChart } from "./chart.ts";

export interface BacktestOptions extends Omit<ParameterOptions, "model"> {
  models: string | undefined;
  windows: number;
  output: string | undefined;
  plot: string | undefined;
  report: string | undefined;
  force: boolean;
  timeout: string | undefined;
}

export async function run(
  context: Context,
  { arguments: words, options }: { arguments: string[]; options: BacktestOptions },
): Promise<BacktestReport> {
  const { folder, io } = context;
  const parameters = parametersFrom({ ...options, model: undefined });
  if (Object.hasOwn(parameters, "model")) {
    throw new UsageError("--param model names one model.", {
      code: "usage.parameter",
      fix: "Name the models to try with --models.",
    });
  }
  checkDrawings(folder, options);
  checkOutputs(context, options);
  const report = await settling(context, { arguments: words, options }, (settled) =>
    runBacktest(context, sourcesFrom(words, io)[0]!, {
      models: options.models?.split(",").map((name) => name.trim()),
      windows: options.windows,
      parameters: parametersFrom({ ...settled, model: undefined }),
      timeoutMs: timeoutMsFrom(options.timeout),
    }),
  );
  // Whoever may not read the file may not read what was made of it.
  const mode = await rightsOf(words[0] === undefined ? undefined : resolve(folder, words[0]));
  if (options.output === "-") context.output.raw(forecastsCsv(report));
  else if (options.output !== undefined)
    await writeWhole(resolve(folder, options.output), forecastsCsv(report), { mode });
  for (const path of [options.report, options.plot]) {
    if (path !== undefined && isPage(path))
      await writeBacktestReport(context, report, { path, source: words[0] });
  }
  const isPicture = options.plot !== undefined && !isPage(options.plot);
  const chart = isPicture ? backtestChart(report) : undefined;
  if (chart !== undefined) await writePicture(context, resolve(folder, options.plot!), [chart], mode);
  return report;
}

/** @throws UsageError */
function checkOutputs({ flags, folder }: Context, { output, force }: BacktestOptions): void {
  if (output === "-" && flags.json) {
    throw new UsageError("--json and the forecasts cannot both go to standard output.", {
      code: "usage.output",
      fix: "Name a file with -o.",
    });
  }
  if (output === undefined || output === "-") return;
  refuseUnwritable([resolve(folder, output)], folder, "Name a place that can be written to with -o.");
  if (force || !existsSync(resolve(folder, output))) return;
  throw new UsageError(`${output} is there already.`, {
    code: "usage.output-exists",
    fix: "Add --force to overwrite, or name another file with -o.",
  });
}
