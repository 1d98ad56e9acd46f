// What the ticks of a schedule have made: the manifests in the input bucket, and the answers beside the results.
import pMap from "p-map";
import { reportName, resultName, type ErrorReport, type ManifestResult } from "../../core/contract.ts";
import { schedulesPrefix, tickMetadata } from "../../core/schedules/schedule-contract.ts";
import { call, despiteFaults, type CloudContext } from "../../provision/engine/context.ts";

export interface Tick {
  /** RFC 3339: the time by the schedule. */
  time: string;
  /** The manifest. */
  object: string;
}

export interface AnsweredTick extends Tick {
  /** Undefined while its forecasts are being made. */
  answer:
    | {
        succeeded: number;
        failed: number;
        /** Why the first of those failed that did. */
        firstFailure?: string;
        /** Names of inputs and of the objects that are their forecasts; not of more than a page can show. */
        forecasts: { input: string; output: string }[];
      }
    | { error: string }
    | undefined;
}

const mostForecasts = 100;

/** Oldest first. */
export async function ticksOf(cloud: CloudContext, schedule: string): Promise<Tick[]> {
  const { inputBucket } = cloud.names;
  const storage = await cloud.clients.storage();
  const prefix = `${schedulesPrefix}${schedule}/`;
  const [files] = await despiteFaults(cloud, () =>
    call(cloud, "storage.objects.list", `gs://${inputBucket}/${prefix}*`, () =>
      storage.bucket(inputBucket).getFiles({ prefix }),
    ),
  );
  return files.flatMap(({ name, metadata }) => {
    const time = metadata.metadata?.[tickMetadata.tick];
    return typeof time === "string" ? [{ time, object: name }] : [];
  });
}

export const answersOf = (cloud: CloudContext, ticks: readonly Tick[]): Promise<AnsweredTick[]> =>
  pMap(ticks, async (tick) => ({ ...tick, answer: await answerOf(cloud, tick.object) }), { concurrency: 8 });

async function answerOf(cloud: CloudContext, name: string): Promise<AnsweredTick["answer"]> {
  const result = await read(cloud, resultName(name));
  if (result !== undefined) {
    const { succeeded, failed, results } = JSON.parse(result) as ManifestResult;
    const first = results.find(({ status }) => status === "failed");
    return {
      succeeded,
      failed,
      ...(first?.status === "failed" && { firstFailure: `${first.input.name}: ${first.error.message}` }),
      forecasts: results
        .slice(0, mostForecasts)
        .flatMap((row) => (row.status === "forecast" ? [{ input: row.input.name, output: row.output }] : [])),
    };
  }
  const report = await read(cloud, reportName(name));
  return report === undefined ? undefined : { error: (JSON.parse(report) as ErrorReport).message };
}

async function read(cloud: CloudContext, name: string): Promise<string | undefined> {
  const { outputBucket } = cloud.names;
  const storage = await cloud.clients.storage();
  return despiteFaults(cloud, () =>
    call(cloud, "storage.objects.get", `gs://${outputBucket}/${name}`, async () => {
      try {
        const [content] = await storage.bucket(outputBucket).file(name).download();
        return content.toString();
      } catch (error) {
        if ((error as { code?: unknown }).code === 404) return undefined;
        throw error;
      }
    }),
  );
}
