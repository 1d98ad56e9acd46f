// Runs jobs when they are due. What counts is in the store before an attempt begins, so a cloud that was killed makes the
// attempt once more: at least once, as Google says of its own.
import { after } from "../../../core/clock.ts";
import type { ServiceContext } from "../../service.ts";
import type { Collection } from "../../state/store.ts";
import type { Outcome } from "./attempt.ts";
import { backoffMs, mayRetry } from "./backoff.ts";
import { lastTick, nextTick } from "./cron.ts";
import type { Execution, StoredJob } from "./job.ts";

export interface ExecutionsOptions {
  context: Pick<ServiceContext, "clock" | "report">;
  jobs: Collection<StoredJob>;
  /** Never rejects. */
  attempt: (name: string, job: StoredJob, tick: number, signal: AbortSignal) => Promise<Outcome>;
  /** A laptop that slept sets no timer off, so the time is looked at now and then. */
  longestWaitMs?: number;
}

export function createExecutions({ context, jobs, attempt, longestWaitMs = 5 * 60_000 }: ExecutionsOptions) {
  const { clock, report } = context;
  const closing = new AbortController();
  const running = new Map<string, Promise<void>>();
  let timer = new AbortController();
  let isOpen = false;

  /** Begins what is due, and sets the timer for what is next. */
  function look(): void {
    if (!isOpen) return;
    timer.abort();
    timer = new AbortController();
    try {
      const now = clock.now();
      let next = now + longestWaitMs;
      for (const { name, value: job } of jobs.list()) {
        if (job.state !== "ENABLED" || running.has(name)) continue;
        const dueAt = dueAtOf(job);
        if (dueAt <= now) begin(name, job, now);
        else next = Math.min(next, dueAt);
      }
      after(clock, next - now, timer.signal, look);
    } catch (error) {
      reportTrouble(error);
      after(clock, longestWaitMs, timer.signal, look);
    }
  }

  function begin(name: string, job: StoredJob, now: number): void {
    const due = job.nextTick ?? Infinity;
    const started: StoredJob = { ...job, lastAttemptTime: now };
    if (due <= now || job.execution === undefined) {
      const next = nextTick(job.settings, due);
      // Of those that were missed, while the local cloud was down or an execution lasted, the last one is run.
      const isLate = next !== undefined && next <= now;
      const tick = isLate ? lastTick(job.settings, due, now)! : due;
      started.execution = { tick, firstAttemptAt: now, failures: 0, dueAt: now };
      started.nextTick = isLate ? nextTick(job.settings, now) : next;
    }
    jobs.put(name, started);
    track(name, run(name, started, started.execution!));
  }

  async function run(name: string, job: StoredJob, execution: Execution): Promise<void> {
    const { status } = await attempt(name, job, execution.tick, closing.signal);
    // The next start makes this attempt again.
    if (closing.signal.aborted) return;
    const found = jobs.get(name);
    if (found === undefined) return;
    jobs.put(name, { ...found, status, execution: status && rest(found, execution) });
  }

  /** The execution while it waits for another try; undefined once it is given up. */
  function rest({ settings: { retryConfig } }: StoredJob, execution: Execution): Execution | undefined {
    const failed = { ...execution, failures: execution.failures + 1 };
    const now = clock.now();
    return mayRetry(retryConfig, failed, now)
      ? { ...failed, dueAt: now + backoffMs(retryConfig, failed.failures) }
      : undefined;
  }

  function track(key: string, work: Promise<void>): void {
    const tracked = work.catch(reportTrouble).finally(() => {
      if (running.get(key) === tracked) running.delete(key);
      look();
    });
    running.set(key, tracked);
  }

  function reportTrouble(error: unknown): void {
    report(`Scheduler: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
  }

  return {
    start(): void {
      isOpen = true;
      look();
    },
    /** A job was written. */
    changed: look,
    /** Once more and at once, beside whatever is running; a failure is not tried again. */
    force(name: string): StoredJob {
      const now = clock.now();
      const job = { ...jobs.get(name)!, lastAttemptTime: now };
      jobs.put(name, job);
      const forced = async () => {
        const { status } = await attempt(name, job, now, closing.signal);
        const found = jobs.get(name);
        if (found !== undefined && !closing.signal.aborted) jobs.put(name, { ...found, status });
      };
      track(`${name}#${now}`, forced());
      return job;
    },
    async close(): Promise<void> {
      isOpen = false;
      timer.abort();
      closing.abort();
      await Promise.all(running.values());
    },
  };
}

function dueAtOf({ nextTick: next = Infinity, execution }: StoredJob): number {
  return Math.min(next, execution?.dueAt ?? Infinity);
}
