// What the container writes into the output bucket, and how it knows it again.
import {
  reportName,
  resultMetadata,
  resultName,
  seriesReportName,
  type ErrorReport,
  type InputFault,
  type ManifestResult,
  type SeriesCounts,
  type SeriesReport,
} from "../../core/contract.ts";
import type { Prediction } from "../../model/predict/prediction.ts";
import { contentTypes } from "../../model/results/result-format.ts";
import type { Notification } from "../delivery/notification.ts";
import type { NewObject, StoredObject } from "./object-store.ts";
import { seriesReportText } from "./series-report.ts";
import type { Settings } from "../settings.ts";

/** Where a result comes from: the input, its delivery and the code. */
export interface Origin {
  input: StoredObject;
  notification: Notification;
  settings: Settings;
  /** The manifest that asked for it. */
  manifest?: StoredObject;
}

type Written = Omit<NewObject, "replaces">;

type PanelSeries = NonNullable<Prediction["series"]>;

/** Cloud Storage allows 8 KiB of custom metadata on an object, names included. */
const maximumMetadataValue = 2048;

/** The result has the name of its input in every format; its content type says which one it is. */
export function resultObject(prediction: Prediction, origin: Origin): Written {
  const { stored } = prediction;
  const csv = stored === undefined ? prediction.csv : { parts: stored };
  const { format, content } = prediction.other ?? { format: "csv" as const, content: csv };
  return {
    bucket: origin.settings.outputBucket,
    name: resultName(origin.input.name),
    content,
    contentType: contentTypes[format],
    metadata: {
      ...originMetadata(origin),
      [resultMetadata.rows]: String(prediction.rowsOut),
      [resultMetadata.model]: prediction.model,
      [resultMetadata.modelVersion]: prediction.modelVersion,
      ...ownModelOf(prediction, origin.settings),
      [resultMetadata.parameters]: shorten(JSON.stringify(prediction.parameters)),
      [resultMetadata.warnings]: JSON.stringify(fitting(prediction.warnings)),
      ...(prediction.explanation !== undefined && {
        [resultMetadata.explanation]: explain(prediction.explanation),
      }),
      ...(prediction.series !== undefined && {
        [resultMetadata.series]: JSON.stringify(countsOf(prediction.series)),
      }),
    },
  };
}

/** Of an image that an older cloud-runner has built the digest is not known. */
const ownModelOf = ({ model }: Prediction, { ownModel }: Settings): Record<string, string> =>
  ownModel?.name === model && ownModel.digest !== undefined
    ? { [resultMetadata.ownModel]: ownModel.digest }
    : {};

export function manifestResultObject(result: ManifestResult, origin: Origin): Written {
  return jsonObject(resultName(origin.input.name), result, origin);
}

export function reportObject(rejection: InputFault, origin: Origin): Written {
  const { bucket, name, generation } = origin.input;
  const report: ErrorReport = { schemaVersion: 1, ...rejection, input: { bucket, name, generation } };
  return jsonObject(reportName(name), report, origin);
}

/** @param resultName in the output bucket */
export function seriesReportObject(series: PanelSeries, resultName: string, origin: Origin): Written {
  const { bucket, name, generation } = origin.input;
  const input = { bucket, name, generation };
  const report: SeriesReport = { schemaVersion: 1, input, ...countsOf(series), failed: series.failed };
  const content = series.stored === undefined ? seriesReportText(report) : { parts: series.stored.parts };
  return { ...jsonObject(seriesReportName(resultName), "", origin), content };
}

const jsonObject = (name: string, body: unknown, origin: Origin): Written => ({
  bucket: origin.settings.outputBucket,
  name,
  content: `${JSON.stringify(body, undefined, 2)}\n`,
  contentType: "application/json",
  metadata: originMetadata(origin),
});

export function countsOf({ count, failed, stored }: PanelSeries): SeriesCounts {
  if (stored !== undefined) return { count, fellBack: stored.fellBack, left: stored.left };
  const left = failed.filter(({ fallback }) => fallback === null).length;
  return { count, fellBack: failed.length - left, left };
}

/**
 * The generation of the upload that an object in the output bucket answers: of the manifest that asked for it, else of
 * its input; undefined when it is not ours.
 */
export function answeredGeneration(
  object: StoredObject | undefined,
  inputBucket: string,
): string | undefined {
  if (object?.metadata[resultMetadata.inputBucket] !== inputBucket) return undefined;
  const generation =
    object.metadata[resultMetadata.manifestGeneration] ?? object.metadata[resultMetadata.inputGeneration];
  return generation !== undefined && /^\d+$/.test(generation) ? generation : undefined;
}

export function originMetadata({ input, notification, settings, manifest }: Origin): Record<string, string> {
  return {
    [resultMetadata.inputBucket]: input.bucket,
    [resultMetadata.inputName]: input.name,
    [resultMetadata.inputGeneration]: input.generation,
    [resultMetadata.inputCrc32c]: input.crc32c ?? "",
    ...(manifest && {
      [resultMetadata.manifestName]: manifest.name,
      [resultMetadata.manifestGeneration]: manifest.generation,
    }),
    [resultMetadata.revision]: settings.revision,
    // Without a dead-letter policy Pub/Sub does not count; the first try is the least that is true.
    [resultMetadata.deliveryAttempt]: String(notification.deliveryAttempt ?? 1),
    [resultMetadata.messageId]: notification.messageId,
  };
}

/** The sentence alone where all details have no room. */
function explain(explanation: { sentence: string }): string {
  const text = JSON.stringify(explanation);
  return Buffer.byteLength(text) <= maximumMetadataValue
    ? text
    : JSON.stringify({ sentence: shorten(explanation.sentence) });
}

function shorten(text: string): string {
  if (Buffer.byteLength(text) <= maximumMetadataValue) return text;
  return `${Buffer.from(text)
    .subarray(0, maximumMetadataValue - 3)
    .toString()
    .replace(/\uFFFD+$/, "")}...`;
}

/** As many warnings as have room; the last entry says how many have not. */
function fitting(warnings: readonly string[]): readonly string[] {
  for (let kept = warnings.length; kept > 0; kept--) {
    const left = warnings.length - kept;
    const list = left === 0 ? warnings : [...warnings.slice(0, kept), `and ${left} more`];
    if (Buffer.byteLength(JSON.stringify(list)) <= maximumMetadataValue) return list;
  }
  return warnings.length === 0 ? [] : [`${warnings.length} warnings, too long to be kept here`];
}
