// How the commands on schedules show one.
import type { Schedule } from "../../../library/schedules/schedule-summary.ts";
import type { View } from "../../shell/view.ts";

/** `2026-11-30 05:00 Europe/Berlin`, as clocks there show it. */
export function shownTime(time: string, timezone: string): string {
  const shown = new Date(time).toLocaleString("sv", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "short",
  });
  return `${shown} ${timezone}`;
}

export function nextOf({ state, nextRun, timezone }: Schedule): string {
  if (state !== "on") return state;
  return nextRun === undefined ? "never" : shownTime(nextRun, timezone);
}

export function lastOf({ lastRun, lastFailure, timezone }: Schedule, { paint, show }: View): string {
  if (lastRun === undefined) return "not yet";
  const at = shownTime(lastRun, timezone);
  return lastFailure === undefined ? at : `${at}, ${paint.red(`failed: ${show(lastFailure)}`)}`;
}
