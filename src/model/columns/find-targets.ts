// The column of the values, or several of them that become series of their own.
import { columnNamed, type Header } from "../csv/find-columns.ts";
import { ask, noValueColumn } from "./column-errors.ts";
import { datePartOf, isRowNumberName } from "./column-names.ts";
import type { ColumnProfile } from "./profile-columns.ts";

export interface Targets {
  columns: ColumnProfile[];
  note?: string;
}

/**
 * @param wanted a column, several as `a,b`, or `*` for all that hold numbers
 * @param taken columns that hold something else
 * @throws InputError csv.no-value-column or csv.duplicate-column
 */
export function findTargets(
  header: Header,
  profiles: readonly ColumnProfile[],
  wanted: string | undefined,
  taken: readonly number[],
): Targets {
  const open = profiles.filter(({ index, filled }) => filled > 0 && !taken.includes(index));
  const numeric = open.filter((column) => column.numbers.kind !== "none" && !countsRows(column, open));
  if (wanted === "*") {
    if (numeric.length === 0) throw noValueColumn(header, profiles, undefined);
    return { columns: numeric };
  }
  const name = wanted ?? "y";
  const named = columnNamed(header, name);
  if (named !== undefined && !(wanted === undefined && taken.includes(named)))
    return { columns: [profiles[named]!] };
  if (wanted !== undefined) {
    const names = wanted.split(",").map((each) => each.trim());
    const columns = names.map((each) => columnNamed(header, each));
    const missing = names.find((_, at) => columns[at] === undefined);
    if (missing !== undefined) throw noValueColumn(header, profiles, missing);
    return { columns: columns.map((index) => profiles[index!]!) };
  }
  // With a single other column, a wrong cell in it is the better thing to report.
  const [only, ...others] = open.length === 1 ? open : withoutDateParts(numeric);
  if (only === undefined) throw noValueColumn(header, profiles, undefined);
  if (others.length > 0) {
    const names = [only, ...others].map((column) => column.name);
    // By its name, none of two columns that share one can be chosen.
    for (const each of names) columnNamed(header, each);
    throw ask(header, "target", "numbers", names);
  }
  const note =
    open.length === 1
      ? `The values are read from column ${only.name}.`
      : `The values are read from column ${only.name}, the only one that holds numbers.`;
  return { columns: [only], note };
}

/** A column without a name, or named as indexes are, that counts the rows; any first column that does, beside others. */
const countsRows = ({ isRowNumber, name, index }: ColumnProfile, open: readonly ColumnProfile[]): boolean =>
  isRowNumber && (isRowNumberName(name) || (index === 0 && open.length > 1));

/** Year and month beside a date say nothing new. */
function withoutDateParts(columns: readonly ColumnProfile[]): ColumnProfile[] {
  const others = columns.filter(({ name }) => datePartOf(name) === undefined);
  return others.length > 0 ? others : [...columns];
}
