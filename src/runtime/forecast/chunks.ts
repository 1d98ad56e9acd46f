// Cuts the series of a dataset into what one worker gets at a time.
import type { Series } from "../../model/series/dataset.ts";

/** A message has a price, and so has a chunk that is done again because one of its series killed the worker. */
const mostRows = 8_192;
const mostSeries = 64;

/** So many for each worker at least, or the last one that works would work alone. */
const chunksPerWorker = 4;

/** In the order of the series. How they are cut changes no byte of the result. */
export function chunksOf(series: readonly Series[], workers: number): Series[][] {
  const rows = series.reduce((sum, each) => sum + rowsOf(each), 0);
  const share = Math.ceil(rows / (workers * chunksPerWorker));
  const limit = Math.min(mostRows, Math.max(1, share));
  const chunks: Series[][] = [];
  let last: Series[] = [];
  let filled = Infinity;
  for (const each of series) {
    if (filled + rowsOf(each) > limit || last.length === mostSeries) {
      last = [];
      chunks.push(last);
      filled = 0;
    }
    last.push(each);
    filled += rowsOf(each);
  }
  return chunks;
}

/** A series without rows costs its line in the report. */
const rowsOf = ({ ds }: Series): number => Math.max(1, ds.length);
