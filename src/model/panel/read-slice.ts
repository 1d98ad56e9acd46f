// The series of a slice from its rows, as the reader of the whole file would read them.
import { fixed, namesOf, seriesOf } from "../csv/dataset-of-rows.ts";
import { notesOf, type FoundNotes } from "../csv/found-notes.ts";
import { parseRows, startParsing } from "../csv/parse-rows.ts";
import type { Dataset, Series } from "../series/dataset.ts";
import type { PanelHead } from "./panel-rows.ts";

/** Rows that follow one another in the file from a line on, or the line of each. */
export interface RowsOfSlice {
  bytes: Uint8Array;
  lines: number | Uint32Array;
}

export function readSlice(
  { header, headerLine, delimiter, excerpt, columns }: PanelHead,
  parts: readonly RowsOfSlice[],
  { aggregates }: { aggregates?: boolean | undefined } = {},
): { series: Series[]; notes: FoundNotes } {
  const table = { header, headerLine, delimiter, excerpt: () => excerpt };
  const state = startParsing(table, headerLine + 1, columns, undefined);
  for (const { bytes, lines } of parts) {
    state.lines = typeof lines === "number" ? undefined : { of: lines, read: 0 };
    state.line = typeof lines === "number" ? lines : lines[0]!;
    parseRows(state, bytes, 0, true);
  }
  const { series, found, rowsIn, firstError, sentinels } = seriesOf(state, { aggregates });
  return { series, notes: notesOf(found, rowsIn, firstError, sentinels) };
}

/** The columns that are read, and what is said of the file as a whole. */
export const aboutPanel = (
  head: PanelHead,
): Pick<Dataset, "idColumns" | "dateColumn" | "targetColumn" | "warnings"> => ({
  ...namesOf(head, head.columns),
  warnings: fixed(head.hasMark, head),
});
