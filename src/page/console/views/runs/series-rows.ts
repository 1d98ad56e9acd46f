// Rows of a list of series, read from the server page by page as they are looked at.
import type { SeriesPage, SeriesRow } from "../../../../console/contract/forecasts.ts";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { query } from "../../state/paths.ts";
import { ask, faultOf, type Fault } from "../../state/api.ts";

const pageRows = 200;

interface Held {
  key: string;
  idColumns: readonly string[];
  count: number;
  found: number;
  rows: ReadonlyMap<number, SeriesRow>;
  fault?: Fault;
}

const nothing: Held = { key: "", idColumns: [], count: 0, found: 0, rows: new Map() };

export interface SeriesRows {
  idColumns: readonly string[];
  count: number;
  found: number;
  /** Undefined until it is read. */
  rowAt: (place: number) => SeriesRow | undefined;
  /** Of a series by its index; undefined where it is not among those that were found and read. */
  placeOf: (index: number) => number | undefined;
  onView: (from: number, to: number) => void;
  fault: Fault | undefined;
}

export function useSeriesRows(path: string, search: string, state: string): SeriesRows {
  const key = JSON.stringify([path, search, state]);
  const [held, setHeld] = useState<Held>(nothing);
  const asked = useRef<{ key: string; pages: Set<number>; abort: AbortController } | undefined>(undefined);

  const read = useCallback(
    (page: number) => {
      if (asked.current?.key !== key) {
        asked.current?.abort.abort();
        asked.current = { key, pages: new Set(), abort: new AbortController() };
      }
      const { pages, abort } = asked.current;
      if (pages.has(page)) return;
      pages.add(page);
      const asks = query({ offset: String(page * pageRows), limit: String(pageRows), search, state });
      ask<SeriesPage>(`${path}/series${asks}`, { signal: abort.signal }).then(
        ({ idColumns, count, found, offset, rows }) =>
          setHeld((before) => ({
            key,
            idColumns,
            count,
            found,
            rows: new Map([
              ...(before.key === key ? before.rows : []),
              ...rows.map((row, place) => [offset + place, row] as const),
            ]),
          })),
        (error: unknown) => {
          if (abort.signal.aborted) return;
          pages.delete(page);
          setHeld((before) => ({ ...before, fault: faultOf(error) }));
        },
      );
    },
    [key],
  );
  useEffect(() => read(0), [read]);
  useEffect(() => () => asked.current?.abort.abort(), []);

  const onView = useCallback(
    (from: number, to: number) => {
      for (let page = Math.floor(from / pageRows); page * pageRows < to; page += 1) read(page);
    },
    [read],
  );
  return useMemo(() => {
    const places = new Map([...held.rows].map(([place, { index }]) => [index, place]));
    return {
      idColumns: held.idColumns,
      count: held.count,
      found: held.found,
      rowAt: (place) => held.rows.get(place),
      placeOf: (index) => places.get(index),
      onView,
      fault: held.fault,
    };
  }, [held, onView]);
}
