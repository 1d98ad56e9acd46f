// What a chart shows, free of how: lines over time, one table of them on common dates.

export interface ChartLine {
  name: string;
  role: "history" | "forecast" | "other";
  /** Seconds since the epoch of the time on the series' own clock, in order; an hour may be there twice. */
  at: readonly number[];
  /** Null where there is no value. */
  values: readonly (number | null)[];
  bands?: readonly ChartBand[];
  /** The dates as the file writes them; ISO when absent. */
  dates?: readonly string[] | undefined;
}

export interface ChartBand {
  name: string;
  lower: readonly (number | null)[];
  upper: readonly (number | null)[];
}

export interface ChartData {
  /** The first forecast is drawn above all others. */
  lines: readonly ChartLine[];
  /** Where what was known ends, when lines go on beside the forecast. */
  origin?: number | readonly number[] | undefined;
  /** The first date that is shown before anybody zooms; all are when absent. */
  start?: number | undefined;
}

/** Years of history would squeeze a forecast of some weeks. */
const leastShown = 90;
const shownPerForecast = 5;

/** @param ahead rows that are forecast; @returns the first date that is shown at first */
export const startOf = (at: readonly number[], ahead: number): number | undefined =>
  at[at.length - Math.max(leastShown, shownPerForecast * ahead)];

/** Columns on common dates. `undefined` is no row of that line, `null` a row without a value. */
export type Column = (number | null | undefined)[];

export interface JoinedChart {
  at: number[];
  /** The text of each date. */
  dates: string[];
  lines: JoinedLine[];
}

export interface JoinedLine {
  line: ChartLine;
  values: Column;
  bands: { name: string; lower: Column; upper: Column }[];
}

export function joinLines(lines: readonly ChartLine[]): JoinedChart {
  const placed = lines.map((line) => ({ line, at: ascending(line.at) }));
  const at = [...new Set(placed.flatMap((each) => each.at))].toSorted((a, b) => a - b);
  const rows = new Map(at.map((seconds, row) => [seconds, row]));
  const hasTimes = at.some((seconds) => seconds % daySeconds !== 0);
  const dates = at.map((seconds) => isoDate(seconds, hasTimes));
  const spread = (own: readonly number[], values: readonly (number | null)[]): Column => {
    const column: Column = Array.from({ length: at.length });
    for (const [index, seconds] of own.entries()) column[rows.get(seconds)!] = values[index] ?? null;
    return column;
  };
  for (const { line, at: own } of placed) {
    for (const [index, text] of (line.dates ?? []).entries()) dates[rows.get(own[index]!)!] = text;
  }
  return {
    at,
    dates,
    lines: placed.map(({ line, at: own }) => ({
      line,
      values: spread(own, line.values),
      bands: (line.bands ?? []).map(({ name, lower, upper }) => ({
        name,
        lower: spread(own, lower),
        upper: spread(own, upper),
      })),
    })),
  };
}

const daySeconds = 86_400;

/** Where clocks go back, an hour comes twice: its rows then share the room up to the next later one. */
export function ascending(at: readonly number[]): number[] {
  const placed = [...at];
  let last = -Infinity;
  for (let row = 0; row < placed.length; row += 1) {
    if (placed[row]! > last) {
      last = placed[row]!;
      continue;
    }
    let next = row;
    while (next < placed.length && placed[next]! <= last) next += 1;
    const end = placed[next] ?? last + (next - row + 1);
    const step = (end - last) / (next - row + 1);
    for (let each = row; each < next; each += 1) placed[each] = last + step * (each - row + 1);
    row = next - 1;
    last = placed[row]!;
  }
  return placed;
}

/** `2024-05-01`, or `2024-05-01 14:30` with seconds where there are some. */
export function isoDate(seconds: number, hasTime: boolean): string {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return String(seconds);
  const iso = date.toISOString();
  const [day = "", time = ""] = iso.split("T");
  if (!hasTime) return day;
  return `${day} ${time.endsWith(":00.000Z") ? time.slice(0, 5) : time.slice(0, 8)}`;
}
