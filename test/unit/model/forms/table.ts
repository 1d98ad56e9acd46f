// The table of a random file: its names, its cells as text and as values, and what a reader is to make of it.
import type { FormOfFile } from "./form-of-file.ts";
import { drawsOf, type Draw } from "./random.ts";
import { openSignOf, textsOf, unitsOf, valueOf } from "./values.ts";

export interface Cell {
  text: string;
  value: Date | number | string | null;
}

export interface Meant {
  idColumns: string[];
  /** Instants in seconds and values in the order of time, by the ids of the series. */
  series: Record<string, [ds: number, y: number][]>;
  frequency: string;
  /** A parameter that the file leaves open for certain, and the choices to be offered. */
  asks?: { parameter: "target"; values: string[] };
  /** Parameters that may be asked for, since two readings of the cells fit. */
  mayAsk: ReadonlySet<string>;
  /** The sign that stands in all cells that have one, before three digits. */
  openSign?: "." | "," | undefined;
}

export interface Table {
  header: Cell[];
  rows: Cell[][];
  dateIndex: number;
  /** Of the columns of values the sum; empty where a sum says nothing. */
  total: string[];
  units: string[];
  meant: Meant;
}

export const textCell = (text: string): Cell => ({ text, value: text });
export const idOf = (ids: readonly string[]): string => ids.join(" / ");

const codes = ["1", "2", "3", "4", "5", "6"];
const places = ["north", "Köln", "south", "Zürich", "east", "Łódź"];
const isUsualValueName = (name: string, columns: number): boolean =>
  // Beside more than one other measure, a value is one of them.
  name === "Sales" || (name === "value" && columns <= 2);

interface Column {
  name: string;
  /** Undefined where the file has no value. */
  units: (number | undefined)[];
  texts: string[];
}

export function tableOf(form: FormOfFile): Table {
  const draw = drawsOf(form.seed);
  const dates = datesOf(form);
  const names = seriesNames(form);
  const columns = names.map((name, index) => columnOf(form, draw, name, dates.length, index));
  const meant = meantBy(form, dates, columns);
  const table =
    form.layout === "dates" ? wideTable(form, dates, columns) : rowsTable(form, draw, dates, columns);
  return { ...table, meant };
}

/** Rows that lie inside, by thousandths of the series. */
const insideAt = (thousandths: readonly number[], count: number): Set<number> =>
  new Set(thousandths.map((each) => 1 + Math.floor((each / 1000) * (count - 2))));

function datesOf({ spacing, start, count, absent }: FormOfFile): Date[] {
  const left = insideAt(absent, count);
  return spacing.dates(start, count).filter((_, row) => !left.has(row));
}

function seriesNames(form: FormOfFile): string[] {
  const { layout, seriesCount, valueNames, hasNumericIds, idName } = form;
  if (layout === "single") return valueNames.slice(0, 1);
  if (layout === "columns") return valueNames.slice(0, seriesCount);
  const isId = layout === "long" && hasNumericIds && ["shop", "Filiale", "item_id"].includes(idName);
  return (isId ? codes : places).slice(0, seriesCount);
}

function columnOf(form: FormOfFile, draw: Draw, name: string, rows: number, index: number): Column {
  const units = unitsOf(form, draw).slice(0, rows);
  const missing = insideAt(
    form.missing.map((each) => (each + 137 * index) % 1000),
    rows,
  );
  return {
    name,
    units: units.map((count, row) => (missing.has(row) ? undefined : count)),
    texts: textsOf(units, form).map((text, row) => (missing.has(row) ? form.missingWord : text)),
  };
}

function meantBy(form: FormOfFile, dates: readonly Date[], columns: readonly Column[]): Meant {
  const { layout, spacing, idName } = form;
  const named = columns.find(({ name }) => name === "y");
  const usual = columns.filter(({ name }) => isUsualValueName(name, columns.length));
  const isWide = layout === "columns";
  const only = isWide ? (named ?? (usual.length === 1 ? usual[0] : undefined)) : undefined;
  const read = only === undefined ? columns : [only];
  const isOne = read.length === 1 && (isWide || layout === "single");
  const open = isTypedIn(form)
    ? []
    : columns.map(({ texts, units }) => openSignOf(texts.filter((_, row) => units[row] !== undefined)));
  const openSign = open.find((sign) => sign !== undefined);
  const asks =
    isWide && only === undefined && columns.length < 4
      ? { parameter: "target" as const, values: columns.map(({ name }) => name) }
      : undefined;
  return {
    idColumns: isOne ? [] : [isWide ? "series" : idName],
    series: Object.fromEntries(
      read.map(({ name, units }) => [
        isOne ? "" : name,
        units.flatMap((count, row) =>
          count === undefined
            ? []
            : [[dates[row]!.getTime() / 1000, valueOf(count, form)] as [number, number]],
        ),
      ]),
    ),
    frequency: spacing.name,
    ...(asks && { asks }),
    mayAsk: new Set([
      ...((form.date.hasTwins === true || form.date.name === "excel") && !hasTypedDates(form)
        ? ["date-format"]
        : []),
      ...(openSign === undefined ? [] : ["decimal"]),
    ]),
    openSign,
  };
}

const isTypedIn = ({ isTyped, container }: FormOfFile): boolean => isTyped && container !== "text";
const hasTypedDates = (form: FormOfFile): boolean =>
  isTypedIn(form) && (form.container === "parquet" || form.container === "xlsx");

