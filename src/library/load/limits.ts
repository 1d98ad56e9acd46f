// How much one load may be.
import { formatBytes, formatDuration } from "../../core/duration.ts";
import { UsageError } from "../../core/errors.ts";

/** More would be a test of Google's patience, and of one's purse: a thousand forecasts cost some cents. */
export const loadLimits = {
  copies: 10_000,
  concurrency: 200,
  ratePerSecond: 200,
  durationMs: 60 * 60_000,
  /** Of the file. */
  fileBytes: 64 * 1024 ** 2,
  /** Of all copies. */
  bytes: 5 * 1024 ** 3,
} as const;

export interface Pacing {
  copies: number;
  /** Without a rate: copies on their way at once. With one: uploads at once. */
  concurrency: number;
  ratePerSecond: number | undefined;
  durationMs: number | undefined;
}

/** @throws UsageError */
export function checkPacing({ copies, concurrency, ratePerSecond, durationMs }: Pacing): void {
  within("--copies", copies, 1, loadLimits.copies);
  within("--concurrency", concurrency, 1, loadLimits.concurrency);
  if (ratePerSecond !== undefined) within("--rate", ratePerSecond, 0.01, loadLimits.ratePerSecond);
  if (durationMs !== undefined)
    within("--duration", durationMs, 1000, loadLimits.durationMs, (ms) => formatDuration(ms));
}

function within(
  option: string,
  value: number,
  least: number,
  most: number,
  show: (value: number) => string = String,
): void {
  if (value >= least && value <= most) return;
  throw new UsageError(`${option} is ${show(value)}; it must be from ${show(least)} to ${show(most)}.`, {
    code: "usage.load",
    fix: `Let ${option} be ${show(Math.min(Math.max(value, least), most))}.`,
  });
}

/** @throws UsageError */
export function checkSizes(bytes: number, copies: number): void {
  if (bytes > loadLimits.fileBytes) {
    throw new UsageError(
      `The file has ${formatBytes(bytes)}; a load takes up to ${formatBytes(loadLimits.fileBytes)}.`,
      {
        code: "usage.load",
        fix: "Take a smaller file; `predict` measures a single large one.",
      },
    );
  }
  if (bytes * copies <= loadLimits.bytes) return;
  throw new UsageError(
    `${copies} copies are ${formatBytes(bytes * copies)}, more than ${formatBytes(loadLimits.bytes)}.`,
    { code: "usage.load", fix: `Send ${Math.floor(loadLimits.bytes / bytes)} copies or fewer.` },
  );
}
