// A file that is not plain, in two passes: the first decides how it is read, the second reads it.
import { isUtf8 } from "node:buffer";
import { wideNames } from "../columns/find-wide.ts";
import { dateTextOf } from "../columns/find-ids.ts";
import { createDateReader } from "../dates/date-format.ts";
import { isInputError, type InputError, type Place } from "../input-error.ts";
import { createNumberReader } from "../numbers/find-number-format.ts";
import type { Belief, Dataset } from "../series/dataset.ts";
import { datasetOf } from "../csv/dataset-of-rows.ts";
import { decodeText, hasByteOrderMark, withLineFeeds } from "../csv/decode-text.ts";
import type { Columns, ReadChoice } from "../csv/find-columns.ts";
import type { CellReaders } from "../csv/add-cells.ts";
import { parseRows, startParsing } from "../csv/parse-rows.ts";
import { parseWide } from "./parse-wide.ts";
import { planReading, type ReadingPlan, type WidePlan } from "./plan-reading.ts";
import { scanRows } from "./scan-rows.ts";
import { placeOf } from "../csv/split-row.ts";

/** @throws InputError csv.* */
export function readCarefully(input: Uint8Array, choice: ReadChoice): Dataset {
  // Says what is wrong with bytes that are no text.
  if (!isUtf8(input) || input.includes(0) || input.length === 0) decodeText(input);
  const hasMark = hasByteOrderMark(input);
  const text = hasMark ? input.subarray(3) : input;
  const bytes = text.includes(0x0a) ? text : withLineFeeds(text);
  const plan = planReading(bytes, choice);
  const areDatesTold = choice.dateFormat !== undefined;
  const { header, body } = plan;
  if (plan.kind === "wide") {
    const { table, numbers, skip } = plan;
    return datasetOf(parseWide(bytes, header, body, table, numbers, skip), {
      hasMark,
      plan: { notes: plan.notes, belief: beliefOf(plan) },
      aggregates: choice.aggregates,
      areDatesTold,
    });
  }
  const { columns } = plan;
  const isOne = columns.id.length === 0 && columns.targets === undefined;
  const state = startParsing(
    header,
    body.line,
    columns,
    isOne ? choice.negativeFix : undefined,
    readersOf(plan),
  );
  parseRows(state, bytes, body.start, true);
  return datasetOf(state, {
    hasMark,
    dateAt,
    plan: { notes: plan.notes, belief: beliefOf(plan) },
    aggregates: choice.aggregates,
    areDatesTold,
    datesInstead: plan.datesInstead,
    timezone: choice.timezone,
  });

  function dateAt(line: number) {
    let found: { text: string; place: Place } | undefined;
    scanRows(bytes, body, (row, fields) => {
      if (row.line !== line || fields !== body.width) return;
      found = { text: dateTextOf(row, dateOf(columns)), place: placeOf(row, columns.date) };
    });
    return found;
  }
}

function beliefOf(plan: ReadingPlan | WidePlan): Belief {
  const { headerLine, delimiter, header, isNumbered } = plan.header;
  const at = { headerLine: isNumbered ? undefined : headerLine, delimiter };
  if (plan.kind === "wide")
    return { ...at, dates: plan.table.format, numbers: [{ column: wideNames.target, format: plan.numbers }] };
  const numbers = [...plan.numbers].map(([index, format]) => ({ column: header[index]!, format }));
  return { ...at, dates: plan.dates, numbers };
}

function readersOf({ body, columns, dates, numbers, skip }: ReadingPlan): CellReaders {
  const date = dateOf(columns);
  const readers = new Map<number, (text: string) => number | undefined>(
    [...numbers].map(([index, format]) => [index, createNumberReader(format)]),
  );
  if (columns.countsRows === true) readers.set(columns.target, () => 1);
  return {
    body,
    dateText: (row) => dateTextOf(row, date),
    date: createDateReader(dates),
    numbers: readers,
    skip,
  };
}

const dateOf = ({ date, dateParts }: Columns) => ({ index: date, ...(dateParts && { parts: dateParts }) });

/** Faults of the table as a whole, which the careful way knows more of. */
const ofTheTable: ReadonlySet<string> = new Set([
  "csv.no-date-column",
  "csv.no-value-column",
  "csv.no-header",
]);

/**
 * @param plain what the fast way gave; undefined when the file is not for it
 * @throws the better InputError, when both ways failed
 */
export function betterOf(plain: Dataset | InputError | undefined, careful: Dataset | InputError): Dataset {
  if (!isInputError(careful)) {
    const isBetter = plain === undefined || isInputError(plain) || faultsOf(careful) < faultsOf(plain);
    return isBetter ? careful : plain;
  }
  if (plain === undefined) throw careful;
  if (!isInputError(plain)) return plain;
  // Rows that are ragged only below a line that is no header are none.
  const goesOn = (careful.line ?? 0) > (plain.line ?? 0) || ofTheTable.has(careful.code);
  const isBetter = careful.choices !== undefined || (plain.code === "csv.ragged" && goesOn);
  throw isBetter ? careful : plain;
}

const faultsOf = ({ series }: Dataset): number => series.filter(({ fault }) => fault !== undefined).length;
