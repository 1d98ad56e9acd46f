// The reports beside a result: the one on failed series, and those that a newer result has made untrue.
import type { Prediction } from "../../model/predict/prediction.ts";
import { isOlder, type ObjectStore, type StoredObject } from "./object-store.ts";
import { answeredGeneration, seriesReportObject, type Origin } from "./result-object.ts";

/**
 * Makes the report on the series of a panel what it should be. It is written before the result, so that whoever sees a result
 * finds the report that belongs to it.
 * @param series of the result that comes; undefined for one series, and for no result at all
 * @param resultName in the output bucket
 * @param standing what is there under the report's name
 * @param generation of the upload that is answered
 * @returns `conflict`: another delivery was faster, and what stands there is to be looked at again
 */
export async function settleSeriesReport(
  series: Prediction["series"],
  resultName: string,
  standing: StoredObject | undefined,
  generation: string,
  origin: Origin,
  store: ObjectStore,
): Promise<"settled" | "conflict"> {
  if (series === undefined || series.failed.length === 0) {
    // Left by a try of this same generation that ended before its result.
    const isOwn = answeredGeneration(standing, origin.input.bucket) === generation;
    const gone = standing && isOwn ? await store.remove(standing) : "removed";
    return gone === "conflict" ? "conflict" : "settled";
  }
  const written = await store.write({
    ...seriesReportObject(series, resultName, origin),
    replaces: standing?.generation ?? "0",
  });
  return written === "conflict" ? "conflict" : "settled";
}

/**
 * Removes a report that is older than the result beside it: it is out of date.
 * @param resultGeneration of the upload that the result answers; undefined when there is no result of ours
 */
export async function tidyReport(
  report: StoredObject | undefined,
  resultGeneration: string | undefined,
  inputBucket: string,
  store: ObjectStore,
): Promise<void> {
  const reportGeneration = answeredGeneration(report, inputBucket);
  if (!report || reportGeneration === undefined || resultGeneration === undefined) return;
  // A conflict means that a newer report stands there now, and it is right to stay.
  if (isOlder(reportGeneration, resultGeneration)) await store.remove(report);
}
