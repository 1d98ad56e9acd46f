// Where each series of a panel lies in its file, found without keeping any row: a million series need some 150 MB.
import { checkIds } from "../csv/id-length.ts";
import type { ReadChoice } from "../csv/find-columns.ts";
import { InputError } from "../input-error.ts";
import { isBlank, isSame, placeOf, textOf, type Row } from "../csv/split-row.ts";
import { createPanelRows, type PanelHead, type PanelRow } from "./panel-rows.ts";

export interface Located {
  head: PanelHead;
  /** By the texts of the ids, the place of a series in the order of the file. */
  places: SeriesPlaces;
  /** Of each series: its rows, the byte at which its first row begins, and the line of that. */
  rows: Uint32Array;
  starts: Float64Array;
  lines: Uint32Array;
  /** Whether the rows of each series follow one another. */
  isContiguous: boolean;
  /** Bytes of the file. */
  bytes: number;
}

const mostSeriesOfPanel = 1_000_000;

/** Ids are kept in memory to tell series apart. */
const mostIdLength = 160 * 2 ** 20;

export interface SeriesLocator {
  /** False: the file is no plain table of many series, and more of it need not be read. */
  push(chunk: Uint8Array): boolean;
  /** Undefined for such a file. */
  finish(): Located | undefined;
}

/** @throws InputError from its methods, for a fault of the file */
export function createSeriesLocator(choice: ReadChoice): SeriesLocator {
  const places = createSeriesPlaces();
  let rows = new Uint32Array(1024);
  let starts = new Float64Array(1024);
  let lines = new Uint32Array(1024);
  let last = -1;
  let isContiguous = true;
  let bytes = 0;
  const reader = createPanelRows(choice, (panelRow) => {
    const { row, at } = panelRow;
    const { count } = places;
    const place = places.placeOf(panelRow);
    if (place < 0) return;
    if (place === count) {
      if (count === rows.length) {
        rows = larger(rows, new Uint32Array(count * 2));
        starts = larger(starts, new Float64Array(count * 2));
        lines = larger(lines, new Uint32Array(count * 2));
      }
      starts[place] = at;
      lines[place] = row.line;
    } else if (place !== last) isContiguous = false;
    rows[place]!++;
    last = place;
  });

  return {
    push(chunk) {
      bytes += chunk.length;
      return reader.push(chunk);
    },
    finish() {
      const head = reader.finish();
      const { count } = places;
      if (head === undefined || count === 0) return undefined;
      const found = rows.subarray(0, count);
      // Then ids may only number the rows of one series.
      if (!head.isNamed && !found.some((each) => each > 1)) return undefined;
      return {
        head,
        places,
        rows: found,
        starts: starts.subarray(0, count),
        lines: lines.subarray(0, count),
        isContiguous,
        bytes,
      };
    },
  };
}

function larger<Values extends Uint32Array | Float64Array>(values: Values, empty: Values): Values {
  empty.set(values);
  return empty;
}

export interface SeriesPlaces {
  readonly count: number;
  /**
   * In the order in which series first come; a new one gets the next place. -1 for a row of separators only.
   * @throws InputError csv.too-long or csv.id-too-long
   */
  placeOf(row: Pick<PanelRow, "row" | "id" | "width">): number;
}

function createSeriesPlaces(): SeriesPlaces {
  const places = new Map<string, number>();
  let idLength = 0;
  let block: Buffer | undefined;
  let previous: { place: number; starts: number[]; ends: number[] } = { place: -1, starts: [], ends: [] };

  function isPrevious(row: Row, id: readonly number[]): boolean {
    if (row.block !== block) return false;
    const { starts, ends } = previous;
    for (let at = 0; at < id.length; at++) {
      const column = id[at]!;
      if (!isSame(block, starts[at]!, ends[at]!, row.starts[column]!, row.ends[column]!)) return false;
    }
    return true;
  }

  return {
    get count() {
      return places.size;
    },
    placeOf({ row, id, width }) {
      if (isPrevious(row, id)) return previous.place;
      const texts = id.map((index) => textOf(row, index));
      const key = texts.join("\0");
      let place = places.get(key);
      if (place === undefined) {
        if (texts.includes("") && isBlank(row, width)) return -1;
        place = places.size;
        idLength += key.length;
        if (place === mostSeriesOfPanel || idLength > mostIdLength) throw tooMany(row, id[0]!, place);
        checkIds(texts, () => placeOf(row, id[0]!));
        places.set(key, place);
      }
      // Rows that are read by text have a block of their own.
      block = row.record === undefined ? row.block : undefined;
      previous = { place, starts: id.map((at) => row.starts[at]!), ends: id.map((at) => row.ends[at]!) };
      return place;
    },
  };
}

function tooMany(row: Row, column: number, count: number): InputError {
  const what =
    count === mostSeriesOfPanel
      ? `The file has more than ${mostSeriesOfPanel} series.`
      : `The ids of the first ${count} series are ${mostIdLength} characters long together; no more are kept.`;
  return new InputError(what, {
    code: "csv.too-long",
    ...placeOf(row, column),
    fix: "Split the file by series, or check that the id column is the one that tells series apart.",
  });
}
