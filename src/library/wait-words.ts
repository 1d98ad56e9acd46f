// How long something is waited for, and what stands in its way, in words behind what it is.
import { formatDuration } from "../core/duration.ts";
import type { Waiting } from "../provision/engine/context.ts";

/** `: DNS does not find storage.googleapis.com, 12 s of 2 min`. */
export function waitWords(elapsedMs: number, { why, budgetMs }: Waiting): string {
  const reason = why === undefined ? "" : `: ${why}`;
  const most = budgetMs === undefined ? "" : ` of ${formatDuration(budgetMs)}`;
  return elapsedMs < 500 ? reason : `${reason}, ${formatDuration(elapsedMs)}${most}`;
}
