// Where a forecast was written, and what became of the series of a panel that their model could not forecast.
import { seriesReportName } from "../../../core/contract.ts";
import type { Forecasted } from "../../../library/predict/predict-files.ts";

/** Undefined when all series of a panel have the forecast that was asked for. */
export function failedSeries(file: Forecasted): string | undefined {
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

export function shownPath({ input }: Forecasted): string {
  const path = input.outputPath ?? "-";
  const beside =
    input.path === undefined ? undefined : input.path.slice(0, input.path.length - input.label.length);
  return beside !== undefined && beside !== "" && path.startsWith(beside) ? path.slice(beside.length) : path;
}
