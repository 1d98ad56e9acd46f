// Cuts the series of a panel into what one worker gets at a time.
import type { PanelItem } from "../../model/series/panel-item.ts";

/** A message has a price, and so has a chunk that is done again because one of its series killed the worker. */
const mostRows = 8_192;
const mostSeries = 64;

/** So many for each worker at least, or the last one that works would work alone. */
const chunksPerWorker = 4;

/** In the order of the items. How they are cut changes no byte of the result. */
export function chunksOf(items: readonly PanelItem[], workers: number): PanelItem[][] {
  const rows = items.reduce((sum, item) => sum + rowsOf(item), 0);
  const share = Math.ceil(rows / (workers * chunksPerWorker));
  const limit = Math.min(mostRows, Math.max(1, share));
  const chunks: PanelItem[][] = [];
  let last: PanelItem[] = [];
  let filled = Infinity;
  for (const item of items) {
    if (filled + rowsOf(item) > limit || last.length === mostSeries) {
      last = [];
      chunks.push(last);
      filled = 0;
    }
    last.push(item);
    filled += rowsOf(item);
  }
  return chunks;
}

/** A series without rows costs its line in the report. */
const rowsOf = ({ series }: PanelItem): number => Math.max(1, series?.ds.length ?? 0);
