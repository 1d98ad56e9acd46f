// Jobs, executions and tasks as google.cloud.run.v2 messages.
import type { Message } from "../../../message.ts";
import { projectIdOf } from "../../../state/projects.ts";
import { grpcCode } from "../../../wire/status.ts";
import { timestampOf } from "../../timestamp.ts";
import { idOf, locationOf, type Condition } from "../api/resources.ts";
import { conditionMessage, etagOf } from "../api/view.ts";
import { signalNumber } from "./attempt.ts";
import { executionConditions, taskConditions } from "./job-conditions.ts";
import {
  completionStatus,
  isOver,
  jobOf,
  type AttemptResult,
  type StoredExecution,
  type StoredJob,
  type StoredTask,
} from "./job-resources.ts";

const times = (about: Readonly<Record<string, number | undefined>>): Message =>
  Object.fromEntries(
    Object.entries(about).flatMap(([key, ms]) => (ms === undefined ? [] : [[key, timestampOf(ms)]])),
  );

/** @param latest its newest execution, while that is kept */
export function jobMessage(job: StoredJob, latest: StoredExecution | undefined): Message {
  const { name, uid, generation, createTime, updateTime } = job;
  const ready: Condition = { type: "Ready", state: "CONDITION_SUCCEEDED", since: updateTime };
  return {
    ...job.spec,
    name,
    uid,
    generation: `${generation}`,
    observedGeneration: `${generation}`,
    ...times({ createTime, updateTime }),
    creator: "local",
    lastModifier: "local",
    terminalCondition: conditionMessage(ready),
    conditions: [conditionMessage({ ...ready, type: "ResourcesAvailable" })],
    executionCount: job.executionsMade,
    latestCreatedExecution: latest ? referenceTo(latest) : {},
    etag: etagOf(job),
  };
}

function referenceTo(execution: StoredExecution): Message {
  const { name, createTime, completionTime } = execution;
  return {
    name: idOf(name),
    ...times({ createTime, completionTime }),
    completionStatus: `EXECUTION_${completionStatus(execution)}`,
  };
}

export function executionMessage(execution: StoredExecution): Message {
  const { name, uid, labels, annotations, launchStage, counts, createTime, updateTime } = execution;
  const { startTime, completionTime } = execution;
  return {
    name,
    uid,
    creator: "local",
    generation: "1",
    observedGeneration: "1",
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...times({ createTime, startTime, completionTime, updateTime }),
    launchStage,
    job: idOf(jobOf(name)),
    parallelism: execution.parallelism,
    taskCount: execution.taskCount,
    template: execution.template,
    reconciling: !isOver(execution),
    conditions: executionConditions(execution).map(conditionMessage),
    runningCount: counts.running,
    succeededCount: counts.succeeded,
    failedCount: counts.failed,
    cancelledCount: counts.cancelled,
    retriedCount: execution.retried,
    logUri: logUri(name),
    etag: etagOf(execution),
  };
}

export function taskMessage(task: StoredTask, execution: StoredExecution): Message {
  const { name, uid, index, createTime, startTime, completionTime, updateTime, last } = task;
  const { labels, annotations, template } = execution;
  return {
    ...template,
    name,
    uid,
    generation: "1",
    observedGeneration: "1",
    ...(labels && { labels }),
    ...(annotations && { annotations }),
    ...times({ createTime, scheduledTime: startTime, startTime, completionTime, updateTime }),
    job: idOf(jobOf(name)),
    execution: idOf(execution.name),
    reconciling: completionTime === undefined,
    conditions: taskConditions(task).map(conditionMessage),
    index,
    retried: Math.max(0, task.attempts - 1),
    ...(last && { lastAttemptResult: attemptMessage(last) }),
    logUri: logUri(name),
    etag: etagOf(task),
  };
}

const attemptMessage = ({ exitCode, signal, failure }: AttemptResult): Message => ({
  status: failure === undefined ? {} : { code: grpcCode("UNKNOWN"), message: failure },
  ...(exitCode !== undefined && { exitCode }),
  ...(signal !== undefined && { termSignal: signalNumber(signal) }),
});

const logUri = (name: string): string => {
  const labels = [
    `resource.type="cloud_run_job"`,
    `resource.labels.job_name="${idOf(jobOf(name))}"`,
    `resource.labels.location="${locationOf(name)}"`,
    `labels."run.googleapis.com/execution_name"="${name.split("/")[7]}"`,
  ];
  return `https://console.cloud.google.com/logs/viewer?project=${projectIdOf(name)}&advancedFilter=${encodeURIComponent(labels.join("\n"))}`;
};
