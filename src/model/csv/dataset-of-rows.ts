// The dataset from all that was parsed of a file, and what is to be said of it.
import { faultOf, InputError, isInputError, orInputError } from "../input-error.ts";
import type { Belief, Dataset, Series } from "../series/dataset.ts";
import { typicalFrequencyOf } from "../grid/infer-frequency.ts";
import { decodeText } from "./decode-text.ts";
import type { Columns } from "./find-columns.ts";
import { notesOf, sentencesOf } from "./found-notes.ts";
import { distinctRows, type SeriesRows } from "./growing-rows.ts";
import type { Parsing } from "./parse-rows.ts";
import { emptySeries, seriesOfRows, type FoundSeries, type SeriesContext } from "./series-of-rows.ts";
import { sentinelNote, withoutSentinels, type Sentinels } from "./sentinels.ts";
import { seriesName } from "../columns/series-name.ts";
import type { ReadingPlan } from "../careful/plan-reading.ts";
import { splitCsv, type Table } from "./split-csv.ts";

interface RowsContext {
  dateAt?: SeriesContext["dateAt"] | undefined;
  aggregates?: boolean | undefined;
  timezone?: string | undefined;
  areDatesTold?: boolean;
  datesInstead?: readonly string[];
}

/**
 * @param input the whole file, where it holds one series and is plain
 * @throws InputError when no series is without a fault
 */
export function datasetOf(
  state: Parsing,
  {
    hasMark,
    input,
    dateAt: findDate = (line) => input && dateAt(input, line, state.columns.date),
    plan,
    ...context
  }: RowsContext & {
    hasMark: boolean;
    input?: Uint8Array;
    plan?: Pick<ReadingPlan, "notes"> & { belief: Belief };
  },
): Dataset {
  const { table, columns } = state;
  const { series, found, rowsIn, firstError, sentinels } = seriesOf(state, { ...context, dateAt: findDate });
  if (rowsIn === 0) throw noRows(table);
  if (found.length === 0) throw firstError!;
  const names = namesOf(table, columns);
  const { targetColumn } = names;
  const isMany = hasMany(columns);
  const said = isMany
    ? sentencesOf(notesOf(found, rowsIn, firstError, sentinels), targetColumn)
    : [
        ...(sentinels === undefined ? [] : [sentinelNote(targetColumn, sentinels)]),
        ...warningsOfOne(found, targetColumn),
      ];
  return {
    ...names,
    series,
    rowsIn,
    typicalFrequency: isMany ? typicalFrequencyOf(series) : undefined,
    ...(isMany && { lastDate: lastDateOf(series) }),
    warnings: [...fixed(hasMark, table), ...(plan?.notes ?? []), ...said],
    ...(plan && { belief: plan.belief }),
  };
}

/** All that was parsed, as series; one with a fault keeps the rows that are left of it. */
export function seriesOf(
  { columns, groups }: Pick<Parsing, "columns" | "groups">,
  {
    dateAt: findDate = () => undefined,
    aggregates = false,
    areDatesTold = false,
    datesInstead = [],
    timezone,
  }: RowsContext,
) {
  const all = [...groups.values()];
  const context: SeriesContext = {
    names: columns.further.map(({ name }) => name),
    dateColumn: columns.date,
    keepsLines: columns.id.length === 0,
    zones: { named: timezone, found: new Map() },
    aggregates,
    areDatesTold,
    datesInstead,
    dateAt: findDate,
  };
  const found: FoundSeries[] = [];
  let firstError: InputError | undefined;
  let sentinels: Sentinels | undefined;
  const series = all.map((given) => {
    const rows = { ...given };
    const without = withoutSentinels(rows.closed);
    if (without !== undefined) {
      rows.closed = without.rows;
      const { value, count, firstLine } = without.left;
      sentinels = {
        value,
        count: count + (sentinels?.count ?? 0),
        firstLine: sentinels?.firstLine ?? firstLine,
      };
    }
    const one = rows.error ?? orInputError(() => seriesOfRows(rows, context));
    if (isInputError(one)) {
      firstError ??= one;
      return { ...(restOf(rows, context) ?? emptySeries(rows)), fault: faultOf(one) };
    }
    found.push(one);
    return one.series;
  });
  const rowsIn = all.reduce((sum, rows) => sum + rows.rowsIn, 0);
  return { series, found, rowsIn, firstError, sentinels };
}

