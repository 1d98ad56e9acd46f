// The report on the failed series of a panel as text: at once, or its entries in pieces that are put together later.
import type { FailedSeries, SeriesReport } from "../../core/contract.ts";

export const seriesReportText = (report: SeriesReport): string => `${JSON.stringify(report, undefined, 2)}\n`;

/** What stands before the first entry and after the last one. */
export function aroundEntries(report: Omit<SeriesReport, "failed">): { before: string; after: string } {
  const empty = seriesReportText({ ...report, failed: [] });
  const at = empty.lastIndexOf("[]") + 1;
  return { before: `${empty.slice(0, at)}\n`, after: `\n  ${empty.slice(at)}` };
}

/** Between two entries, so that pieces follow one another. */
export const betweenEntries = ",\n";

/** Entries as they stand in a report. */
export const entriesText = (failed: readonly FailedSeries[]): string =>
  failed
    .map((each) => `    ${JSON.stringify(each, undefined, 2).replaceAll("\n", "\n    ")}`)
    .join(betweenEntries);
