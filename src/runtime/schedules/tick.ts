// What a tick of Cloud Scheduler becomes: one manifest in the input bucket, whose upload starts the work as any other does.
// https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#HttpTarget
import type { Clock } from "../../core/clock.ts";
import {
  isScheduleName,
  localTime,
  tickManifestName,
  tickMetadata,
  type ScheduleOrder,
} from "../../core/schedules/schedule-contract.ts";
import { parseJsonText } from "../../core/text/json-text.ts";
import type { ObjectStore } from "../storage/object-store.ts";

export interface TickRequest {
  schedule: string;
  /** `X-CloudScheduler-ScheduleTime`. */
  scheduleTime: string | undefined;
  body: string;
}

export type Tick =
  | { kind: "made" | "made-before"; object: string; tick: string }
  /** It is no request of a schedule, and will not be one when it comes again. */
  | { kind: "foreign"; problem: string };

/** Clocks of two machines may differ by as much. */
const skewMs = 60_000;

/** @throws CloudError when another try may succeed; Cloud Scheduler makes it. */
export async function answerTick(
  { schedule, scheduleTime = "", body }: TickRequest,
  { store, clock, inputBucket }: { store: ObjectStore; clock: Clock; inputBucket: string },
): Promise<Tick> {
  if (!isScheduleName(schedule)) return foreign(`"${schedule.slice(0, 80)}" is not the name of a schedule.`);
  const planned = /^\d{4}-\d\d-\d\dT/.test(scheduleTime) ? Date.parse(scheduleTime) : Number.NaN;
  if (Number.isNaN(planned)) return foreign("X-CloudScheduler-ScheduleTime is missing, or is no time.");
  const order = orderIn(body);
  if (order === undefined) return foreign("The body is not the order of a schedule.");
  const now = clock.now();
  // One that is run by hand must not take the name of a tick that is yet to come.
  const tickMs = planned > now + skewMs ? now : planned;
  const tick = new Date(tickMs).toISOString();
  const object = tickManifestName(schedule, tickMs);
  const written = await store.write({
    bucket: inputBucket,
    name: object,
    content: JSON.stringify(manifestFor(order, tickMs)),
    contentType: "application/json",
    metadata: { [tickMetadata.schedule]: schedule, [tickMetadata.tick]: tick },
    replaces: "0",
  });
  return { kind: written === "conflict" ? "made-before" : "made", object, tick };
}

const foreign = (problem: string): Tick => ({ kind: "foreign", problem });

function orderIn(body: string): ScheduleOrder | undefined {
  try {
    const order = parseJsonText(body) as ScheduleOrder;
    const isOurs = order.schemaVersion === 1 && typeof order.manifest === "object" && order.manifest !== null;
    localTime(0, order.timezone);
    return isOurs ? order : undefined;
  } catch {
    return undefined;
  }
}

function manifestFor({ manifest, timezone }: ScheduleOrder, tickMs: number): Record<string, unknown> {
  const { output } = manifest;
  if (typeof output !== "string") return manifest;
  const { date, time } = localTime(tickMs, timezone);
  return { ...manifest, output: output.replaceAll("{date}", date).replaceAll("{time}", time) };
}
