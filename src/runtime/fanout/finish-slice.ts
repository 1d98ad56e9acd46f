// One slice from its series to its parts of the result and of the report. What finishes it is the last to be written.
import { randomUUID } from "node:crypto";
import { fanOutMetadata, finishedName } from "../../core/job/fan-out-progress.ts";
import type { FoundNotes } from "../../model/csv/found-notes.ts";
import { failedSeries, tallyOf, type Tally } from "../../model/predict/tally.ts";
import { commonKind, type DateKind } from "../../model/results/date-cells.ts";
import type { Attempt } from "../forecast/attempt.ts";
import { forecastPanel } from "../forecast/forecast-panel.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import { betweenEntries, entriesText } from "../storage/series-report.ts";
import { keepObject, type FanOutPlan, type KeptObject } from "./fan-out-plan.ts";
import { readSeries } from "./read-series.ts";

/** What became of a slice. Plain JSON. */
export interface SliceReport {
  /** Its lines of the result; absent when there are none. */
  lines?: KeptObject;
  /** Its entries of the report on failed series, behind what stands between two; absent when there are none. */
  failed?: FailedPart;
  dates?: DateKind;
  tally: Tally;
  notes?: FoundNotes;
}

interface FailedPart extends KeptObject {
  fellBack: number;
  left: number;
}

export type SliceAttempt = Pick<Attempt, "forecaster" | "store" | "clock" | "settings" | "signal">;

/** Each series has a time limit of its own; a task that runs out of time is started anew. */
const sliceMs = 24 * 3_600_000;

const maximumReportBytes = 256 * 2 ** 20;

/** @throws CloudError or ForecasterError when another try may succeed */
export async function finishSlice(
  index: number,
  plan: FanOutPlan,
  folder: string,
  { store, clock, settings, forecaster, signal }: SliceAttempt,
): Promise<void> {
  const bucket = settings.outputBucket;
  const { series, notes } = await readSeries(plan.slices[index]!, plan, store, bucket);
  const dataset = { ...plan.dataset, warnings: [], rowsIn: 0, series };
  const { typicalFrequency } = plan.dataset;
  const panel = { ...dataset, typicalFrequency };
  const limits = { forecaster, clock, settings, signal, deadline: clock.now() + sliceMs };
  const parts = await forecastPanel(panel, plan.parameters, limits, plan.plan.model);
  const outcomes = parts.flatMap((part) => part.outcomes);
  const csv = Buffer.concat(parts.map((part) => part.csv));
  const dates = commonKind(parts.map((part) => part.dates));
  const failures = failedSeries(dataset, outcomes);
  const left = failures.filter(({ fallback }) => fallback === null).length;
  const entries = Buffer.from(`${betweenEntries}${entriesText(failures)}`);
  const lines = csv.length === 0 ? undefined : await keep(csv, "csv");
  const failed = failures.length === 0 ? undefined : await keep(entries, "failed");
  const report: SliceReport = {
    ...(lines && { lines }),
    ...(failed && { failed: { ...failed, fellBack: failures.length - left, left } }),
    ...(dates && { dates }),
    tally: tallyOf(dataset, outcomes),
    ...(notes && { notes }),
  };
  const written = await store.write({
    bucket,
    name: finishedName(folder, index),
    content: JSON.stringify(report),
    contentType: "application/json",
    metadata: { [fanOutMetadata.series]: String(series.length) },
    replaces: "0",
  });
  if (written === "conflict") await removeUnused();

  function keep(content: Uint8Array, kind: string): Promise<KeptObject> {
    const name = `${folder}out/${String(index).padStart(5, "0")}-${randomUUID()}.${kind}`;
    return keepObject(store, bucket, name, content);
  }

  /** Another task was faster, and its parts are those of the slice; or only the answer to our own writing was lost. */
  async function removeUnused(): Promise<void> {
    const standing = await readReport(store, bucket, finishedName(folder, index));
    if (standing === undefined) return;
    const used = new Set([standing.lines?.name, standing.failed?.name]);
    for (const ours of [lines, failed])
      if (ours !== undefined && !used.has(ours.name)) await store.remove({ bucket, ...ours });
  }
}

/** Undefined for a slice that is not finished. */
export async function readReport(
  store: ObjectStore,
  bucket: string,
  name: string,
): Promise<SliceReport | undefined> {
  const object = await store.stat(bucket, name);
  const content = object && (await store.read(object, maximumReportBytes));
  return content && (JSON.parse(new TextDecoder().decode(content)) as SliceReport);
}
