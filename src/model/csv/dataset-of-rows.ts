// The dataset from all that was parsed of a file, and what is to be said of it.
import { faultOf, InputError, isInputError, orInputError } from "../input-error.ts";
import type { Belief, Dataset } from "../series/dataset.ts";
import { typicalFrequencyOf } from "../grid/infer-frequency.ts";
import { decodeText } from "./decode-text.ts";
import { distinctRows, type SeriesRows } from "./growing-rows.ts";
import type { Parsing } from "./parse-rows.ts";
import { emptySeries, seriesOfRows, type FoundSeries, type SeriesContext } from "./series-of-rows.ts";
import { sentinelNote, withoutSentinels, type Sentinels } from "./sentinels.ts";
import { seriesName } from "../columns/series-name.ts";
import type { ReadingPlan } from "../careful/plan-reading.ts";
import { splitCsv, type Table } from "./split-csv.ts";

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
    aggregates = false,
    timezone,
  }: {
    hasMark: boolean;
    input?: Uint8Array;
    dateAt?: SeriesContext["dateAt"];
    plan?: Pick<ReadingPlan, "notes"> & { belief: Belief };
    aggregates?: boolean | undefined;
    timezone?: string | undefined;
  },
): Dataset {
  const { table, columns, groups } = state;
  const all = [...groups.values()];
  const rowsIn = all.reduce((sum, rows) => sum + rows.rowsIn, 0);
  if (rowsIn === 0) throw noRows(table);
  const isMany = columns.id.length > 0 || columns.targets !== undefined;
  const context: SeriesContext = {
    names: columns.further.map(({ name }) => name),
    dateColumn: columns.date,
    keepsLines: columns.id.length === 0,
    zones: { named: timezone, found: new Map() },
    aggregates,
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
  if (found.length === 0) throw firstError!;
  const nameOf = (index: number) => table.header[index]!;
  const targetColumn = (columns.targets ?? [{ name: nameOf(columns.target) }])
    .map(({ name }) => name)
    .join(",");
  const warn = isMany ? warningsOfMany : warningsOfOne;
  const ids = columns.id.map(nameOf);
  return {
    idColumns: columns.targets === undefined ? ids : [...ids, seriesName],
    dateColumn: (columns.dateParts?.columns ?? [{ index: columns.date }])
      .map(({ index }) => nameOf(index))
      .join(","),
    targetColumn,
    series,
    rowsIn,
    typicalFrequency: isMany ? typicalFrequencyOf(series) : undefined,
    ...(isMany && {
      lastDate: series.reduce((latest, { ds }) => Math.max(latest, ds.at(-1) ?? -Infinity), -Infinity),
    }),
    warnings: [
      ...fixed(hasMark, table),
      ...(plan?.notes ?? []),
      ...(sentinels === undefined ? [] : [sentinelNote(targetColumn, sentinels)]),
      ...warn(found, targetColumn),
    ],
    ...(plan && { belief: plan.belief }),
  };
}

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
function fixed(hasMark: boolean, { delimiter }: Pick<Table, "delimiter">): string[] {
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

function warningsOfMany(found: readonly FoundSeries[], target: string): string[] {
  const gappy = found.filter(({ leftOut }) => leftOut.count > 0);
  const count = gappy.reduce((sum, { leftOut }) => sum + leftOut.count, 0);
  const line = gappy.reduce((least, { leftOut }) => Math.min(least, leftOut.firstLine), Infinity);
  const moved = found.filter(({ wasSorted }) => !wasSorted).length;
  const noted = found.filter(({ notes }) => notes.length > 0);
  return [
    ...(count > 0
      ? [
          `${count === 1 ? "1 row has" : `${count} rows have`} no value in column ${target} and ${count === 1 ? "was" : "were"} left out; the first is line ${line}.`,
        ]
      : []),
    ...(moved > 0
      ? [
          `In ${moved} of ${found.length} series the rows were not in the order of their dates and were sorted.`,
        ]
      : []),
    ...noted
      .slice(0, 1)
      .map(
        ({ series, notes }) =>
          `${noted.length === 1 ? "In series" : `In ${noted.length} series, the first of which is`} ${series.id.join(", ")}: ${notes[0]!}`,
      ),
  ];
}
