// The messages about an answer in the output bucket, made of the answer itself: who finds it later tells the same.
import { createHash } from "node:crypto";
import {
  isManifestName,
  isReportName,
  resultMetadata,
  runIn,
  seriesReportName,
  type ErrorReport,
  type ManifestResult,
  type ManifestRow,
  type SeriesCounts,
} from "../../core/contract.ts";
import {
  eventAttributes,
  eventTypes,
  type ForecastCompleted,
  type ForecastFailed,
  type ManifestCompleted,
} from "../../core/events/event-contract.ts";
import type { Notification } from "../delivery/notification.ts";
import type { StoredObject } from "../storage/object-store.ts";
import type { Message } from "./publisher.ts";

/** A result, an error report or the result of a manifest. */
export interface Answer {
  object: Pick<StoredObject, "bucket" | "name" | "metadata">;
  /** Text of a report or of the result of a manifest; a result itself says enough by its metadata. */
  text?: string | undefined;
  /** When it was written; milliseconds since the epoch. */
  at: number;
  /** That it took. */
  seconds?: number | undefined;
}

/** Whether its text is needed. */
export const isToldByText = (name: string): boolean => isReportName(name) || isManifestName(name);

export function eventsOf({ object, text = "", at, seconds }: Answer): Message[] {
  const { bucket, name, metadata } = object;
  const input = {
    bucket: metadata[resultMetadata.inputBucket] ?? "",
    name: metadata[resultMetadata.inputName] ?? "",
    generation: metadata[resultMetadata.inputGeneration] ?? "",
  };
  const uri = `${input.bucket}/${input.name}#${input.generation}`;
  const run = runIn(input.name);
  const common = { schemaVersion: 1 as const, ...(run !== undefined && { run }) };
  const took = seconds === undefined ? {} : { seconds };
  const place = { source: sourceOf(bucket), at };
  if (isReportName(name)) {
    const { schemaVersion: _own, input: _input, ...error } = JSON.parse(text) as ErrorReport;
    const body: ForecastFailed = { ...common, input, report: { bucket, name }, error, ...took };
    return [failed(body, `${uri}:failed`, place)];
  }
  if (!isManifestName(input.name)) {
    const body: ForecastCompleted = { ...common, input, ...ofResult(object), ...took };
    return [completed(body, uri, place)];
  }
  const { id, results, succeeded, failed: failures } = JSON.parse(text) as ManifestResult;
  const ofManifest = { ...common, manifest: input };
  const body: ManifestCompleted = {
    ...ofManifest,
    id,
    output: { bucket, name },
    succeeded,
    failed: failures,
    ...took,
  };
  const inputs = results.map((row, index) => ofRow(row, `${uri}[${index}]`, ofManifest, bucket, place));
  return [...inputs, message("manifestCompleted", body, `${uri}:completed`, input.name, place)];
}

/** Of a dead letter: it has no answer in the output bucket. */
export function eventOfGivenUp(
  { bucket, name, generation, givenUpAfter }: Notification,
  outputBucket: string,
  at: number,
): Message {
  const run = runIn(name);
  const deliveries = givenUpAfter === undefined ? "" : ` after ${givenUpAfter} deliveries`;
  const error = {
    code: "delivery.given-up",
    message: `${name} was given up${deliveries}: none of them was answered.`,
    fix: "`cloud-runner dlq list` says why; once the cause is fixed, `cloud-runner dlq replay ID` brings it back.",
  };
  const input = { bucket, name, generation };
  const body: ForecastFailed = { schemaVersion: 1, ...(run !== undefined && { run }), input, error };
  return failed(body, `${bucket}/${name}#${generation}:given-up`, { source: sourceOf(outputBucket), at });
}

interface Place {
  source: string;
  at: number;
}

function ofRow(
  row: ManifestRow,
  uri: string,
  common: Pick<ForecastCompleted, "schemaVersion" | "run"> & Pick<ManifestCompleted, "manifest">,
  outputBucket: string,
  place: Place,
): Message {
  const { bucket } = common.manifest;
  if (row.status === "failed") {
    const body = { ...common, input: { bucket, ...row.input }, error: row.error };
    return failed(body, `${uri}:failed`, place);
  }
  const { input, output: name, model, rows, series } = row;
  const body = { ...common, input: { bucket, ...input }, output: { bucket: outputBucket, name } };
  return completed({ ...body, model, rows, ...ofSeries(series, body.output) }, uri, place);
}

function ofResult({ bucket, name, metadata }: Answer["object"]) {
  const { [resultMetadata.series]: series, [resultMetadata.warnings]: warnings } = metadata;
  const output = { bucket, name };
  return {
    output,
    model: metadata[resultMetadata.model] ?? "",
    modelVersion: metadata[resultMetadata.modelVersion] ?? "",
    rows: Number(metadata[resultMetadata.rows] ?? 0),
    ...(warnings !== undefined && warnings !== "[]" && { warnings: JSON.parse(warnings) as string[] }),
    ...ofSeries(series === undefined ? undefined : (JSON.parse(series) as SeriesCounts), output),
  };
}

function ofSeries(series: SeriesCounts | undefined, { bucket, name }: ForecastCompleted["output"]) {
  if (series === undefined) return {};
  const isWhole = series.fellBack + series.left === 0;
  return { series, ...(!isWhole && { report: { bucket, name: seriesReportName(name) } }) };
}

const completed = (body: ForecastCompleted, uri: string, place: Place): Message =>
  message("completed", body, `${uri}:completed`, body.input.name, place, {
    [eventAttributes.model]: body.model,
  });

const failed = (body: ForecastFailed, id: string, place: Place): Message =>
  message("failed", body, id, body.input.name, place, {
    [eventAttributes.code]: body.error.code,
  });

function message(
  type: keyof typeof eventTypes,
  body: ForecastCompleted | ForecastFailed | ManifestCompleted,
  id: string,
  subject: string,
  { source, at }: Place,
  more: Record<string, string> = {},
): Message {
  return {
    data: JSON.stringify(body),
    attributes: {
      [eventAttributes.specVersion]: "1.0",
      [eventAttributes.type]: eventTypes[type],
      [eventAttributes.source]: source,
      [eventAttributes.id]: fitting(id),
      [eventAttributes.time]: new Date(at).toISOString(),
      [eventAttributes.subject]: subject,
      [eventAttributes.contentType]: "application/json",
      ...(body.run !== undefined && { [eventAttributes.run]: body.run }),
      ...more,
    },
  };
}

const sourceOf = (bucket: string): string => `//storage.googleapis.com/projects/_/buckets/${bucket}`;

/**
 * The value of an attribute has at most 1,024 bytes, which a name alone may have: https://cloud.google.com/pubsub/quotas
 * Where messages are pushed without their envelope it is a header of HTTP, which has no place for other characters.
 */
const fitting = (id: string): string =>
  /^[\x20-\x7e]{1,1024}$/.test(id) ? id : `sha256:${createHash("sha256").update(id).digest("hex")}`;
