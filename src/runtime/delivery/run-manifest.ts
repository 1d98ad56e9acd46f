// Works a manifest off: one forecast for each input, written under the output's name as the answer to this manifest.
import {
  resultMetadata,
  seriesReportName,
  type InputFault,
  type ManifestResult,
  type ManifestRow,
  type SeriesCounts,
} from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { forecastInput } from "../forecast/forecast-input.ts";
import { readContent, type Content } from "../forecast/read-content.ts";
import type { Attempt } from "../forecast/attempt.ts";
import { inTurn } from "../forecast/in-turn.ts";
import { placeOfInput } from "../fanout/fan-out-place.ts";
import { maximumManifestBytes, parseManifest, type ManifestInput } from "../../core/manifest.ts";
import type { DonePart } from "../handover/done.ts";
import { HandOver, isTimeTo } from "../handover/hand-over.ts";
import type { Notification } from "./notification.ts";
import { contended, isOlder, ObjectTooLargeError, type StoredObject } from "../storage/object-store.ts";
import { answeredGeneration, resultObject } from "../storage/result-object.ts";
import { settleSeriesReport, tidyReport } from "../storage/reports.ts";

type Answer = { kind: "manifest"; result: ManifestResult } | { kind: "rejection"; rejection: InputFault };

const maximumRounds = 5;

/**
 * @returns undefined when that generation of the manifest is gone
 * @throws CloudError or ForecasterError when another try may succeed; what is written by then is not done again.
 */
export async function runManifest(
  manifest: StoredObject,
  notification: Notification,
  attempt: Attempt,
  ahead?: Content,
): Promise<Answer | undefined> {
  const content = ahead ?? (await readContent(manifest, attempt.store, maximumManifestBytes));
  if (content === undefined) return undefined;
  if (content instanceof ObjectTooLargeError || content.length > maximumManifestBytes)
    return tooLarge(manifest);
  const parsed = parseManifest(content, manifest.name);
  if (parsed.kind === "rejection") return parsed;

  const { id, inputs } = parsed.manifest;
  const done: DonePart[] = [];
  const answer = async (input: ManifestInput): Promise<ManifestRow> => {
    const before = attempt.done?.filter(({ output }) => output === input.output) ?? [];
    const own = { ...attempt, done: before.length === 0 ? undefined : before };
    try {
      return await answerInput(input, manifest, notification, own);
    } catch (error) {
      if (error instanceof HandOver)
        done.push(...error.done.map((part) => ({ ...part, output: input.output })));
      throw error;
    }
  };
  const results = await inTurn(inputs, attempt.settings.maximumWorkers, answer).catch((error: unknown) => {
    // By now all that ran beside it have ended, and kept what they have made.
    throw error instanceof HandOver ? new HandOver(error.reason, error.estimate, done) : error;
  });
  const failed = results.filter(({ status }) => status === "failed").length;
  const { bucket, name, generation } = manifest;
  return {
    kind: "manifest",
    result: {
      schemaVersion: 1,
      id,
      manifest: { bucket, name, generation },
      results,
      succeeded: results.length - failed,
      failed,
    },
  };
}

async function answerInput(
  input: ManifestInput,
  manifest: StoredObject,
  notification: Notification,
  attempt: Attempt,
): Promise<ManifestRow> {
  const { store, settings, clock, deadline, handOverAt } = attempt;
  const look = (name: string) => store.stat(settings.outputBucket, name);
  const [object, before, seriesBefore] = await Promise.all([
    store.stat(manifest.bucket, input.name, input.generation),
    look(input.output),
    look(seriesReportName(input.output)),
  ]);
  if (object === undefined) return missing(input);
  const identity = { name: object.name, generation: object.generation };
  let forecast: Awaited<ReturnType<typeof forecastInput>>;
  let [output, series] = [before, seriesBefore];
  for (let round = 1; round <= maximumRounds; round++) {
    const answered = answeredGeneration(output, manifest.bucket);
    if (output && answered === manifest.generation && isOfThis(output, object, manifest)) {
      return writtenRow(identity, output);
    }
    const newest = [answered, answeredGeneration(series, manifest.bucket)];
    if (newest.some((each) => each !== undefined && isOlder(manifest.generation, each))) {
      return failedRow(identity, {
        code: "manifest.output-newer",
        message: `${input.output} holds the answer to a newer upload.`,
        path: "output",
        fix: "Give every manifest outputs of its own, or upload this manifest again.",
      });
    }
    if (forecast === undefined) {
      if (isTimeTo(handOverAt, clock.now())) throw new HandOver("deadline");
      if (clock.now() >= deadline) throw unfinished(manifest);
      const fanOut = attempt.fanOut && placeOfInput(attempt.fanOut, input.output);
      forecast = await forecastInput(object, { ...attempt, fanOut }, { parameters: input.parameters });
      if (forecast === undefined) return missing(input);
    }
    if (forecast.kind === "rejection") return failedRow(identity, forecast.rejection);
    const { prediction } = forecast;
    const origin = { input: object, notification, settings, manifest };
    const { generation } = manifest;
    if (
      (await settleSeriesReport(prediction.series, input.output, series, generation, origin, store)) ===
      "settled"
    ) {
      const result = { ...resultObject(prediction, origin), name: input.output };
      const written = await store.write({ ...result, replaces: output?.generation ?? "0" });
      if (written !== "conflict") {
        await tidyReport(await look(seriesReportName(input.output)), generation, manifest.bucket, store);
        return writtenRow(identity, result);
      }
    }
    [output, series] = await Promise.all([look(input.output), look(seriesReportName(input.output))]);
  }
  throw contended(`Other deliveries kept changing gs://${settings.outputBucket}/${input.output}.`);
}

function writtenRow(
  input: { name: string; generation: string },
  { name, metadata }: Pick<StoredObject, "name" | "metadata">,
): ManifestRow {
  const { [resultMetadata.model]: model = "", [resultMetadata.rows]: rows = "0" } = metadata;
  const series = metadata[resultMetadata.series];
  return {
    input,
    status: "forecast",
    output: name,
    model,
    rows: Number(rows),
    ...(series !== undefined && { series: JSON.parse(series) as SeriesCounts }),
  };
}

function isOfThis({ metadata }: StoredObject, input: StoredObject, manifest: StoredObject): boolean {
  return (
    metadata[resultMetadata.manifestName] === manifest.name &&
    metadata[resultMetadata.inputName] === input.name &&
    metadata[resultMetadata.inputGeneration] === input.generation
  );
}

function failedRow(input: { name: string; generation?: string }, error: InputFault): ManifestRow {
  return { input, status: "failed", error };
}

function missing({ name, generation }: ManifestInput): ManifestRow {
  const which = generation === undefined ? name : `generation ${generation} of ${name}`;
  return failedRow(
    { name, ...(generation !== undefined && { generation }) },
    {
      code: "manifest.input-missing",
      message: `There is no ${which} in the input bucket.`,
      fix: "Upload the inputs first and the manifest last; then upload the manifest again.",
    },
  );
}

function tooLarge({ name }: StoredObject): Answer {
  return {
    kind: "rejection",
    rejection: {
      code: "manifest.too-large",
      message: `The manifest ${name} is larger than 1 MiB.`,
      fix: "Split it into several manifests.",
    },
  };
}

function unfinished({ name }: StoredObject): CloudRunnerError {
  return new CloudRunnerError(
    `The time was up before all inputs of ${name} were forecast; the rest follows.`,
    {
      code: "manifest.unfinished",
    },
  );
}
