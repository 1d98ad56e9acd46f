// What of a stack still exists, found by its marks and not by what the config says: the proof after `down`.
import { hasStatus, isServiceDisabled } from "../google/cloud-error.ts";
import type { CloudContext } from "./context.ts";
import type { KindFacts } from "./resource.ts";

export interface InventoryItem {
  kind: string;
  name: string;
}

/** Sorted by kind and name. Empty after a complete `down`. */
export async function inventory(ctx: CloudContext, kinds: readonly KindFacts[]): Promise<InventoryItem[]> {
  const lists = await Promise.all(kinds.map((kind) => listed({ ...ctx, kind }, kind)));
  return lists.flat().toSorted((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

/** Nothing is listed where the API is off, or what would hold it is gone. */
async function listed(ctx: CloudContext, { kind, list }: KindFacts): Promise<InventoryItem[]> {
  if (typeof list !== "function") return [];
  try {
    return (await list(ctx)).map((name) => ({ kind, name }));
  } catch (error) {
    if (hasStatus(error, "NOT_FOUND") || isServiceDisabled(error)) return [];
    throw error;
  }
}
