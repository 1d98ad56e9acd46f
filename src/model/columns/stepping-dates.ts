// Two columns of dates that tell the rows apart together, such as the year of a budget and the year that it plans for: the
// one that steps from row to row holds the dates, the other the series.
import { scanRows, type Body } from "../careful/scan-rows.ts";
import { textOf } from "../csv/split-row.ts";
import type { ColumnProfile } from "./profile-columns.ts";

/** Rows that show it. */
const mostRows = 10_000;

/** @returns undefined where the rows do not show it */
export function steppingDates(
  columns: readonly ColumnProfile[],
  bytes: Uint8Array,
  body: Body,
): { dates: ColumnProfile; id: ColumnProfile } | undefined {
  const [first, second, ...others] = columns;
  if (first === undefined || second === undefined || others.length > 0) return undefined;
  if (!first.repeats || !second.repeats) return undefined;
  const pairs = new Set<string>();
  let [rows, steps] = [0, 0];
  let before: readonly [string, string] | undefined;
  scanRows(bytes, body, (row, fields) => {
    if (fields !== body.width || rows === mostRows) return;
    const pair = [textOf(row, first.index), textOf(row, second.index)] as const;
    if (before !== undefined) steps += Number(pair[0] !== before[0]) - Number(pair[1] !== before[1]);
    before = pair;
    pairs.add(pair.join("\0"));
    rows++;
  });
  if (pairs.size < rows || steps === 0) return undefined;
  return steps > 0 ? { dates: first, id: second } : { dates: second, id: first };
}
