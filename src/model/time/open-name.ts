// Open times as people write them: `Mon-Sat`, `09:00-17:00`, `Mon-Fri 09:00-17:00; Sat 10:00-14:00`.
import { daySeconds } from "./calendar.ts";

const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

/** Days that have the same open times, and these: pairs of their start and end in seconds since midnight. */
interface Group {
  days: number[];
  spans: [number, number][];
}

/** @param slots steps of the week that are open, ascending */
export function openName(slots: readonly number[], step: number): string {
  const groups = groupsOf(slots, step);
  return groups
    .map(({ days: which, spans }) => {
      const isAllDay = spans[0]![1] - spans[0]![0] === daySeconds;
      const hours = isAllDay ? "" : spans.map(([from, to]) => `${clock(from)}-${clock(to)}`).join(",");
      return [which.length < 7 || hours === "" ? daysName(which) : "", hours].filter(Boolean).join(" ");
    })
    .join("; ");
}

/** Undefined where the text says no open times. */
export function parseOpen(text: string, step: number): number[] | undefined {
  const slots = new Set<number>();
  for (const part of text.split(";")) {
    const [first = "", second, ...rest] = part.trim().split(/\s+/);
    const named = /^\d/.test(first) ? [0, 1, 2, 3, 4, 5, 6] : parseDays(first);
    const hours = /^\d/.test(first) ? first : second;
    const spans = hours === undefined ? [[0, daySeconds] as const] : hours.split(",").map(parseSpan);
    if (rest.length > 0 || (hours === first && second !== undefined) || named === undefined) return undefined;
    for (const span of spans) {
      if (span === undefined) return undefined;
      for (const day of named) {
        const from = Math.floor((day * daySeconds + span[0]) / step);
        for (let slot = from; slot * step < day * daySeconds + span[1]; slot++) slots.add(slot);
      }
    }
  }
  return [...slots].sort((a, b) => a - b);
}

function groupsOf(slots: readonly number[], step: number): Group[] {
  const byDay = new Map<number, [number, number][]>();
  for (const slot of slots) {
    const day = Math.floor((slot * step) / daySeconds);
    const from = slot * step - day * daySeconds;
    const spans = byDay.get(day) ?? [];
    byDay.set(day, spans);
    const last = spans.at(-1);
    if (last?.[1] === from) last[1] = from + step;
    else spans.push([from, from + step]);
  }
  const groups = Map.groupBy(byDay, ([, spans]) => JSON.stringify(spans));
  return [...groups.values()].map((same) => ({ days: same.map(([day]) => day), spans: same[0]![1] }));
}

/** Three or more days in a row, around the end of the week too, are written as the first and the last of them. */
export function daysName(which: readonly number[], names: readonly string[] = days): string {
  const has = (day: number) => which.includes((day + 7) % 7);
  if (which.length === 7) return `${names[0]!}-${names[6]!}`;
  const runs = which
    .filter((day) => !has(day - 1))
    .map((from) => {
      let to = from;
      while (has(to + 1)) to++;
      const [first, last] = [names[from]!, names[to % 7]!];
      return to === from ? first : `${first}${to === from + 1 ? "," : "-"}${last}`;
    });
  return runs.join(",");
}

function parseDays(text: string): number[] | undefined {
  const found: number[] = [];
  for (const part of text.split(",")) {
    const ends = part
      .split("-")
      .map((name) => days.findIndex((day) => day.toLowerCase() === name.toLowerCase()));
    const [from = -1, to = from] = ends;
    if (from < 0 || to < 0 || ends.length > 2) return undefined;
    for (let day = from; ; day = (day + 1) % 7) {
      found.push(day);
      if (day === to) break;
    }
  }
  return found;
}

function parseSpan(text: string): readonly [number, number] | undefined {
  const match = /^(\d\d?):(\d\d)(?::(\d\d))?-(\d\d?):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return undefined;
  const [, ...parts] = match;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = parts.map((part) => Number(part ?? 0));
  const [from, to] = [a * 3600 + b * 60 + c, d * 3600 + e * 60 + f];
  return from < to && to <= daySeconds ? [from, to] : undefined;
}

function clock(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, "0");
  const minutes = `${two(seconds / 3600)}:${two((seconds % 3600) / 60)}`;
  return seconds % 60 === 0 ? minutes : `${minutes}:${two(seconds % 60)}`;
}
