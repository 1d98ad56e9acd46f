// What of a stack still exists, found by its marks and not by what the config says: the proof after `down`.
import { despiteFaults, type CloudContext } from "./context.ts";
import type { KindFacts } from "./resource.ts";
import { noteUnseen, type Unseen } from "./unseen.ts";

export interface InventoryItem {
  kind: string;
  name: string;
}

/**
 * Sorted by kind and name. Empty after a complete `down`.
 * @param unseen gets the kinds whose listing was refused, an API that is off included: a refusal proves nothing. Without
 * it, a refusal is thrown.
 */
export async function inventory(
  ctx: CloudContext,
  kinds: readonly KindFacts[],
  unseen?: Unseen[],
): Promise<InventoryItem[]> {
  const lists = await Promise.all(
    kinds.map((kind) =>
      listed({ ...ctx, kind }, kind).catch((error: unknown) => {
        noteUnseen(unseen, { kind: kind.kind, name: "(all of this stack)" }, error);
        return [];
      }),
    ),
  );
  return lists.flat().toSorted((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

async function listed(ctx: CloudContext, { kind, list }: KindFacts): Promise<InventoryItem[]> {
  if (typeof list !== "function") return [];
  return (await despiteFaults(ctx, () => list(ctx))).map((name) => ({ kind, name }));
}
