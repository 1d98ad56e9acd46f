// What became of the series of a panel that their model could not forecast.
import { seriesReportName } from "../../../core/contract.ts";
import { shownOutput } from "../../../library/predict/outputs/place-outputs.ts";
import type { Forecasted } from "../../../library/predict/file-result.ts";

/** Undefined when all series of a panel have the forecast that was asked for. @param folder from where files are named */
export function failedSeries(file: Forecasted, folder: string): string | undefined {
  const { series, model } = file;
  if (series?.reportUri === undefined) return undefined;
  const { count, fellBack, left, reportUri } = series;
  const report = series.report && seriesReportName(shownOutput(file.input, folder));
  const parts = [
    ...(fellBack > 0 ? [`${fellBack} fell back to a simpler model`] : []),
    ...(left > 0 ? [`${left} got no forecast`] : []),
  ].join(" and ");
  return `Of ${count} series, ${parts}, since ${model} could not forecast ${fellBack + left === 1 ? "it" : "them"}; ${report ?? reportUri} says why.`;
}
