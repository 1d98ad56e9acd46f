// A task that takes slices of a panel which another task has cut.
import type { Logger } from "../log.ts";
import { createClaims } from "./claims.ts";
import type { FanOut } from "./fan-out-place.ts";
import { readPlan } from "./fan-out-plan.ts";
import type { SliceAttempt } from "./finish-slice.ts";
import { workSlices } from "./work-slices.ts";

/**
 * @param place with the number of this task among all that help
 * @returns whether all slices are finished; false too when nobody needs them any more
 */
export async function helpWithSlices(
  { folder, holder, index, count }: Pick<FanOut, "folder" | "holder"> & { index: number; count: number },
  attempt: SliceAttempt & { log: Logger },
): Promise<boolean> {
  const { store, settings } = attempt;
  const bucket = settings.outputBucket;
  const standing = await readPlan(store, bucket, folder);
  if (standing === undefined) return false;
  const { plan } = standing;
  const first = Math.floor((plan.slices.length * (index + 1)) / (count + 1));
  const claims = createClaims(holder, { ...attempt, bucket, folder });
  return workSlices({ plan, folder, claims, first, waits: false }, attempt);
}
