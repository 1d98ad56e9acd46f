// The rows of the series that is looked at, read when it is.
import { useEffect, useState } from "preact/hooks";
import { readRows, type SeriesRows } from "./read-chunk.ts";

/** Undefined until they are read, and where the report has none. */
export function useRows(at: [chunk: number, place: number] | undefined): SeriesRows | undefined {
  const [read, setRead] = useState<{ key: string; rows: SeriesRows } | undefined>(undefined);
  const key = String(at);
  useEffect(() => {
    if (at === undefined) return undefined;
    let isWanted = true;
    void readRows(at).then((rows) => {
      if (isWanted) setRead({ key, rows });
    });
    return () => {
      isWanted = false;
    };
  }, [key]);
  return read?.key === key ? read.rows : undefined;
}

/** Years of history would squeeze a forecast of some weeks, so at first only the newest part is shown. */
const leastShown = 90;
const shownPerForecast = 5;

/** @param ahead rows that are forecast; @returns the first date that is shown at first */
export const startOf = (at: readonly number[], ahead: number): number | undefined =>
  at[at.length - Math.max(leastShown, shownPerForecast * ahead)];
