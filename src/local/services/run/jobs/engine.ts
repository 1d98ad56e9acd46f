// Runs the tasks of executions: as many at once as this machine has processors, each again until it succeeds or its retries
// are used up. What it needs to go on after the death of the local cloud stands in the store.
import type { Clock } from "../../../../core/clock.ts";
import { millisecondsOf } from "../../timestamp.ts";
import type { Store } from "../../../state/store.ts";
import {
  isOver,
  taskName,
  type AttemptResult,
  type JobStore,
  type StoredExecution,
  type StoredTask,
  type TaskState,
} from "./job-resources.ts";

interface Options {
  store: Pick<Store, "transaction">;
  kept: JobStore;
  clock: Clock;
  /** Most tasks at once, of all executions. */
  quota: number;
  /** Runs the current attempt of the task; never rejects. */
  attempt: (
    execution: StoredExecution,
    task: StoredTask,
    timeoutMs: number,
    signal: AbortSignal,
  ) => Promise<AttemptResult>;
}

interface Active {
  parallelism: number;
  /** Indexes of tasks that wait for a place. */
  pending: number[];
  running: Map<number, AbortController>;
  over: PromiseWithResolvers<void>;
}

export type Engine = ReturnType<typeof createEngine>;

export function createEngine({ store, kept, clock, quota, attempt }: Options) {
  const { executions, tasks } = kept;
  const active = new Map<string, Active>();
  const attempts = new Set<Promise<void>>();
  let isClosed = false;

  /** Moves a task to another state, and the counts of its execution with it. */
  function move(execution: StoredExecution, task: StoredTask, state: TaskState): void {
    const now = clock.now();
    execution.counts[task.state]--;
    execution.counts[state]++;
    execution.updateTime = now;
    task.state = state;
    task.updateTime = now;
    if (state !== "pending" && state !== "running") task.completionTime = now;
    store.transaction(() => {
      tasks.put(task.name, task);
      executions.put(execution.name, execution);
    });
  }

  const runningTasks = (): number => [...active.values()].reduce((sum, { running }) => sum + running.size, 0);

  /** Of those that may start a task the one that runs fewest, so that a small execution need not wait for a large one. */
  function next(): [name: string, state: Active] | undefined {
    return [...active]
      .filter(([, { pending, running, parallelism }]) => pending.length > 0 && running.size < parallelism)
      .toSorted(([, one], [, other]) => one.running.size - other.running.size)[0];
  }

  function pump(): void {
    while (!isClosed && runningTasks() < quota) {
      const found = next();
      if (!found) return;
      begin(...found);
    }
  }

  function begin(name: string, state: Active): void {
    const index = state.pending.shift()!;
    const execution = executions.get(name)!;
    const task = tasks.get(taskName(name, index))!;
    const now = clock.now();
    task.attempts++;
    task.startTime ??= now;
    if (task.attempts === 2) execution.retried++;
    execution.startTime ??= now;
    move(execution, task, "running");
    const stop = new AbortController();
    state.running.set(index, stop);
    const timeoutMs = millisecondsOf(execution.template.timeout ?? {});
    const work = async (): Promise<void> => {
      const result = await attempt(execution, task, timeoutMs, stop.signal);
      state.running.delete(index);
      // What ended with the local cloud is taken up again by the next one.
      if (!isClosed) settle(name, state, index, result);
    };
    const done = work().finally(() => attempts.delete(done));
    attempts.add(done);
  }

  function settle(name: string, state: Active, index: number, result: AttemptResult): void {
    const execution = executions.get(name);
    const task = tasks.get(taskName(name, index));
    if (execution && task) {
      task.last = result;
      if (result.failure === undefined) move(execution, task, "succeeded");
      else if (execution.isCancelled) move(execution, task, "cancelled");
      else if (++task.failures <= (execution.template.maxRetries ?? 0)) {
        move(execution, task, "pending");
        state.pending.push(index);
      } else {
        execution.failure ??= `Task ${task.name.slice(task.name.lastIndexOf("/") + 1)} failed with message: ${result.failure}`;
        move(execution, task, "failed");
      }
    }
    finish(name, state);
    pump();
  }

  /** Ends the execution once none of its tasks waits or runs. */
  function finish(name: string, state: Active): void {
    if (state.pending.length > 0 || state.running.size > 0) return;
    const execution = executions.get(name);
    if (execution) {
      const now = clock.now();
      executions.put(name, { ...execution, updateTime: now, completionTime: now });
    }
    active.delete(name);
    state.over.resolve();
  }

  function enlist({ name, parallelism }: StoredExecution, pending: number[]): Active {
    const state = { parallelism, pending, running: new Map(), over: Promise.withResolvers<void>() };
    active.set(name, state);
    return state;
  }

  async function stop(name: string): Promise<void> {
    const state = active.get(name);
    if (!state) return;
    for (const running of state.running.values()) running.abort();
    finish(name, state);
    await state.over.promise;
  }

  return {
    /** Begins with an execution that was just recorded, all of its tasks pending. */
    start(execution: StoredExecution): void {
      enlist(execution, [...Array(execution.taskCount).keys()]);
      pump();
    },
    /** Settles when the execution is over. */
    over: async (name: string): Promise<void> => await active.get(name)?.over.promise,
    /** Ends what runs of it, and does not begin with the rest; settles when nothing of it runs any more. */
    async cancel(name: string): Promise<void> {
      const state = active.get(name);
      const execution = executions.get(name);
      if (!state || !execution) return;
      execution.isCancelled = true;
      store.transaction(() => {
        for (const index of state.pending.splice(0)) {
          move(execution, tasks.get(taskName(name, index))!, "cancelled");
        }
        executions.put(name, execution);
      });
      await stop(name);
    },
    /** Ends what runs of an execution that is no more. */
    async drop(name: string): Promise<void> {
      active.get(name)?.pending.splice(0);
      await stop(name);
    },
    /** Takes up the executions that a former process did not finish: what ran then is tried once more. */
    resume(): void {
      for (const { name, value: execution } of executions.list()) {
        if (isOver(execution)) continue;
        const left: number[] = [];
        store.transaction(() => {
          for (const { value: task } of tasks.list(`${name}/tasks/`)) {
            if (task.state !== "pending" && task.state !== "running") continue;
            if (execution.isCancelled) move(execution, task, "cancelled");
            else {
              if (task.state === "running") move(execution, task, "pending");
              left.push(task.index);
            }
          }
        });
        left.sort((one, other) => one - other);
        finish(name, enlist(execution, left));
      }
      pump();
    },
    /** Ends all processes; the executions stay as they are. */
    async close(): Promise<void> {
      isClosed = true;
      for (const { running } of active.values()) for (const stopOne of running.values()) stopOne.abort();
      await Promise.all(attempts);
    },
  };
}
