// Removes an error report that a newer result has made untrue.
import { isOlder } from "./object-store.ts";
import type { ObjectStore, StoredObject } from "./object-store.ts";
import { answeredGeneration } from "./result-object.ts";

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