const hasMany = ({ id, targets }: Columns): boolean => id.length > 0 || targets !== undefined;

/** Of the columns that are read. */
export function namesOf(
  { header }: Pick<Table, "header">,
  columns: Columns,
): Pick<Dataset, "idColumns" | "dateColumn" | "targetColumn"> {
  const nameOf = (index: number) => header[index]!;
  const ids = columns.id.map(nameOf);
  return {
    idColumns: columns.targets === undefined ? ids : [...ids, seriesName],
    dateColumn: (columns.dateParts?.columns ?? [{ index: columns.date }])
      .map(({ index }) => nameOf(index))
      .join(","),
    targetColumn: (columns.targets ?? [{ name: nameOf(columns.target) }]).map(({ name }) => name).join(","),
  };
}

export const lastDateOf = (series: readonly Series[]): number =>
  series.reduce((latest, { ds }) => Math.max(latest, ds.at(-1) ?? -Infinity), -Infinity);

/**
 * A column named id may simply number the rows of one series: then no id comes twice, and hardly a date, unless rows of
 * one date are put together.
 */
export function distinguishesSeries({ groups }: Parsing, aggregates: boolean): boolean {
  if ([...groups.values()].some(({ rowsIn }) => rowsIn > 1)) return true;
  if (aggregates) return false;
  const seen = new Set<number>();
  let again = 0;
  for (const { closed, open } of groups.values()) {
    for (const { wall, count } of [closed, open]) {
      for (let row = 0; row < count; row++) {
        if (seen.has(wall[row]!)) again++;
        seen.add(wall[row]!);
      }
    }
  }
  // A date may be there twice where clocks go back.
  return again * 10 > groups.size;
}

/** What is left of a series with a fault; of rows with one date, the last. Undefined when no value is left. */
function restOf(rows: SeriesRows, context: SeriesContext): FoundSeries["series"] | undefined {
  if (rows.closed.count === 0) return undefined;
  const rest = orInputError(() => seriesOfRows(distinctRows(rows), context));
  // Dates may be the same only once their zones are counted in.
  return isInputError(rest) ? undefined : rest.series;
}

function dateAt(input: Uint8Array, line: number, column: number) {
  const table = splitCsv(decodeText(input));
  const row = table.lines.indexOf(line);
  const place = { line, column: column + 1, excerpt: table.excerpt(row) };
  return { text: table.columns[column]![row]!.trim(), place };
}

export function noRows(table: Pick<Table, "headerLine" | "excerpt">): InputError {
  return new InputError("The file has a header, but no rows.", {
    code: "csv.no-rows",
    line: table.headerLine,
    column: 1,
    excerpt: table.excerpt(-1),
    fix: "Add one row per date below the header.",
  });
}

/** What could be fixed without a doubt. */
export function fixed(hasMark: boolean, { delimiter }: Pick<Table, "delimiter">): string[] {
  const separator = delimiter === ";" ? "semicolons" : delimiter === "\t" ? "tabs" : undefined;
  return [
    ...(hasMark ? ["The byte order mark was dropped."] : []),
    ...(separator === undefined ? [] : [`The fields are separated by ${separator}.`]),
  ];
}

function warningsOfOne([found]: readonly FoundSeries[], target: string): string[] {
  const { leftOut, wasSorted, notes } = found!;
  const { count, firstLine } = leftOut;
  return [
    ...(count === 1 ? [`Line ${firstLine} has no value in column ${target} and was left out.`] : []),
    ...(count > 1
      ? [`${count} rows have no value in column ${target} and were left out; the first is line ${firstLine}.`]
      : []),
    ...(wasSorted ? [] : ["The rows were not in the order of their dates and were sorted."]),
    ...notes,
  ];
}
