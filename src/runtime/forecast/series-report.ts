// The report on the series of a panel that failed: which object it is, and when it is written.
// It is written before the result, so that whoever sees a result finds the report that belongs to it.
import { seriesReportName } from "../../core/contract.ts";
import type { SeriesReport } from "../../core/contract.ts";
import type { Prediction } from "../../model/predict/prediction.ts";
import type { ObjectStore, StoredObject } from "../storage/object-store.ts";
import { answeredGeneration, countsOf, originMetadata } from "../storage/result-object.ts";
import type { Origin } from "../storage/result-object.ts";

/**
 * Makes the object beside the result what it should be before the result is written.
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
  const { input, settings } = origin;
  if (series === undefined || series.failed.length === 0) {
    // Left by a try of this same generation that ended before its result.
    const isOwn = answeredGeneration(standing, input.bucket) === generation;
    const gone = standing && isOwn ? await store.remove(standing) : "removed";
    return gone === "conflict" ? "conflict" : "settled";
  }
  const { bucket, name } = input;
  const report: SeriesReport = {
    schemaVersion: 1,
    input: { bucket, name, generation: input.generation },
    ...countsOf(series),
    failed: series.failed,
  };
  const written = await store.write({
    bucket: settings.outputBucket,
    name: seriesReportName(resultName),
    content: `${JSON.stringify(report, undefined, 2)}\n`,
    contentType: "application/json",
    metadata: originMetadata(origin),
    replaces: standing?.generation ?? "0",
  });
  return written === "conflict" ? "conflict" : "settled";
}
