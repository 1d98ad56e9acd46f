// How far the job is with a panel that it has cut into slices, by what lies in the output bucket: two requests a look.
import { CloudError } from "../../core/errors.ts";
import {
  fanOutPlanName,
  fanOutProgress,
  finishedPrefix,
  type FanOutProgress,
} from "../../core/job/fan-out-progress.ts";
import { jobFolder } from "../../core/job/job-contract.ts";
import { briefly, call, type CloudContext } from "../../provision/engine/context.ts";
import { isObjectMissing } from "../predict/ask-storage.ts";
import { seenFrom, type StoredObject } from "../predict/buckets.ts";

/** Undefined for what is not cut, or done, and where Cloud Storage does not say. */
export type ReadFanOut = (
  upload: Pick<StoredObject, "name" | "generation">,
) => Promise<FanOutProgress | undefined>;

export const fanOutReader =
  (cloud: CloudContext): ReadFanOut =>
  ({ name, generation }) =>
    readFanOut(cloud, jobFolder({ bucket: cloud.names.inputBucket, name, generation }));

/** @param folder of the order */
export async function readFanOut(cloud: CloudContext, folder: string): Promise<FanOutProgress | undefined> {
  const bucket = cloud.names.outputBucket;
  const output = (await cloud.clients.storage()).bucket(bucket);
  const plan = fanOutPlanName(folder);
  const prefix = finishedPrefix(folder);
  const ask = <T>(method: string, name: string, send: () => Promise<T>): Promise<T> =>
    briefly(cloud, () => call(cloud, method, `gs://${bucket}/${name}`, send));
  try {
    const cut = await ask("storage.objects.get", plan, async () => {
      try {
        return (await output.file(plan).getMetadata())[0];
      } catch (error) {
        if (isObjectMissing(error)) return undefined;
        throw error;
      }
    });
    if (cut === undefined) return undefined;
    const [finished] = await ask("storage.objects.list", `${prefix}*`, () => output.getFiles({ prefix }));
    const slices = finished.map(({ metadata }) => seenFrom(metadata).metadata);
    return fanOutProgress(seenFrom(cut).metadata, slices);
  } catch (error) {
    // The forecast itself is worth more than how far it is.
    if (error instanceof CloudError) return undefined;
    throw error;
  }
}
