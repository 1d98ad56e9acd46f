// Jobs, executions and tasks in the words of version 1 of the API, which gcloud reads.
// https://cloud.google.com/run/docs/reference/rest/v1/namespaces.jobs
import { idOf, type Condition } from "../api/resources.ts";
import { etagOf } from "../api/view.ts";
import { executionConditions, taskConditions } from "../jobs/job-conditions.ts";
import {
  completionStatus,
  jobOf,
  type StoredExecution,
  type StoredJob,
  type StoredTask,
  type TaskTemplate,
} from "../jobs/job-resources.ts";
import { conditionView, containerView, date, metadata } from "./view.ts";

export const apiVersion = "run.googleapis.com/v1";

const jobLabel = "run.googleapis.com/job";
const executionLabel = "run.googleapis.com/execution";
const creator = { "run.googleapis.com/creator": "local" };

const versionOf = (resource: Parameters<typeof etagOf>[0]): string => etagOf(resource).replaceAll('"', "");

const times = (about: Readonly<Record<string, number | undefined>>): object =>
  Object.fromEntries(
    Object.entries(about).flatMap(([key, ms]) => (ms === undefined ? [] : [[key, date(ms)]])),
  );

const taskSpec = ({ containers = [], maxRetries, timeout, serviceAccount }: TaskTemplate): object => ({
  maxRetries,
  timeoutSeconds: timeout?.seconds ?? "600",
  serviceAccountName: serviceAccount,
  containers: containers.map(containerView),
});

export function jobView(job: StoredJob, latest: StoredExecution | undefined): object {
  const { spec, generation } = job;
  const { template = {} } = spec;
  const ready: Condition = { type: "Ready", state: "CONDITION_SUCCEEDED", since: job.updateTime };
  return {
    apiVersion,
    kind: "Job",
    metadata: metadata(job, {
      generation,
      version: versionOf(job),
      labels: { ...spec.labels, "run.googleapis.com/lastUpdatedTime": date(job.updateTime) },
      annotations: { ...creator, "run.googleapis.com/lastModifier": "local", ...spec.annotations },
    }),
    spec: {
      template: {
        metadata: { labels: template.labels ?? {}, annotations: template.annotations ?? {} },
        spec: {
          taskCount: template.taskCount ?? 1,
          ...(template.parallelism !== undefined && { parallelism: template.parallelism }),
          template: { spec: taskSpec(template.template ?? {}) },
        },
      },
    },
    status: {
      observedGeneration: generation,
      conditions: [ready, { ...ready, type: "ResourcesAvailable" }].map(conditionView),
      executionCount: job.executionsMade,
      ...(latest && {
        latestCreatedExecution: {
          name: idOf(latest.name),
          ...times({ creationTimestamp: latest.createTime, completionTimestamp: latest.completionTime }),
          completionStatus: `EXECUTION_${completionStatus(latest)}`,
        },
      }),
    },
  };
}

export function executionView(execution: StoredExecution): object {
  const { name, labels, annotations, taskCount, parallelism, template, counts, retried } = execution;
  const { startTime, completionTime } = execution;
  return {
    apiVersion,
    kind: "Execution",
    metadata: metadata(execution, {
      generation: 1,
      version: versionOf(execution),
      labels: { ...labels, [jobLabel]: idOf(jobOf(name)) },
      annotations: { ...creator, ...annotations },
    }),
    spec: { parallelism, taskCount, template: { spec: taskSpec(template) } },
    status: {
      observedGeneration: 1,
      conditions: executionConditions(execution).map(conditionView),
      ...times({ startTime, completionTime }),
      runningCount: counts.running,
      succeededCount: counts.succeeded,
      failedCount: counts.failed,
      cancelledCount: counts.cancelled,
      retriedCount: retried,
    },
  };
}

/** In the words by which gcloud selects tasks. */
export const runningState = ({ state }: StoredTask): string =>
  `${state.charAt(0).toUpperCase()}${state.slice(1)}`;

export function taskView(task: StoredTask, execution: StoredExecution): object {
  const { name, index, startTime, completionTime, attempts, last } = task;
  return {
    apiVersion,
    kind: "Task",
    metadata: metadata(task, {
      generation: 1,
      version: versionOf(task),
      labels: {
        ...execution.labels,
        [jobLabel]: idOf(jobOf(name)),
        [executionLabel]: idOf(execution.name),
        "run.googleapis.com/runningState": runningState(task),
      },
      annotations: { ...creator, ...execution.annotations },
    }),
    spec: taskSpec(execution.template),
    status: {
      observedGeneration: 1,
      conditions: taskConditions(task).map(conditionView),
      ...times({ startTime, completionTime }),
      index,
      retried: Math.max(0, attempts - 1),
      ...(last && {
        lastAttemptResult: {
          ...(last.exitCode !== undefined && { exitCode: last.exitCode }),
          status: last.failure === undefined ? {} : { message: last.failure },
        },
      }),
    },
  };
}
