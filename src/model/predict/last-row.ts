// The last row of a series may be of a day that is not over, or a slip: whether it fits what came before, and what then.
import type { CommonParameters } from "../parameters/common-parameters.ts";
import { formatDate } from "../csv/parse-date.ts";
import { dayStyle, type DateStyle } from "../dates/date-style.ts";
import { InputError } from "../input-error.ts";
import type { ForecastModel } from "./forecast-model.ts";
import type { Numbers } from "../numeric/numbers.ts";
import { unusualLastValue, type UnusualValue } from "../statistical/unusual-values.ts";
import { stepsBetween, type Frequency } from "../time/frequency.ts";
import { onGrid } from "../time/regular-grid.ts";
import { calendarPeriods } from "../time/seasonal-periods.ts";

interface KnownRows {
  ds: Numbers;
  y: Numbers;
  columns?: Readonly<Record<string, Numbers>>;
  style?: DateStyle;
}

interface JudgedRows<Rows> {
  history: Rows;
  /** Sentences. */
  warnings: string[];
}

/** As many of the newest rows say what is usual; with days they hold two years and more, with hours the week. */
const newest = 1000;

/**
 * The rows without the last one where that is asked for, or where it stands alone. What is left out is a missing value to every
 * model: forecasts still begin after it.
 * The user's own model sees what the file has, unless told otherwise.
 * @throws InputError parameter.last-row
 */
export function withoutUnfitLastRow<Rows extends KnownRows>(
  history: Rows,
  frequency: Frequency,
  common: Pick<CommonParameters, "last-row">,
  { minimumRows, isOwn, repeatsRows }: Pick<ForecastModel, "minimumRows" | "isOwn" | "repeatsRows">,
): JudgedRows<Rows> {
  const rows = history.y.length;
  if (common["last-row"] === "drop") {
    if (rows - 1 < minimumRows) {
      throw new InputError(
        `Without the last row there ${rows === 2 ? "is 1 row" : `are ${rows - 1} rows`} left, and the model needs at least ${minimumRows}.`,
        { code: "parameter.last-row", fix: "Set last-row to keep, or send a longer history." },
      );
    }
    return { history: without(history), warnings: [] };
  }
  const found =
    common["last-row"] === "keep" || isOwn === true || rows <= minimumRows
      ? undefined
      : unfitLastRow(history, frequency);
  if (found === undefined) return { history, warnings: [] };
  const noted = sentence(history, found, frequency);
  if (repeatsRows) {
    return {
      history,
      warnings: [`${noted}. The model repeats it all the same; last-row=drop leaves it out.`],
    };
  }
  return {
    history: without(history),
    warnings: [`${noted}, and is left out. last-row=keep takes it as it is.`],
  };
}

function unfitLastRow({ ds, y }: KnownRows, frequency: Frequency): UnusualValue | undefined {
  const from = Math.max(0, y.length - newest);
  const grid = Float64Array.from(gridOf(ds.slice(from), y.slice(from), frequency));
  const last = unusualLastValue(grid, calendarPeriods(frequency));
  return last?.isEvent === true ? undefined : last;
}

/** Steps without a row before the last one are not drawn towards it. */
function gridOf(ds: Numbers, y: Numbers, frequency: Frequency): Iterable<number> {
  const missing = stepsBetween(frequency, ds.at(-2)!, ds.at(-1)!) - 1;
  const rows = missing > 0 ? ds.length - 1 : ds.length;
  const known = { ds: Array.from(ds.slice(0, rows)), y: Array.from(y.slice(0, rows)) };
  const grid = onGrid(known, { ds: [] }, frequency, 1).y;
  if (missing <= 0) return grid;
  return [...grid, ...Array<number>(Math.min(newest, missing)).fill(y.at(-2)!), y.at(-1)!];
}

function sentence(
  { ds, style = dayStyle }: KnownRows,
  { value, expected }: UnusualValue,
  frequency: Frequency,
): string {
  const about = Number(expected.toPrecision(2));
  const is = `The last row (${formatDate(ds.at(-1)!, style)}: ${value}) does not fit the rows before it, which let expect about ${about}`;
  const cause =
    value * expected >= 0 && Math.abs(value) < Math.abs(expected)
      ? `it looks incomplete, as of a ${periodOf(frequency)} that is not over`
      : "it looks like a spike";
  return `${is}: ${cause}`;
}

function periodOf(frequency: Frequency): string {
  if (frequency.kind === "business") return "day";
  if (frequency.kind === "months")
    return ({ 1: "month", 3: "quarter", 12: "year" } as Record<number, string>)[frequency.months] ?? "period";
  const names: Record<number, string> = { 60: "minute", 3600: "hour", 86_400: "day", 604_800: "week" };
  return names[frequency.seconds] ?? "period";
}

function without<Rows extends KnownRows>(history: Rows): Rows {
  const columns = Object.entries(history.columns ?? {}).map(([name, values]) => [name, values.slice(0, -1)]);
  return {
    ...history,
    ds: history.ds.slice(0, -1),
    y: history.y.slice(0, -1),
    ...(history.columns !== undefined && { columns: Object.fromEntries(columns) }),
  };
}
