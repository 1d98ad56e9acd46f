// One forecast by the name of its object in the output bucket: the input that it was made of, and the answer.
import { posix } from "node:path";
import {
  isReportName,
  reportName,
  resultMetadata,
  seriesReportName,
  type ErrorReport,
} from "../../core/contract.ts";
import { CloudRunnerError } from "../../core/errors.ts";
import { withConnection } from "../connection.ts";
import { askStorage, isObjectMissing } from "../predict/ask-storage.ts";
import { openBuckets, seenFrom } from "../predict/buckets.ts";
import { rejectionError } from "../predict/rejection-error.ts";
import { contextOf } from "../runs/open-run.ts";
import type { Session } from "../session.ts";
import type { PlacedObject } from "./fetch-objects.ts";

export interface OpenForecast {
  /** Last part of the input's name. */
  label: string;
  /** In the input bucket, exactly what was forecast; undefined when it is gone. */
  input: PlacedObject | undefined;
  /** What answers it; undefined as long as nothing does. */
  answer: { kind: "result" | "report"; object: PlacedObject; updatedAt: string } | undefined;
  seriesReport: PlacedObject | undefined;
  /** @throws CloudRunnerError forecast.no-input */
  requireInput: () => PlacedObject;
  /** Why there is no forecast, where a report says so. */
  rejection: () => Promise<{ error: CloudRunnerError; report: ErrorReport } | undefined>;
}

interface Seen extends PlacedObject {
  updatedAt: string;
}

/** @param name of the result, or of its input @throws CloudRunnerError forecast.unknown when there is neither */
export const openForecast = <T>(
  session: Session,
  name: string,
  work: (forecast: OpenForecast) => Promise<T>,
): Promise<T> =>
  withConnection(session, async (connection) => {
    const cloud = contextOf(session, connection);
    const { names } = cloud;
    const storage = await cloud.clients.storage();
    const buckets = await openBuckets(cloud);
    const look = async (bucket: string, object: string, generation?: string): Promise<Seen | undefined> =>
      askStorage(cloud, "storage.objects.get", `gs://${bucket}/${object}`, async () => {
        try {
          const of = generation === undefined ? {} : { generation: Number(generation) };
          const [metadata] = await storage.bucket(bucket).file(object, of).getMetadata();
          return { bucket, name: object, ...seenFrom(metadata), updatedAt: String(metadata.updated ?? "") };
        } catch (error) {
          if (isObjectMissing(error)) return undefined;
          throw error;
        }
      });
    const base = isReportName(name) ? name.slice(0, -reportName("").length) : name;
    const [result, report, live] = await Promise.all([
      look(names.outputBucket, base),
      look(names.outputBucket, reportName(base)),
      look(names.inputBucket, base),
    ]);
    const answer = newest(answerOf("result", result, live), answerOf("report", report, live));
    const metadata = answer?.object.metadata ?? {};
    const inputName = metadata[resultMetadata.inputName] ?? base;
    const generation = metadata[resultMetadata.inputGeneration];
    const isLive =
      live !== undefined && inputName === base && (generation ?? live.generation) === live.generation;
    const input = isLive
      ? live
      : generation === undefined
        ? undefined
        : await look(metadata[resultMetadata.inputBucket] ?? names.inputBucket, inputName, generation);
    if (answer === undefined && input === undefined) throw unknownForecast(base);
    const isPanel = metadata[resultMetadata.series] !== undefined;
    const seriesReport = isPanel ? await look(names.outputBucket, seriesReportName(base)) : undefined;
    return work({
      label: posix.basename(inputName),
      input,
      answer,
      seriesReport,
      requireInput: () => {
        if (input === undefined) throw noInput(inputName);
        return input;
      },
      rejection: async () => {
        if (answer?.kind !== "report") return undefined;
        const content = Buffer.from(await buckets.download(answer.object)).toString("utf8");
        const found = JSON.parse(content) as ErrorReport;
        return { error: rejectionError(posix.basename(inputName), found), report: found };
      },
    });
  });

type Answered = NonNullable<OpenForecast["answer"]>;

/** One that answers an older generation of an input that is there anew is none any more. */
function answerOf(
  kind: Answered["kind"],
  object: Seen | undefined,
  live: Seen | undefined,
): Answered | undefined {
  if (object === undefined) return undefined;
  const { [resultMetadata.inputGeneration]: generation, [resultMetadata.inputName]: input } = object.metadata;
  const isOld =
    live !== undefined &&
    generation !== undefined &&
    (input ?? live.name) === live.name &&
    BigInt(generation) < BigInt(live.generation);
  return isOld ? undefined : { kind, object, updatedAt: object.updatedAt };
}

const newest = (a: Answered | undefined, b: Answered | undefined): Answered | undefined =>
  a === undefined || b === undefined
    ? (a ?? b)
    : BigInt(a.object.generation) > BigInt(b.object.generation)
      ? a
      : b;

const unknownForecast = (name: string): CloudRunnerError =>
  new CloudRunnerError(`There is neither an input nor a forecast ${name}.`, {
    code: "forecast.unknown",
    details: ["Likely cause: the run was removed or cancelled, or the bucket's rule has removed it."],
    fix: "`cloud-runner runs list` shows the runs that are kept.",
  });

const noInput = (name: string): CloudRunnerError =>
  new CloudRunnerError(`The input ${name} is no more in the input bucket.`, {
    code: "forecast.no-input",
    fix: "Send the file again.",
  });
