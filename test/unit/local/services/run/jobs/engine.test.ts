import { expect, test } from "vitest";
import { createEngine } from "../../../../../../src/local/services/run/jobs/engine.ts";
import {
  completionStatus,
  taskName,
  type AttemptResult,
  type JobStore,
  type StoredExecution,
  type StoredTask,
} from "../../../../../../src/local/services/run/jobs/job-resources.ts";
import type { Collection } from "../../../../../../src/local/state/store.ts";

function collectionOf<T>(): Collection<T> {
  const kept = new Map<string, T>();
  return {
    get: (name) => structuredClone(kept.get(name)),
    peek: (name) => kept.get(name),
    put: (name, value) => void kept.set(name, structuredClone(value)),
    delete: (name) => kept.delete(name),
    list: (prefix = "") =>
      [...kept]
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => ({ name, value: structuredClone(value) })),
  };
}

interface Attempt {
  /** As `EXECUTION TASK ATTEMPT`. */
  what: string;
  end(result?: AttemptResult): Promise<void>;
}

/** An engine whose attempts end when the test says so. */
function engineOn(kept: JobStore, quota: number) {
  const running: Attempt[] = [];
  const engine = createEngine({
    store: { transaction: (work) => work() },
    kept,
    clock: { now: () => 1000, sleep: () => Promise.resolve() },
    quota,
    attempt(execution, task, _timeoutMs, signal) {
      const { promise, resolve } = Promise.withResolvers<AttemptResult>();
      const attempt: Attempt = {
        what: `${execution.name.split("/").at(-1)} ${task.index} ${task.attempts}`,
        async end(result = {}) {
          running.splice(running.indexOf(attempt), 1);
          resolve(result);
          await promise;
          await Promise.resolve();
        },
      };
      running.push(attempt);
      signal.addEventListener("abort", () => void attempt.end({ failure: "The task was stopped." }));
      return promise;
    },
  });
  return {
    engine,
    running,
    whatRuns: () => running.map(({ what }) => what),
    /** Ends the oldest attempt. */
    endOne: (result?: AttemptResult) => running[0]!.end(result),
  };
}

function started(quota: number) {
  const kept: JobStore = { jobs: collectionOf(), executions: collectionOf(), tasks: collectionOf() };
  const parts = engineOn(kept, quota);
  const read = (id: string) => kept.executions.get(nameOf(id))!;
  return {
    ...parts,
    kept,
    read,
    begin: (id: string, changes: Partial<StoredExecution> = {}): void => {
      const { taskCount = 1 } = changes;
      const execution: StoredExecution = {
        name: nameOf(id),
        uid: id,
        createTime: 0,
        updateTime: 0,
        template: { maxRetries: 1 },
        taskCount,
        parallelism: taskCount,
        counts: { pending: taskCount, running: 0, succeeded: 0, failed: 0, cancelled: 0 },
        retried: 0,
        ...changes,
      };
      kept.executions.put(execution.name, execution);
      for (let index = 0; index < taskCount; index++) {
        const name = taskName(execution.name, index);
        const times = { createTime: 0, updateTime: 0 };
        const task: StoredTask = {
          name,
          uid: name,
          index,
          ...times,
          state: "pending",
          attempts: 0,
          failures: 0,
        };
        kept.tasks.put(name, task);
      }
      parts.engine.start(execution);
    },
  };
}

const nameOf = (id: string): string => `projects/p/locations/r/jobs/j/executions/${id}`;
const failed: AttemptResult = { exitCode: 1, failure: "The container exited with an error." };

test("a small execution does not wait for a large one", async () => {
  const { begin, whatRuns, endOne, read } = started(2);
  begin("large", { taskCount: 100 });
  begin("small", { taskCount: 2 });
  expect(whatRuns()).toEqual(["large 0 1", "large 1 1"]);
  await endOne();
  expect(whatRuns()).toEqual(["large 1 1", "small 0 1"]);
  await endOne();
  expect(whatRuns()).toEqual(["small 0 1", "large 2 1"]);
  await endOne();
  await endOne();
  await endOne();
  expect(completionStatus(read("small"))).toBe("SUCCEEDED");
  expect(read("large").counts).toMatchObject({ running: 2, succeeded: 3, pending: 95 });
});

test("parallelism bounds one execution, not the others", () => {
  const { begin, whatRuns } = started(4);
  begin("narrow", { taskCount: 5, parallelism: 1 });
  begin("wide", { taskCount: 5 });
  expect(whatRuns()).toEqual(["narrow 0 1", "wide 0 1", "wide 1 1", "wide 2 1"]);
});

test("a task that fails for good does not stop the others, and fails the execution in the end", async () => {
  const { begin, whatRuns, endOne, read } = started(1);
  begin("e", { taskCount: 2 });
  await endOne(failed);
  expect(whatRuns()).toEqual(["e 1 1"]);
  await endOne();
  expect(whatRuns()).toEqual(["e 0 2"]);
  expect(completionStatus(read("e"))).toBe("RUNNING");
  await endOne(failed);
  expect(read("e")).toMatchObject({
    counts: { pending: 0, running: 0, succeeded: 1, failed: 1 },
    retried: 1,
    failure: "Task e-task0 failed with message: The container exited with an error.",
  });
  expect(completionStatus(read("e"))).toBe("FAILED");
});

test("what a dead local cloud left goes on: what ran is tried once more, whatever its retries", async () => {
  const first = started(2);
  first.begin("e", { taskCount: 3, template: { maxRetries: 0 } });
  await first.endOne();
  expect(first.whatRuns()).toEqual(["e 1 1", "e 2 1"]);
  const second = engineOn(first.kept, 2);
  second.engine.resume();
  expect(second.whatRuns()).toEqual(["e 1 2", "e 2 2"]);
  const over = second.engine.over(nameOf("e"));
  await second.endOne();
  await second.endOne(failed);
  await over;
  expect(first.read("e").counts).toMatchObject({ succeeded: 2, failed: 1 });
});

test("what was to be cancelled when the local cloud died is cancelled by the next one", async () => {
  const first = started(1);
  first.begin("e", { taskCount: 3 });
  // It dies before the process of the task has ended.
  first.kept.executions.put(nameOf("e"), { ...first.read("e"), isCancelled: true });
  const second = engineOn(first.kept, 1);
  second.engine.resume();
  expect(second.whatRuns()).toEqual([]);
  await second.engine.over(nameOf("e"));
  expect(completionStatus(first.read("e"))).toBe("CANCELLED");
  expect(first.read("e").counts).toMatchObject({ cancelled: 3, running: 0 });
});

test("cancel ends what runs, counts what waited, and leaves what is done", async () => {
  const { begin, endOne, read, engine, whatRuns } = started(1);
  begin("e", { taskCount: 3 });
  await endOne();
  await engine.cancel(nameOf("e"));
  expect(whatRuns()).toEqual([]);
  expect(read("e").counts).toEqual({ pending: 0, running: 0, succeeded: 1, failed: 0, cancelled: 2 });
});

test("a closed engine ends its processes and leaves the executions as they are", async () => {
  const { begin, read, engine, whatRuns } = started(1);
  begin("e", { taskCount: 2 });
  await engine.close();
  expect(whatRuns()).toEqual([]);
  expect(read("e").counts).toMatchObject({ running: 1, pending: 1 });
});
