// `status` again and again, with what has changed since the look before.
import { CloudError } from "../../core/errors.ts";
import type { Progress } from "../progress.ts";
import type { Session } from "../session.ts";
import { status, type StatusResult } from "./status.ts";

export interface StatusChange {
  /** `instances`, `backlog`, `deadLetters`, `revision`, `traffic`, `condition`, or the name of a resource. */
  what: string;
  /** Null where there was none, or none is there any more. */
  from: string | number | null;
  to: string | number | null;
  /** Of numbers: by how much it grew, or fell, a second. */
  perSecond?: number;
}

export interface WatchedStatus extends StatusResult {
  /** ISO, when it was looked at. */
  at: string;
  /** Since the look before; none at the first. */
  changes: StatusChange[];
  /** Why the newest look failed: everything else is that of the one before. */
  trouble: string | undefined;
}

/**
 * Ends when the session's signal aborts, without an error. What passes by itself is told, and tried again at the next look.
 * @throws what the first look throws; PreconditionError once nothing is up any more
 */
export async function* watchStatus(session: Session, everyMs: number): AsyncGenerator<WatchedStatus> {
  const { machine, signal } = session;
  const { clock } = machine;
  // A step for each look would be all that one sees.
  const quiet: Session = { ...session, progress: withoutSteps(session.progress) };
  let last: (WatchedStatus & { lookedMs: number }) | undefined;
  for (;;) {
    const beganMs = clock.now();
    const at = new Date(beganMs).toISOString();
    try {
      const now = await status(quiet);
      const seconds = last === undefined ? 0 : (beganMs - last.lookedMs) / 1000;
      const changes = last === undefined ? [] : changesBetween(last, now, seconds);
      last = { ...now, at, changes, trouble: undefined, lookedMs: beganMs };
    } catch (error) {
      if (signal.aborted && last !== undefined) return;
      if (last === undefined || !(error instanceof CloudError)) throw error;
      last = { ...last, at, changes: [], trouble: error.message };
    }
    const { lookedMs: _, ...told } = last;
    yield told;
    try {
      // From look to look, however long one takes.
      await clock.sleep(Math.max(everyMs - (clock.now() - beganMs), everyMs / 4), signal);
    } catch {
      return;
    }
  }
}

const numbers = ["instances", "backlog", "deadLetters"] as const;
const words = ["revision", "traffic", "condition"] as const;

/** @param seconds between the two */
export function changesBetween(before: StatusResult, now: StatusResult, seconds: number): StatusChange[] {
  const changes: StatusChange[] = [];
  for (const what of numbers) {
    const [from, to] = [before[what] ?? null, now[what] ?? null];
    if (from === to) continue;
    const rate = from !== null && to !== null && seconds > 0 ? { perSecond: (to - from) / seconds } : {};
    changes.push({ what, from, to, ...rate });
  }
  for (const what of words) {
    const [from, to] = [before.service?.[what] ?? null, now.service?.[what] ?? null];
    if (from !== to) changes.push({ what, from, to });
  }
  const states = new Map(before.resources.map(({ kind, name, state }) => [`${kind} ${name}`, state]));
  for (const { kind, name, state } of now.resources) {
    const from = states.get(`${kind} ${name}`) ?? null;
    if (from !== state) changes.push({ what: name, from, to: state });
  }
  return changes;
}

const withoutSteps = (progress: Progress): Progress => ({
  ...progress,
  start: () => ({ update() {}, succeed() {}, fail() {}, stop() {} }),
});
