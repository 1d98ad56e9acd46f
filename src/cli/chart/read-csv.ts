// A forgiving reader for drawing only. What counts is read by the service; here a row that makes no sense is skipped.
import type { ForecastPoint, Point } from "./chart-data.ts";

const delimiters = [",", ";", "\t", "|"] as const;

/** Points in order of time; empty when the columns cannot be found. */
export function readHistory(
  csv: string,
  columns: { date?: string | undefined; target?: string | undefined },
): Point[] {
  const { header, rows, decimalComma } = readTable(csv);
  const date = indexOf(header, columns.date === undefined ? ["date", "ds"] : [columns.date]) ?? 0;
  const target =
    indexOf(header, columns.target === undefined ? ["y"] : [columns.target]) ?? (date === 0 ? 1 : 0);
  const points: Point[] = [];
  for (const row of rows) {
    const at = parseTime(row[date]);
    const value = parseValue(row[target], decimalComma);
    if (at !== undefined && value !== undefined) points.push({ at, value });
  }
  return points.toSorted((a, b) => a.at - b.at);
}

/** A result of the service: `date,prediction` and, when there is an interval, its two edges. */
export function readForecast(csv: string): ForecastPoint[] {
  const { header, rows } = readTable(csv);
  const lowerAt = header.indexOf("prediction_lower");
  const upperAt = header.indexOf("prediction_upper");
  return rows.flatMap((row) => {
    const at = parseTime(row[0]);
    const value = parseValue(row[1], false);
    if (at === undefined || value === undefined) return [];
    const lower = parseValue(row[lowerAt], false);
    const upper = parseValue(row[upperAt], false);
    return [{ at, value, ...(lower === undefined || upper === undefined ? {} : { lower, upper }) }];
  });
}

export interface SeriesForecastPoints {
  id: string[];
  forecast: ForecastPoint[];
}

/** The first series in the result of a panel, in which the rows of each series stand together. */
export function readForecasts(
  csv: string,
  idColumns: readonly string[],
  most: number,
): SeriesForecastPoints[] {
  const end = csv.indexOf("\n");
  const header = csv.slice(0, end);
  const names = cells(header, ",");
  const idOf = (line: string) => {
    const row = cells(line, ",");
    return idColumns.map((name) => row[names.indexOf(name)] ?? "");
  };
  const found: { id: string[]; lines: string[] }[] = [];
  for (let at = end + 1; end >= 0 && at < csv.length; ) {
    const next = csv.indexOf("\n", at);
    const line = csv.slice(at, next < 0 ? csv.length : next);
    const id = idOf(line);
    const last = found.at(-1);
    if (last?.id.every((text, index) => text === id[index])) last.lines.push(line);
    else if (found.length === most) break;
    else found.push({ id, lines: [line] });
    at = next < 0 ? csv.length : next + 1;
  }
  return found.map(({ id, lines }) => ({ id, forecast: readForecast([header, ...lines].join("\n")) }));
}

interface Table {
  header: string[];
  rows: string[][];
  decimalComma: boolean;
}

function readTable(csv: string): Table {
  const lines = csv
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== "");
  const head = lines[0] ?? "";
  const delimiter = delimiters.find((each) => head.includes(each)) ?? ",";
  return {
    header: cells(head, delimiter),
    rows: lines.slice(1).map((line) => cells(line, delimiter)),
    decimalComma: delimiter !== ",",
  };
}

function cells(line: string, delimiter: string): string[] {
  if (!line.includes('"')) return line.split(delimiter).map((cell) => cell.trim());
  const found: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let index = 0; index < line.length; index += 1) {
    const letter = line[index]!;
    if (letter === '"') {
      if (isQuoted && line[index + 1] === '"') {
        cell += '"';
        index += 1;
      } else isQuoted = !isQuoted;
    } else if (letter === delimiter && !isQuoted) {
      found.push(cell.trim());
      cell = "";
    } else cell += letter;
  }
  return [...found, cell.trim()];
}

function indexOf(header: readonly string[], names: readonly string[]): number | undefined {
  for (const name of names) {
    const exact = header.indexOf(name);
    if (exact !== -1) return exact;
    const loose = header.findIndex((each) => each.toLowerCase() === name.toLowerCase());
    if (loose !== -1) return loose;
  }
  return undefined;
}

/** Dates without a zone are UTC, as in the service. */
function parseTime(text: string | undefined): number | undefined {
  if (text === undefined || text === "") return undefined;
  const iso =
    /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?Z?)?)?)?$/.exec(text);
  if (iso !== null) {
    const [year, month = 1, day = 1, hour = 0, minute = 0, second = 0] = iso
      .slice(1)
      .map((part) => (part === undefined ? undefined : Number(part)));
    return Date.UTC(year!, month - 1, day, hour, minute, second);
  }
  const other = Date.parse(text);
  return Number.isNaN(other) ? undefined : other;
}

function parseValue(text: string | undefined, decimalComma: boolean): number | undefined {
  if (text === undefined || text === "") return undefined;
  const value = Number(decimalComma ? text.replace(",", ".") : text);
  return Number.isFinite(value) ? value : undefined;
}
