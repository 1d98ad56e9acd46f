// Runs jobs when they are due. What counts is in the store before an attempt begins, so a cloud that was killed makes the
// attempt once more: at least once, as Google says of its own.
import type { ServiceContext } from "../../service.ts";
import type { Collection } from "../../state/store.ts";
import { createAgenda } from "../agenda.ts";
import type { Outcome } from "./attempt.ts";
import { backoffMs, mayRetry } from "./backoff.ts";
import { lastTick, nextTick } from "./cron.ts";
import type { Execution, StoredJob } from "./job.ts";

export interface ExecutionsOptions {
  context: Pick<ServiceContext, "clock" | "report">;
  jobs: Collection<StoredJob>;
  /** Never rejects. */
  attempt: (name: string, job: StoredJob, tick: number, signal: AbortSignal) => Promise<Outcome>;
  longestWaitMs?: number;
}

export function createExecutions({ context, jobs, attempt, longestWaitMs }: ExecutionsOptions) {
  const { clock } = context;
  const { closing, track, ...agenda } = createAgenda({
    context,
    owner: "Scheduler",
    list: due,
    longestWaitMs,
  });

  function* due() {
    for (const { name, value: job } of jobs.list())
      if (job.state === "ENABLED") yield { key: name, at: dueAtOf(job), begin: () => begin(name, job) };
  }

  function begin(name: string, job: StoredJob): Promise<void> {
    const now = clock.now();
    const tickAt = job.nextTick ?? Infinity;
    const started: StoredJob = { ...job, lastAttemptTime: now };
    if (tickAt <= now || job.execution === undefined) {
      const next = nextTick(job.settings, tickAt);
      // Of those that were missed, while the local cloud was down or an execution lasted, the last one is run.
      const isLate = next !== undefined && next <= now;
      const tick = isLate ? lastTick(job.settings, tickAt, now)! : tickAt;
      started.execution = { tick, firstAttemptAt: now, failures: 0, dueAt: now };
      started.nextTick = isLate ? nextTick(job.settings, now) : next;
    }
    jobs.put(name, started);
    return run(name, started, started.execution!);
  }

  async function run(name: string, job: StoredJob, execution: Execution): Promise<void> {
    const { status } = await attempt(name, job, execution.tick, closing);
    // The next start makes this attempt again.
    if (closing.aborted) return;
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

  return {
    ...agenda,
    /** Once more and at once, beside whatever is running; a failure is not tried again. */
    force(name: string): StoredJob {
      const now = clock.now();
      const job = { ...jobs.get(name)!, lastAttemptTime: now };
      jobs.put(name, job);
      const forced = async () => {
        const { status } = await attempt(name, job, now, closing);
        const found = jobs.get(name);
        if (found !== undefined && !closing.aborted) jobs.put(name, { ...found, status });
      };
      track(`${name}#${now}`, forced());
      return job;
    },
  };
}

function dueAtOf({ nextTick: next = Infinity, execution }: StoredJob): number {
  return Math.min(next, execution?.dueAt ?? Infinity);
}
