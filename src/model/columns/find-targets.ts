// The column of the values, or several of them that become series of their own.
import { columnNamed, type Header } from "../csv/find-columns.ts";
import { looksLikeNumbers } from "../numbers/find-number-format.ts";
import { ask, noValueColumn } from "./column-errors.ts";
import {
  isAdjusted,
  isCalendarName,
  isHighPrice,
  isIdName,
  isLastPrice,
  isLowPrice,
  isMapName,
  isPlaceName,
  isRowNumberName,
  isValueName,
  saysValueAlone,
} from "./column-names.ts";
import { madeNames } from "./made-names.ts";
import { certaintyOf, type ColumnProfile } from "./profile-columns.ts";

export interface Targets {
  columns: ColumnProfile[];
  note?: string;
}

/** A table with so many columns of numbers has a column a series; of fewer, one is meant. */
const leastOfWideTable = 4;

/**
 * @param wanted a column, several as `a,b`, or `*` for all that hold numbers
 * @param taken columns that hold something else
 * @param isTable whether a date has one row, or one row a series; a list of events has not
 * @throws InputError csv.no-value-column or csv.duplicate-column
 */
export function findTargets(
  header: Header,
  profiles: readonly ColumnProfile[],
  wanted: string | undefined,
  taken: readonly number[],
  isTable: boolean,
): Targets {
  const open = profiles.filter(({ index, filled }) => filled > 0 && !taken.includes(index));
  const numeric = open.filter(({ numbers }) => numbers.kind !== "none");
  const name = wanted ?? "y";
  const named = columnNamed(header, name);
  if (named !== undefined && !(wanted === undefined && taken.includes(named)))
    return { columns: [profiles[named]!] };
  if (wanted !== undefined && wanted !== "*") {
    const names = wanted.split(",").map((each) => each.trim());
    const columns = names.map((each) => columnNamed(header, each));
    const missing = names.find((_, at) => columns[at] === undefined);
    if (missing !== undefined) throw noValueColumn(header, profiles, missing);
    return { columns: columns.map((index) => profiles[index!]!) };
  }
  const values = standingOut(numeric, header);
  if (wanted === "*") {
    refuseTwins(numeric, header);
    if (values.length === 0) throw noValueColumn(header, profiles, undefined);
    return { columns: values };
  }
  // With a single other column, a wrong cell in it is the better thing to report.
  const [only, ...others] = open.length === 1 ? open : values;
  if (only === undefined) {
    // By its name, none of two columns that share one can be chosen.
    for (const each of numeric) columnNamed(header, each.name);
    throw noValueColumn(header, profiles, undefined);
  }
  if (open.length === 1) return { columns: [only], note: `The values are read from column ${only.name}.` };
  if (others.length === 0) {
    if (!isValueName(only.name)) refuseTwins(numeric, header);
    const beside = numeric.length > 1 ? "the one that can be forecast" : "the only one that holds numbers";
    return { columns: [only], note: `The values are read from column ${only.name}, ${beside}.` };
  }
  const made = madeNames(values.map((value) => value.name));
  const measured = values.filter((value) => !made.has(value.name));
  if (measured.length === 1) {
    refuseTwins(numeric, header);
    const [one] = measured;
    const rest = values.filter((value) => value !== one).map((value) => value.name);
    const what = rest.every((each) => isAdjusted(each, one!.name))
      ? "its adjusted form"
      : "what was made from it";
    return {
      columns: measured,
      note: `The values are read from column ${one!.name}, beside ${what}: ${shown(rest)}.`,
    };
  }
  const isQuote = [isHighPrice, isLowPrice].every((is) => open.some((column) => is(column.name)));
  const isUsual = isQuote ? isLastPrice : isValueName;
  const isOneOfMany = competing(measured) > mostBesideValue;
  const usual = values.filter(({ name: each }) => isUsual(each) && !(saysValueAlone(each) && isOneOfMany));
  if (usual.length === 1) {
    const rest = values.filter((column) => column !== usual[0]).map((column) => column.name);
    return {
      columns: usual,
      note: `The values are read from column ${usual[0]!.name}, by its name; ${shown(rest)} hold numbers too.`,
    };
  }
  if (isTable && values.length >= leastOfWideTable) {
    refuseTwins(numeric, header);
    return {
      columns: values,
      note: `${values.length} columns hold numbers, so each is a series of its own: ${shown(values.map((column) => column.name))}. Set the parameter target to forecast one of them.`,
    };
  }
  throw ask(
    header,
    "target",
    "numbers",
    values.map((column) => column.name),
  );
}

