// What is left of a fanned-out panel once its result stands.
import { isFanOutPlan } from "../../core/job/fan-out-progress.ts";
import { inTurn } from "../forecast/in-turn.ts";
import type { ObjectStore } from "../storage/object-store.ts";
import type { FanOut } from "./fan-out-place.ts";

const removalsAtOnce = 16;

/** All that was made on the way to a result, but for the order, which its task removes last. Plans go first: without them nobody begins anew. */
export async function removeParts(
  store: ObjectStore,
  bucket: string,
  { folder, order }: Pick<FanOut, "folder" | "order">,
): Promise<void> {
  const found = await store.list(bucket, folder);
  const plans = found.filter(({ name }) => isFanOutPlan(name));
  const parts = found.filter(({ name }) => !isFanOutPlan(name) && name !== order);
  for (const each of plans) await store.remove(each);
  await inTurn(parts, removalsAtOnce, (part) => store.remove(part));
}
