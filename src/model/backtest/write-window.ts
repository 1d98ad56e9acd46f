// A held-out window as the file that would have been sent on that day.
import { formatDate } from "../csv/parse-date.ts";
import type { DateStyle } from "../csv/parse-date.ts";
import type { HeldOut } from "./rolling-origin.ts";

/** Columns ds and y, which no further column may be called. Numbers read back as the same numbers. */
export function writeWindow({ history, future }: HeldOut, style: DateStyle): Uint8Array {
  const names = Object.keys(history.columns);
  const lines = [["ds", "y", ...names.map(csvField)].join(",")];
  const row = (seconds: number, y: number | "", columns: Record<string, number[]>, at: number) => {
    lines.push([formatDate(seconds, style), y, ...names.map((name) => columns[name]![at]!)].join(","));
  };
  for (const [at, seconds] of history.ds.entries()) row(seconds, history.y[at]!, history.columns, at);
  for (const [at, seconds] of future.ds.entries()) row(seconds, "", future.columns, at);
  return new TextEncoder().encode(`${lines.join("\n")}\n`);
}

/** In quotes where it needs them. */
export const csvField = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