function dateCell(form: FormOfFile, date: Date): Cell {
  const text = form.date.write(date);
  if (hasTypedDates(form)) return { text, value: date };
  const isNumber = isTypedIn(form) && String(Number(text)) === text;
  return { text, value: isNumber ? Number(text) : text };
}

function valueCell(form: FormOfFile, { units, texts }: Column, row: number): Cell {
  const text = texts[row]!;
  if (!isTypedIn(form)) return textCell(text);
  return { text, value: units[row] === undefined ? null : valueOf(units[row], form) };
}

type TableOnly = Omit<Table, "meant">;

/** A row a series, a column a date. */
function wideTable(form: FormOfFile, dates: readonly Date[], columns: readonly Column[]): TableOnly {
  const order = dates.map((_, row) => row);
  // Nobody mixes columns of dates.
  if (form.order !== "ascending") order.reverse();
  const label = form.useless === "unit" ? [textCell("unit")] : [];
  return {
    header: [textCell(form.idName), ...label, ...order.map((row) => dateCell(form, dates[row]!))],
    rows: columns.map((column) => [
      textCell(column.name),
      ...label.map(() => textCell("kWh")),
      ...order.map((row) => valueCell(form, column, row)),
    ]),
    dateIndex: 0,
    total: [],
    units: [],
  };
}

/** A row a date, with a column a series or a column of ids. */
function rowsTable(
  form: FormOfFile,
  draw: Draw,
  dates: readonly Date[],
  columns: readonly Column[],
): TableOnly {
  const isLong = form.layout === "long";
  const all = isLong ? columns.map((column) => [column]) : [columns];
  const at = dates.flatMap((_, row) => all.map((_, series) => ({ row, series })));
  if (form.isBySeries) at.sort((a, b) => a.series - b.series || a.row - b.row);
  const places = ordered(at, form, draw);
  const { useless } = form;
  const values = (isLong ? form.valueNames.slice(0, 1) : columns.map(({ name }) => name)).map(textCell);
  const front = isLong ? [textCell(form.idName)] : [];
  const sums = textsOf(
    values.map((_, index) =>
      (isLong ? columns : [columns[index]!]).reduce(
        (sum, { units }) => sum + units.reduce<number>((inner, count) => inner + (count ?? 0), 0),
        0,
      ),
    ),
    form,
  );
  const line = (date: Cell, ids: Cell[], cells: Cell[], other: Cell, index: Cell) => [
    ...(form.indexName === null ? [] : [index]),
    ...(form.isDateLast ? [] : [date]),
    ...ids,
    ...cells,
    ...(useless === null ? [] : [other]),
    ...(form.isDateLast ? [date] : []),
  ];
  const blank = textCell("");
  const header = line(
    textCell(dateNameOf(form, dates)),
    front,
    values,
    textCell(useless ?? ""),
    textCell(form.indexName ?? ""),
  );
  const firstIndex = draw.below(2);
  return {
    header,
    rows: places.map(({ row, series }, index) =>
      line(
        dateCell(form, dates[row]!),
        isLong ? [textCell(columns[series]!.name)] : [],
        all[series]!.map((column) => valueCell(form, column, row)),
        uselessCell(form, draw, dates[row]!),
        { text: String(index + firstIndex), value: index + firstIndex },
      ),
    ),
    dateIndex: form.isDateLast ? header.length - 1 : form.indexName === null ? 0 : 1,
    total: line(
      textCell(form.total ?? ""),
      front.map(() => blank),
      sums.map(textCell),
      blank,
      blank,
    ).map(({ text }) => text),
    units: line(
      blank,
      front.map(() => blank),
      values.map(() => textCell("(USD)")),
      blank,
      blank,
    ).map(({ text }) => text),
  };
}

function uselessCell({ useless }: FormOfFile, draw: Draw, date: Date): Cell {
  const number = (value: number): Cell => ({ text: String(value), value });
  switch (useless ?? "") {
    case "version":
      return number(1);
    case "is_holiday":
      return number(draw.below(2));
    case "weekday":
      return number(date.getUTCDay());
    case "note":
      return textCell(draw.below(3) === 0 ? "checked" : "");
    default:
      return textCell("kWh");
  }
}

function ordered<T>(items: readonly T[], { order }: FormOfFile, draw: Draw): T[] {
  return order === "shuffled"
    ? draw.shuffled(items)
    : order === "descending"
      ? items.toReversed()
      : [...items];
}

const stepNames: Readonly<Record<string, string>> = {
  months: "Month",
  quarters: "Quarter",
  years: "Year",
  weeks: "Week",
};

/** Digits alone need a name that speaks of dates. */
function dateNameOf({ date, spacing, dateName }: FormOfFile, dates: readonly Date[]): string {
  const isSure = hasSigns(date.write(dates[0]!));
  const stepName = stepNames[spacing.step];
  const names = [
    "date",
    "ds",
    "Datum",
    "timestamp",
    "fecha",
    "Time",
    "observation_date",
    "日付",
    ...(stepName === undefined ? [] : [stepName]),
    ...(isSure ? ["when", "x"] : []),
  ];
  return names[dateName % names.length]!;
}

const hasSigns = (text: string): boolean => /[^\d.]/.test(text);
