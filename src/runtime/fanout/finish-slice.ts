// One slice from its series to its part of the result. Its report is the last to be written: with it the slice is finished.
import { randomUUID } from "node:crypto";
import { finishedName, finishedPrefix } from "../../core/job/fan-out-progress.ts";
import type { FoundNotes } from "../../model/csv/found-notes.ts";
import { tallyOf, type Tally } from "../../model/predict/tally.ts";
import { commonKind, type DateKind } from "../../model/results/date-cells.ts";
import type { Attempt } from "../forecast/attempt.ts";
import { forecastPanel } from "../forecast/forecast-panel.ts";
import type { ObjectStore, StoredObject } from "../storage/object-store.ts";
import type { FanOutPlan } from "./fan-out-plan.ts";
import { readSeries } from "./read-series.ts";

/** What became of a slice. Plain JSON. */
export interface SliceReport {
  /** Its lines of the result, in the output bucket; undefined when there are none. */
  lines?: { name: string; generation: string; bytes: number };
  dates?: DateKind;
  tally: Tally;
  notes?: FoundNotes;
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
  const csv = Buffer.concat(parts.map((part) => part.csv));
  const dates = commonKind(parts.map((part) => part.dates));
  const tally = tallyOf(
    dataset,
    parts.flatMap(({ outcomes }) => outcomes),
  );
  const lines = csv.length === 0 ? undefined : await writeLines(csv);
  const report: SliceReport = {
    ...(lines && { lines }),
    ...(dates && { dates }),
    tally,
    ...(notes && { notes }),
  };
  const written = await store.write({
    bucket,
    name: finishedName(folder, index),
    content: JSON.stringify(report),
    contentType: "application/json",
    metadata: {},
    replaces: "0",
  });
  // Another task was faster, and its lines are those of the report.
  if (written === "conflict" && lines !== undefined) await removeUnused({ bucket, ...lines });

  async function writeLines(content: Uint8Array): Promise<SliceReport["lines"]> {
    const name = `${finishedPrefix(folder)}${String(index).padStart(5, "0")}-${randomUUID()}.csv`;
    const object = { bucket, name, content, contentType: "text/csv", metadata: {} };
    const made = await store.write({ ...object, replaces: "0" });
    const generation = made === "conflict" ? (await store.stat(bucket, name))!.generation : made.generation;
    return { name, generation, bytes: content.length };
  }

  /** Where only the answer to our own writing was lost, its lines are ours. */
  async function removeUnused(ours: Pick<StoredObject, "bucket" | "name" | "generation">): Promise<void> {
    const standing = await readReport(store, bucket, finishedName(folder, index));
    if (standing !== undefined && standing.lines?.name !== ours.name) await store.remove(ours);
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