/** Beside more other measures, `value` is one of them: the worth of a firm. */
const mostBesideValue = 1;

/** Other measures beside one: codes and places are none. */
const competing = (measured: readonly ColumnProfile[]): number =>
  measured.filter(({ name }) => !isIdName(name) && !isPlaceName(name)).length - 1;

/** What a careful reader would forecast; the others too where nothing else is there. */
function standingOut(numeric: readonly ColumnProfile[], header: Header): ColumnProfile[] {
  const nameable = numeric.filter(({ name }) => name !== "" && isUnique(name, header));
  const measured = nameable.filter(mayBeMeasured);
  const found = isMapped(measured) ? measured.filter(({ name }) => !isMapName(name)) : measured;
  if (found.length > 0) return found;
  // A column of no interest is not taken because those of interest share their name.
  refuseTwins(numeric, header);
  return nameable.length > 0 ? nameable : numeric.filter(({ name }) => name === "");
}

/**
 * Columns that share a name cannot be told apart, so that what is left beside them is neither all nor the only one.
 *
 * @throws InputError csv.duplicate-column
 */
function refuseTwins(numeric: readonly ColumnProfile[], header: Header): void {
  const twin = numeric.find(
    (column) => column.name !== "" && !isUnique(column.name, header) && mayBeMeasured(column),
  );
  if (twin !== undefined) columnNamed(header, twin.name);
}

const mayBeMeasured = (column: ColumnProfile): boolean =>
  looksLikeNumbers(column.numbers) &&
  !isCalendarName(column.name) &&
  !isDates(column) &&
  !countsRows(column) &&
  !isFlag(column) &&
  !isCode(column);

/** Where each row is on the map, beside something that was measured there. */
const isMapped = (columns: readonly ColumnProfile[]): boolean =>
  columns.filter(({ name }) => isMapName(name)).length === 2 && columns.length > 2;

/** A few long numbers of one length that come again and again, as the EAN of a meter. */
const isCode = ({ distinct, filled, repeats }: ColumnProfile): boolean =>
  repeats &&
  distinct.length <= mostCodes &&
  filled >= 4 * distinct.length &&
  distinct.every((text) => /^\d{13,}$/.test(text) && text.length === distinct[0]!.length);

/** As many different texts of a column are kept, but for one. */
const mostCodes = 12;

/** Another form of the dates: `key_as_string` beside `key`, in milliseconds. */
const isDates = ({ dates }: ColumnProfile): boolean => ["certain", "likely"].includes(certaintyOf(dates));

const isUnique = (name: string, { header }: Header): boolean =>
  header.filter((each) => each === name).length === 1;

/** A column without a name, or named as indexes are, that counts the rows; any first column that does. */
const countsRows = ({ countsUp, name, index }: ColumnProfile): boolean =>
  countsUp && (isRowNumberName(name) || index === 0);

/** One value in all rows, or 0 and 1 alone. */
const isFlag = ({ distinct, filled }: ColumnProfile): boolean =>
  filled > 2 &&
  (distinct.length === 1 || (distinct.length === 2 && distinct.every((text) => /^[01](\.0*)?$/.test(text))));

function shown(names: readonly string[]): string {
  const first = names.slice(0, 6).join(", ");
  return names.length > 6 ? `${first} and ${names.length - 6} more` : first;
}
