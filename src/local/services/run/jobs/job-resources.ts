// Jobs, executions and tasks as they are kept, in the words of google.cloud.run.v2.
// https://cloud.google.com/run/docs/reference/rpc/google.cloud.run.v2#google.cloud.run.v2.Job
import type { Collection, Store } from "../../../state/store.ts";
import type { Container } from "../api/resources.ts";

export interface TaskTemplate {
  containers?: Container[];
  volumes?: unknown[];
  maxRetries?: number;
  timeout?: { seconds?: string; nanos?: number };
  serviceAccount?: string;
  [field: string]: unknown;
}

export interface ExecutionTemplate {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  /** Absent when as many tasks as there are may run at once. */
  parallelism?: number;
  taskCount?: number;
  template?: TaskTemplate;
}

/** What a user may set on a job; absent fields have the default of their type. */
export interface JobSpec {
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  template?: ExecutionTemplate;
  [field: string]: unknown;
}

export interface StoredJob {
  /** `projects/P/locations/R/jobs/J`. */
  name: string;
  uid: string;
  createTime: number;
  updateTime: number;
  /** Grows with every accepted write; the etag derives from it. */
  version: number;
  generation: number;
  spec: JobSpec;
  /** Executions ever made. */
  executionsMade: number;
  /** The id of the newest execution. */
  latest?: string;
}

export type TaskState = "pending" | "running" | "succeeded" | "failed" | "cancelled";

export interface StoredExecution {
  /** `projects/P/locations/R/jobs/J/executions/E`. */
  name: string;
  uid: string;
  createTime: number;
  updateTime: number;
  startTime?: number;
  completionTime?: number;
  /** The operation that `run` answered with; it ends with the execution. */
  operation?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  launchStage?: unknown;
  /** Those of the job, with the overrides. */
  template: TaskTemplate;
  taskCount: number;
  parallelism: number;
  isCancelled?: boolean;
  /** How many tasks are in each state. */
  counts: Record<TaskState, number>;
  /** Tasks that were tried more than once. */
  retried: number;
  /** Of the first task that failed for good. */
  failure?: string;
}

/** How an attempt of a task ended. */
export interface AttemptResult {
  exitCode?: number;
  signal?: string;
  /** Absent when it went well. */
  failure?: string;
}

export interface StoredTask {
  /** `projects/P/locations/R/jobs/J/executions/E/tasks/T`. */
  name: string;
  uid: string;
  index: number;
  createTime: number;
  updateTime: number;
  startTime?: number;
  completionTime?: number;
  state: TaskState;
  /** Attempts begun. */
  attempts: number;
  /** Attempts that failed by themselves: those that ended with the local cloud do not count as retries. */
  failures: number;
  last?: AttemptResult;
}

export interface JobStore {
  jobs: Collection<StoredJob>;
  executions: Collection<StoredExecution>;
  tasks: Collection<StoredTask>;
}

export const openJobStore = (store: Store): JobStore => ({
  jobs: store.collection("run_jobs"),
  executions: store.collection("run_executions"),
  tasks: store.collection("run_tasks"),
});

/** The id of the task of an execution, and its name. */
export const taskName = (execution: string, index: number): string =>
  `${execution}/tasks/${execution.slice(execution.lastIndexOf("/") + 1)}-task${index}`;

export const jobOf = (name: string): string => name.split("/executions/")[0]!;

export const isOver = ({ completionTime }: StoredExecution): boolean => completionTime !== undefined;

export function completionStatus(execution: StoredExecution): string {
  if (!isOver(execution)) return execution.startTime === undefined ? "PENDING" : "RUNNING";
  if (execution.isCancelled) return "CANCELLED";
  return execution.counts.failed > 0 ? "FAILED" : "SUCCEEDED";
}
