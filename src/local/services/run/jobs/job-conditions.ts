// How far an execution or a task has come, in Cloud Run's conditions; "Completed" is the one that all others sum up to.
// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#google.cloud.run.v2.Condition
import type { Condition } from "../api/resources.ts";
import { isOver, type StoredExecution, type StoredTask } from "./job-resources.ts";

interface Times {
  createTime: number;
  startTime?: number;
  completionTime?: number;
}

export function executionConditions(execution: StoredExecution): Condition[] {
  return [
    completed(execution),
    ...beginning(execution),
    ...(execution.retried > 0 ? [retry(execution)] : []),
  ];
}

export const taskConditions = (task: StoredTask): Condition[] => [
  completedTask(task),
  ...beginning(task),
  ...(task.attempts > 1 ? [retry(task)] : []),
];

function completed(execution: StoredExecution): Condition {
  const { counts, failure, isCancelled } = execution;
  if (!isOver(execution)) {
    return {
      ...open("Completed", execution),
      ...(isCancelled && { executionReason: "CANCELLING" }),
    };
  }
  if (isCancelled) return failed(execution, "Execution was cancelled.", "CANCELLED");
  if (counts.failed > 0) return failed(execution, failure ?? "Execution failed.", "NON_ZERO_EXIT_CODE");
  return succeeded(
    "Completed",
    execution.completionTime!,
    `Execution completed successfully in ${took(execution)}.`,
  );
}

function completedTask(task: StoredTask): Condition {
  if (task.state === "succeeded") {
    return succeeded("Completed", task.completionTime!, `Task completed successfully in ${took(task)}.`);
  }
  if (task.state === "failed") return failed(task, task.last?.failure ?? "", "NON_ZERO_EXIT_CODE");
  if (task.state === "cancelled") return failed(task, "Task was cancelled.", "CANCELLED");
  return open("Completed", task);
}

/** Nothing here has to be fetched or placed, so what comes before the start is true with it. */
function beginning({ createTime, startTime }: Times): Condition[] {
  const types = ["ResourcesAvailable", "Started", "ContainerReady"];
  return types.map((type) =>
    startTime === undefined ? open(type, { createTime }) : succeeded(type, startTime),
  );
}

const succeeded = (type: string, since: number, message?: string): Condition => ({
  type,
  state: "CONDITION_SUCCEEDED",
  since,
  ...(message !== undefined && { message }),
});

const open = (type: string, { createTime, startTime = createTime }: Times): Condition => ({
  type,
  state: "CONDITION_RECONCILING",
  since: startTime,
});

const failed = (
  { createTime, completionTime = createTime }: Times,
  message: string,
  executionReason: string,
): Condition => ({
  type: "Completed",
  state: "CONDITION_FAILED",
  since: completionTime,
  message,
  executionReason,
});

const retry = ({ createTime, startTime = createTime }: Times): Condition => ({
  type: "Retry",
  state: "CONDITION_SUCCEEDED",
  since: startTime,
});

const took = ({ createTime, startTime = createTime, completionTime = startTime }: Times): string =>
  `${((completionTime - startTime) / 1000).toFixed(2)}s`;
