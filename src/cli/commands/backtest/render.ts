// A backtest for people: the newest window drawn, the models by how good they were, and what went wrong.
import { percent } from "../../../model/numeric/percent.ts";
import { terminalChart } from "../../chart/terminal.ts";
import { plural } from "../../../core/duration.ts";
import { inOneLine } from "../../../core/quote.ts";
import { rejectionError } from "../../../library/predict/rejection-error.ts";
import { exitCodeOf } from "../../shell/exit-code.ts";
import { renderOneFailure } from "../../shell/render-error.ts";
import { shownLength } from "../../shell/paint.ts";
import { table } from "../../shell/table.ts";
import type { View } from "../../shell/view.ts";
import { backtestChart } from "./chart.ts";
import {
  failedModels,
  scoredModels,
  type BacktestReport,
  type FailedModel,
  type ScoredModel,
} from "../../../library/backtest/report.ts";

/** More lines than these hide one another in a terminal. */
const mostLines = 4;

export { backtestDocument as document } from "../../../library/backtest/report.ts";

export function render(
  report: BacktestReport,
  view: View,
  {
    options,
  }: {
    options: {
      output: string | undefined;
      noPlot: boolean;
      plot?: string | undefined;
      report?: string | undefined;
    };
  },
): string {
  if (options.output === "-") return "";
  const chart = options.noPlot || !view.isScreen ? undefined : backtestChart(report, mostLines);
  const scored = scoredModels(report);
  const blocks = [
    ...(chart === undefined ? [] : [terminalChart(chart, { view })]),
    ...(scored.length === 0 ? [] : [scoreTable(report, scored, view), legend(report, scored[0]!, view)]),
    ...failedModels(report).map((failed) => failure(report, failed, view)),
    ...writtenLines([options.output, options.plot, options.report], view),
  ];
  return blocks.join("\n\n");
}

const writtenLines = (paths: readonly (string | undefined)[], { paint, symbols }: View): string[] => {
  const written = paths.filter((path) => path !== undefined);
  return written.length === 0
    ? []
    : [written.map((path) => `${paint.green(symbols.ok)} Wrote ${inOneLine(path)}`).join("\n")];
};

export const exitCode = (report: BacktestReport): number =>
  exitCodeOf(failedModels(report).length, report.models.length);

interface Column {
  title: string;
  value: (model: ScoredModel) => number | null;
  decimals?: number;
}

function scoreTable({ levels }: BacktestReport, models: readonly ScoredModel[], view: View): string {
  const { paint } = view;
  const columns: Column[] = [
    { title: "sMAPE", value: ({ scores }) => scores.smape, decimals: 2 },
    { title: "MASE", value: ({ scores }) => scores.mase, decimals: 3 },
    { title: "RMSE", value: ({ scores }) => scores.rmse },
    { title: "bias", value: ({ scores }) => scores.bias },
    ...levels.flatMap((level, index): Column[] => [
      {
        title: `${percent(level)} % covers`,
        value: ({ scores }) => scores.intervals[index]!.coverage * 100,
        decimals: 1,
      },
      { title: "width", value: ({ scores }) => scores.intervals[index]!.width },
    ]),
    ...(models.some(({ failedSeries }) => failedSeries > 0)
      ? [{ title: "failed series", value: ({ failedSeries }: ScoredModel) => failedSeries, decimals: 0 }]
      : []),
    { title: "seconds", value: ({ seconds }) => seconds, decimals: 2 },
  ];
  const cells = columns.map(({ title, value, decimals }) =>
    alignRight([title, ...numbers(models.map(value), decimals)]),
  );
  const rows = ["model", ...models.map(({ model }) => model)].map((name, row) => {
    const values = cells.map((column) => column[row]!);
    if (row === 0) return [name, ...values].map((cell) => paint.dim(cell));
    return row === 1 ? [name, ...values].map((cell) => paint.bold(cell)) : [name, ...values];
  });
  return groupsOf(rows, view).join("\n\n");
}

/** As many columns as there is room for, and the others below; each part begins with the models. */
function groupsOf(rows: readonly (readonly string[])[], view: View): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => shownLength(row[column]!))));
  const groups: number[][] = [];
  for (const column of widths.keys()) {
    if (column === 0) continue;
    const wider = [0, ...(groups.at(-1) ?? []), column].reduce((sum, each) => sum + widths[each]! + 2, -2);
    if (groups.length === 0 || wider > view.wrapsAt) groups.push([column]);
    else groups.at(-1)!.push(column);
  }
  return groups.map((group) =>
    table(
      rows.map((row) => [0, ...group].map((column) => row[column]!)),
      view,
    ),
  );
}

/** All with as many decimals as the largest needs to show four digits, unless the column has its own. */
function numbers(values: readonly (number | null)[], decimals: number | undefined): string[] {
  const largest = Math.max(...values.map((value) => Math.abs(value ?? 0)));
  const wanted = decimals ?? (largest > 0 ? 3 - Math.floor(Math.log10(largest)) : 0);
  const isReadable = wanted > -6 && wanted < 7;
  return values.map((value) => {
    if (value === null) return "-";
    return isReadable ? value.toFixed(Math.max(0, wanted)) : value.toExponential(3);
  });
}

function alignRight(cells: readonly string[]): string[] {
  const width = Math.max(...cells.map(({ length }) => length));
  return cells.map((cell) => cell.padStart(width));
}

function legend(report: BacktestReport, { windows }: ScoredModel, { paint }: View): string {
  const { horizon, frequency, season, levels, idColumns, series } = report;
  const steps = `of ${plural(horizon, "step")} at frequency ${frequency}`;
  const held =
    idColumns.length === 0
      ? `${plural(windows.length, "window")} ${steps}, ${windows[0]!.from} to ${windows.at(-1)!.to}`
      : `${plural(series, "series", "series")}, up to ${plural(report.windows, "window")} ${steps} each`;
  const unit = season === 1 ? "from row to row" : `over a season of ${season} rows`;
  const lines = [
    `Means over ${held}, best MASE first.`,
    `sMAPE in percent; MASE in mean changes of the history ${unit}; bias above 0 is too high;`,
    `seconds for one forecast${levels.length === 0 ? "" : "; an interval should cover its own share, and be narrow"}.`,
  ];
  return lines.map((line) => paint.dim(line)).join("\n");
}

function failure({ input }: BacktestReport, { model, error, windows }: FailedModel, view: View): string {
  const failed = windows.filter((window) => window.error !== undefined).length;
  const where = failed === 0 ? "" : `, in ${failed} of ${plural(windows.length, "window")}`;
  const title = `${model}${where}: ${error.message}  ${view.paint.dim(error.code)}`;
  return renderOneFailure(title, rejectionError(input, error), view);
}
