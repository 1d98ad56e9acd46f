// Runs as they are shown by several commands.
import { plural } from "../../../core/duration.ts";
import type { RunCounts } from "../../../library/runs/run-summary.ts";

export const shownStart = (iso: string): string => iso.slice(0, 16).replace("T", " ");

/** `12 done, 1 failed, 3 on their way`; what is zero is left out. */
export function shownCounts({ done, failed, waiting, missing }: RunCounts): string {
  const parts = [
    [done, "done"],
    [failed, "failed"],
    [waiting, "on the way"],
    [missing, "not sent"],
  ] as const;
  return parts
    .filter(([count]) => count > 0)
    .map(([count, what]) => `${count} ${what}`)
    .join(", ");
}

/** `data.csv`, or `data.csv and 4 more`. */
export const shownInputs = (first: string, inputs: number): string =>
  inputs > 1 ? `${first} and ${inputs - 1} more` : first;

export const filesOf = (count: number): string => plural(count, "file");
