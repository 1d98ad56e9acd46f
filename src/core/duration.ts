// Durations as people type and read them.
import { UsageError } from "./errors.ts";

const unitMs = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * `90`, `90s`, `10m`, `1h30m`, `2d`: a bare number is seconds.
 * @throws UsageError that names `source`, e.g. `--timeout`.
 */
export function parseDurationMs(value: string, source: string): number {
  const trimmed = value.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Math.round(Number(trimmed) * 1000);
  if (/^(\d+(\.\d+)?(ms|[smhd]))+$/.test(trimmed)) {
    let total = 0;
    for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|[smhd])/g)) {
      total += Number(amount) * unitMs[unit as keyof typeof unitMs];
    }
    return Math.round(total);
  }
  throw new UsageError(`${source} is not a duration: ${value}`, {
    code: "usage.duration",
    fix: `Write ${source} as seconds or with units, for example 90, 90s, 10m or 1h30m.`,
  });
}

/** As a duration, but a bare number is no age: of what is removed by it, 30 may have meant days. */
export function parseAgeMs(value: string, source: string): number {
  if (!/^\s*[\d.]+\s*$/.test(value)) return parseDurationMs(value, source);
  throw new UsageError(`${source} ${value.trim()} does not say of what: seconds, hours or days?`, {
    code: "usage.duration",
    fix: `Write the unit: ${source} ${value.trim()}d for days, ${value.trim()}h for hours.`,
  });
}

/**
 * A moment, either as an ISO date or as a duration before `nowMs`. What names no zone is UTC, or of this machine's zone.
 * @throws UsageError that names `source`.
 */
export function parseSince(
  value: string,
  source: string,
  nowMs: number,
  zone: "UTC" | "local" = "UTC",
): Date {
  const [, date, time, given] = /^(\d{4}-\d{2}-\d{2})(?:[T ]([\d:.]+))?(.*)$/.exec(value.trim()) ?? [];
  if (date !== undefined) {
    // JavaScript by itself takes a date alone for UTC, and one with a time for local.
    const at = new Date(`${date}T${time ?? "00:00"}${given!.trim() || (zone === "UTC" ? "Z" : "")}`);
    if (isDay(date) && !Number.isNaN(at.getTime())) return at;
  } else if (/^[\d.]+(ms|[smhd]|\d)*$/.test(value)) {
    return new Date(nowMs - parseDurationMs(value, source));
  }
  throw new UsageError(`${source} is neither a duration nor a date: ${value}`, {
    code: "usage.since",
    fix: `Write ${source} as 10m, 2h or 1d, or as a date such as 2026-03-01T08:00:00Z.`,
  });
}

/** JavaScript takes the 30th of February for the 2nd of March. */
const isDay = (date: string): boolean => {
  const at = new Date(`${date}T00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
};

/** `0.4 s`, `12 s`, `3 min 20 s`, `2 h 5 min`, `3 d 4 h`. */
export function formatDuration(ms: number): string {
  const seconds = ms / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return whole % 60 === 0 ? `${minutes} min` : `${minutes} min ${whole % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 72) return `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? `${hours / 24} d` : `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `512 B`, `1.4 KiB`, `3.0 MiB`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return unit === 0 ? `${bytes} B` : `${value.toFixed(1)} ${units[unit]}`;
}

export const plural = (count: number, noun: string, many = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : many}`;
