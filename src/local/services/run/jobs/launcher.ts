// Executions from their beginning to their end, with the operations that clients wait for.
import { randomInt, randomUUID } from "node:crypto";
import type { Message } from "../../../message.ts";
import type { ServiceContext } from "../../../service.ts";
import type { ProtoTypes } from "../../../wire/protos.ts";
import { StatusError } from "../../../wire/status.ts";
import { timestampOf } from "../../timestamp.ts";
import { idOf } from "../api/resources.ts";
import type { Engine } from "./engine.ts";
import {
  isOver,
  jobOf,
  taskName,
  type JobStore,
  type StoredExecution,
  type StoredJob,
  type StoredTask,
} from "./job-resources.ts";
import { checkExecution } from "./job-spec.ts";
import { executionMessage } from "./job-view.ts";
import { overridden, type Overrides } from "./overrides.ts";

export type Launcher = ReturnType<typeof createLauncher>;

const executionType = "google.cloud.run.v2.Execution";

/** As many executions that are over are kept of one job; the oldest go first. */
const executionsKept = 1000;

export interface Run {
  operation: Message;
  execution: StoredExecution;
}

export function createLauncher(
  { clock, store, operations }: ServiceContext,
  protos: ProtoTypes,
  kept: JobStore,
  engine: Engine,
) {
  const { jobs, executions, tasks } = kept;
  const types = { protos, response: executionType, metadata: executionType };

  const newestFirst = (prefix: string): StoredExecution[] =>
    executions
      .list(prefix)
      .map(({ value }) => value)
      .toSorted((one, other) => other.createTime - one.createTime);

  const start = (
    { name }: StoredExecution,
    work: () => Message | Promise<Message>,
    metadata: Message,
    outlives = false,
  ): Promise<Message> => operations.start(name.split("/jobs/")[0]!, types, work, metadata, outlives);

  /** The answer to `run`. What was cancelled has no error, as Google has it. */
  async function outcome(name: string): Promise<Message> {
    await engine.over(name);
    const execution = executions.get(name);
    if (!execution) throw new StatusError("ABORTED", `Execution ${idOf(name)} was deleted.`);
    if (execution.counts.failed > 0 && !execution.isCancelled) {
      throw new StatusError("UNKNOWN", execution.failure ?? "The execution failed.");
    }
    return executionMessage(execution);
  }

  function forget(name: string): void {
    store.transaction(() => {
      executions.delete(name);
      for (const task of tasks.list(`${name}/tasks/`)) tasks.delete(task.name);
    });
  }

  function trim(job: string): void {
    const over = newestFirst(`${job}/executions/`).filter(isOver);
    for (const { name } of over.slice(executionsKept)) forget(name);
  }

  function blank(job: StoredJob, overrides: Overrides): StoredExecution {
    const template = overridden(job.spec.template ?? {}, overrides);
    checkExecution(template);
    const { labels, annotations, taskCount = 1, parallelism = taskCount } = template;
    const now = clock.now();
    return {
      name: `${job.name}/executions/${idOf(job.name)}-${suffix()}`,
      uid: randomUUID(),
      createTime: now,
      updateTime: now,
      ...(labels && { labels }),
      ...(annotations && { annotations }),
      launchStage: job.spec["launchStage"],
      template: template.template ?? {},
      taskCount,
      parallelism: Math.min(parallelism, taskCount),
      counts: { pending: taskCount, running: 0, succeeded: 0, failed: 0, cancelled: 0 },
      retried: 0,
    };
  }

  /** All of it is there before anything runs. */
  function record(job: StoredJob, execution: StoredExecution): void {
    store.transaction(() => {
      executions.put(execution.name, execution);
      for (let index = 0; index < execution.taskCount; index++) {
        const task: StoredTask = {
          name: taskName(execution.name, index),
          uid: randomUUID(),
          index,
          createTime: execution.createTime,
          updateTime: execution.createTime,
          state: "pending",
          attempts: 0,
          failures: 0,
        };
        tasks.put(task.name, task);
      }
      const executionsMade = job.executionsMade + 1;
      jobs.put(job.name, { ...job, executionsMade, latest: idOf(execution.name) });
    });
  }

  return {
    newestFirst,
    tasksOf: ({ name }: StoredExecution): StoredTask[] =>
      tasks
        .list(`${name}/tasks/`)
        .map(({ value }) => value)
        .toSorted((one, other) => one.index - other.index),

    async run(job: StoredJob, overrides: Overrides, validateOnly: boolean): Promise<Run> {
      const execution = blank(job, overrides);
      const message = executionMessage(execution);
      if (validateOnly) return { execution, operation: await start(execution, () => message, message) };
      const { name } = execution;
      record(job, execution);
      engine.start(execution);
      const operation = await start(execution, () => outcome(name), message, true);
      const begun = executions.get(name);
      if (begun) executions.put(name, { ...begun, operation: operation["name"] as string });
      if (job.executionsMade >= executionsKept) trim(job.name);
      return { execution: executions.get(name) ?? execution, operation };
    },

    async cancel(execution: StoredExecution, validateOnly: boolean): Promise<Message> {
      const { name } = execution;
      if (isOver(execution)) {
        throw new StatusError(
          "FAILED_PRECONDITION",
          `Execution '${idOf(name)}' cannot be cancelled: it is over.`,
        );
      }
      const message = executionMessage(execution);
      if (validateOnly) return await start(execution, () => message, message);
      const work = async (): Promise<Message> => {
        await engine.cancel(name);
        return executionMessage(executions.get(name) ?? execution);
      };
      return await start(execution, work, message);
    },

    async remove(execution: StoredExecution, validateOnly: boolean): Promise<Message> {
      const { name } = execution;
      const last = { ...executionMessage(execution), deleteTime: timestampOf(clock.now()) };
      if (validateOnly) return await start(execution, () => last, last);
      forget(name);
      const work = async (): Promise<Message> => {
        await engine.drop(name);
        return last;
      };
      return await start(execution, work, last);
    },

    /** Removes all executions of a job; settles when nothing of them runs any more. */
    async removeAll(job: string): Promise<void> {
      const names = newestFirst(`${job}/executions/`).map(({ name }) => name);
      for (const name of names) forget(name);
      await Promise.all(names.map((name) => engine.drop(name)));
    },

    /** Goes on with what a former process left. */
    resume(): void {
      for (const { name } of executions.list()) {
        if (jobs.get(jobOf(name)) === undefined) forget(name);
      }
      engine.resume();
      for (const { name, value } of executions.list()) {
        const { operation } = value;
        if (operation !== undefined) operations.resume(operation, types, () => outcome(name));
      }
    },
  };
}

/** Five letters and digits without vowels, as in the names that Google makes. */
function suffix(): string {
  const letters = "bcdfghjklmnpqrstvwxz2456789";
  return Array.from({ length: 5 }, () => letters[randomInt(letters.length)]).join("");
}
