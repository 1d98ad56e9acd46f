// What a tick of Cloud Scheduler becomes: one manifest in the input bucket, whose upload starts the work as any other does.
// https://cloud.google.com/scheduler/docs/reference/rest/v1/projects.locations.jobs#HttpTarget
import type { Clock } from "../../core/clock.ts";
import {
  fixedPart,
  isFoundInput,
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
  /** Its patterns find no object, and it names none. */
  | { kind: "empty"; tick: string }
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
  const manifest = await withFound(manifestFor(order, tickMs), order, { store, inputBucket });
  if (manifest === undefined) return { kind: "empty", tick };
  const written = await store.write({
    bucket: inputBucket,
    name: object,
    content: JSON.stringify(manifest),
    contentType: "application/json",
    metadata: { [tickMetadata.schedule]: schedule, [tickMetadata.tick]: tick },
    replaces: "0",
  });
  return { kind: written === "conflict" ? "made-before" : "made", object, tick };
}

/** For the log. */
export function sentenceOf(tick: Exclude<Tick, { kind: "foreign" }>): string {
  if (tick.kind === "empty") return "Nothing to do: the patterns of the schedule find no object";
  return tick.kind === "made"
    ? `Made ${tick.object}`
    : `Nothing to do: ${tick.object} was made by this tick before`;
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

/** Undefined where there is nothing to forecast. A doubled tick may find more: the manifest that is written first counts. */
async function withFound(
  manifest: Record<string, unknown>,
  { patterns = [] }: ScheduleOrder,
  { store, inputBucket }: { store: ObjectStore; inputBucket: string },
): Promise<Record<string, unknown> | undefined> {
  if (patterns.length === 0) return manifest;
  const inputs = new Set<unknown>(Array.isArray(manifest["inputs"]) ? manifest["inputs"] : []);
  for (const pattern of patterns) {
    for (const { name } of await store.list(inputBucket, fixedPart(pattern), pattern))
      if (isFoundInput(name)) inputs.add(name);
  }
  return inputs.size === 0 ? undefined : { ...manifest, inputs: [...inputs] };
}

function manifestFor({ manifest, timezone }: ScheduleOrder, tickMs: number): Record<string, unknown> {
  const { output } = manifest;
  if (typeof output !== "string") return manifest;
  const { date, time } = localTime(tickMs, timezone);
  return { ...manifest, output: output.replaceAll("{date}", date).replaceAll("{time}", time) };
}
