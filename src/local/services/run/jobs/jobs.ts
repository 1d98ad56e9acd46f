// Cloud Run jobs: what runs to its end, in executions of one task or many. https://cloud.google.com/run/docs/create-jobs
import type { ServiceContext } from "../../../service.ts";
import { projectIdOf } from "../../../state/projects.ts";
import type { ProtoTypes } from "../../../wire/protos.ts";
import { idOf, locationOf } from "../api/resources.ts";
import type { Machinery } from "../serving/fleet.ts";
import { runAttempt } from "./attempt.ts";
import { createEngine } from "./engine.ts";
import { executionBindings } from "./execution-methods.ts";
import { jobsBinding } from "./job-methods.ts";
import { permissionCheck } from "./job-permissions.ts";
import {
  jobOf,
  openJobStore,
  type AttemptResult,
  type StoredExecution,
  type StoredTask,
} from "./job-resources.ts";
import { createLauncher } from "./launcher.ts";

interface Options {
  accountExists: (email: string) => boolean;
  /** Most tasks at once. */
  quota: number;
}

export function createJobs(
  context: ServiceContext,
  protos: ProtoTypes,
  machinery: Machinery,
  { accountExists, quota }: Options,
) {
  const { store, clock } = context;
  const kept = openJobStore(store);
  const engine = createEngine({ store, kept, clock, quota, attempt });
  const launcher = createLauncher(context, protos, kept, engine);
  const parts = { context, protos, kept, launcher, mayCall: permissionCheck(context), accountExists };

  async function attempt(
    execution: StoredExecution,
    task: StoredTask,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<AttemptResult> {
    const log = logOf(execution, task);
    try {
      const launch = launchOf(execution, task);
      return await runAttempt({ launch, timeoutMs, log, register: machinery.register, clock, signal });
    } catch (error) {
      const failure = `The container could not be started: ${error instanceof Error ? error.message : String(error)}`;
      log.system("", "ERROR", failure);
      return { failure };
    }
  }

  function launchOf({ name, annotations = {}, template, taskCount }: StoredExecution, task: StoredTask) {
    const [container = {}] = template.containers ?? [];
    const { serviceAccount = "" } = template;
    return machinery.containers.launch(
      container,
      { annotations, serviceAccount },
      {
        CLOUD_RUN_JOB: idOf(jobOf(name)),
        CLOUD_RUN_EXECUTION: idOf(name),
        CLOUD_RUN_TASK_INDEX: `${task.index}`,
        CLOUD_RUN_TASK_ATTEMPT: `${task.attempts - 1}`,
        CLOUD_RUN_TASK_COUNT: `${taskCount}`,
      },
    );
  }

  function logOf({ name }: StoredExecution, { index, attempts }: StoredTask) {
    const job = jobOf(name);
    const labels = { project_id: projectIdOf(job), location: locationOf(job), job_name: idOf(job) };
    return machinery.log.of(
      name,
      { type: "cloud_run_job", labels },
      {
        "run.googleapis.com/execution_name": idOf(name),
        "run.googleapis.com/task_index": `${index}`,
        "run.googleapis.com/task_attempt": `${attempts - 1}`,
      },
    );
  }

  return {
    kept,
    launcher,
    grpc: [jobsBinding(parts), ...executionBindings(parts)],
    /** The tasks of all jobs, with the time since which they are as they are. */
    templates: () =>
      kept.jobs.list().map(({ value: { spec, updateTime } }) => ({
        value: { template: spec.template?.template ?? {}, createTime: updateTime },
      })),
    resume: () => launcher.resume(),
    close: () => engine.close(),
  };
}
