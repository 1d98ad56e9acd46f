// Rows of series, packed for a page: dates that series share are there once, and the oldest history is left out where all
// would be too large.
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type {
  Axis,
  Chunk,
  PackedForecast,
  PackedParts,
  PackedSeries,
} from "../../core/report/report-data.ts";

export interface SeriesRows {
  history: Axis & { values: (number | null)[] };
  forecasts: (Axis & Omit<PackedForecast, "axis">)[];
  /** What else there is to say of it. */
  more?: Omit<PackedSeries, "history" | "cut" | "forecasts" | "parts" | "heldOut">;
  /** What was said of rows that were held out, for the picture. */
  heldOut?: (Axis & { values: number[] }) | undefined;
  parts?: (Omit<PackedParts, "axis"> & { axis: Axis }) | undefined;
}

export interface Packed {
  /** In base64. */
  chunks: string[];
  /** Of each series: chunk and place in it; undefined where it is left out. */
  places: ([chunk: number, place: number] | undefined)[];
  /** Newest rows of a history that are kept. */
  kept: number;
}

/** A page unpacks one at a time. */
const rowsPerChunk = 100_000;
const seriesPerChunk = 50;

const pack = promisify(gzip);

/**
 * @param order in which series are kept where there is no room for all
 * @param limit of bytes, in base64
 */
export async function packSeries(
  all: readonly SeriesRows[],
  order: readonly number[],
  limit: number,
): Promise<Packed> {
  const longest = all.reduce((most, { history }) => Math.max(most, history.values.length), 0);
  let kept = longest;
  for (;;) {
    const packed = await packWith(all, order, kept);
    const bytes = packed.chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (bytes <= limit) return packed;
    // Where even short histories are too much, the last series have no rows at all.
    if (kept <= leastHistory) return withinLimit(packed, limit);
    kept = Math.max(leastHistory, Math.floor(kept * Math.min(0.8, (0.95 * limit) / bytes)));
  }
}

/** Less of a history says too little. */
const leastHistory = 100;

async function packWith(all: readonly SeriesRows[], order: readonly number[], kept: number): Promise<Packed> {
  const places: Packed["places"] = all.map(() => undefined);
  const groups: number[][] = [];
  let rows = Infinity;
  for (const index of order) {
    const { history, forecasts } = all[index]!;
    const own =
      Math.min(kept, history.values.length) + forecasts.reduce((sum, { values }) => sum + values.length, 0);
    if (rows + own > rowsPerChunk || groups.at(-1)!.length === seriesPerChunk) {
      groups.push([]);
      rows = 0;
    }
    rows += own;
    places[index] = [groups.length - 1, groups.at(-1)!.length];
    groups.at(-1)!.push(index);
  }
  const chunks: string[] = [];
  for (const group of groups) {
    const chunk = chunkOf(
      group.map((index) => all[index]!),
      kept,
    );
    chunks.push((await pack(JSON.stringify(chunk))).toString("base64"));
  }
  return { chunks, places, kept };
}

function withinLimit({ chunks, places, kept }: Packed, limit: number): Packed {
  let bytes = 0;
  const fitting = chunks.findIndex((chunk) => (bytes += chunk.length) > limit);
  const count = Math.max(1, fitting);
  return {
    chunks: chunks.slice(0, count),
    places: places.map((place) => (place !== undefined && place[0] < count ? place : undefined)),
    kept,
  };
}

function chunkOf(series: readonly SeriesRows[], kept: number): Chunk {
  const axes: Axis[] = [];
  const numbers = new Map<string, number>();
  const axisOf = (at: number[], dates: string[]): number => {
    const key = `${at.join()}\n${dates.join("\n")}`;
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, axes.length);
    return axes.push({ at, dates }) - 1;
  };
  return {
    axes,
    series: series.map(({ history, forecasts, more, parts, heldOut }) => ({
      history: {
        axis: axisOf(newest(history.at, kept), newest(history.dates, kept)),
        values: newest(history.values, kept),
      },
      cut: Math.max(0, history.values.length - kept),
      forecasts: forecasts.map(({ at, dates, ...forecast }) => ({ ...forecast, axis: axisOf(at, dates) })),
      ...more,
      ...(heldOut && { heldOut: { axis: axisOf(heldOut.at, heldOut.dates), values: heldOut.values } }),
      ...(parts && {
        parts: {
          ...parts,
          axis: axisOf(newest(parts.axis.at, kept), newest(parts.axis.dates, kept)),
          terms: parts.terms.map((term) => ({ ...term, history: newest(term.history, kept) })),
          rest: newest(parts.rest, kept),
        },
      }),
    })),
  };
}

const newest = <T>(values: readonly T[], count: number): T[] =>
  values.slice(Math.max(0, values.length - count));
