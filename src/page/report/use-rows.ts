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
