// Cloud Run with the fixture image, and the official clients for jobs, executions and tasks.
import { ExecutionsClient, JobsClient, TasksClient, type protos } from "@google-cloud/run";
import { clientOptions, parent, startRunServices, type RunServices } from "./run-services.ts";

export type Job = protos.google.cloud.run.v2.IJob;
export type Execution = protos.google.cloud.run.v2.IExecution;
export type Overrides = protos.google.cloud.run.v2.RunJobRequest.IOverrides;

export interface JobServices extends RunServices {
  jobs: JobsClient;
  executions: ExecutionsClient;
  tasks: TasksClient;
  createJob(id: string, job?: Job): Promise<Job>;
  /** The name of the new execution. */
  begin(job: string, overrides?: Overrides): Promise<string>;
  /** The execution once it is over. */
  over(execution: string): Promise<Execution>;
}

/** A job whose task is the fixture's, with these arguments. */
export function jobTemplate(
  container: protos.google.cloud.run.v2.IContainer = {},
  task: protos.google.cloud.run.v2.ITaskTemplate = {},
  execution: protos.google.cloud.run.v2.IExecutionTemplate = {},
): Job {
  const image = "us-central1-docker.pkg.dev/cloud-runner-local/r/image@sha256:1";
  const containers = [{ image, command: ["node", "job.mjs"], ...container }];
  return { template: { ...execution, template: { containers, ...task } } };
}

export async function startJobServices(
  options: Parameters<typeof startRunServices>[0] = {},
): Promise<JobServices> {
  const started = await startRunServices(options);
  const jobs = new JobsClient(clientOptions(started));
  const executions = new ExecutionsClient(clientOptions(started));
  const tasks = new TasksClient(clientOptions(started));
  return {
    ...started,
    jobs,
    executions,
    tasks,
    async createJob(jobId, job = jobTemplate()) {
      const [operation] = await jobs.createJob({ parent, jobId, job });
      await operation.promise();
      return (await jobs.getJob({ name: `${parent}/jobs/${jobId}` }))[0];
    },
    async begin(job, overrides) {
      const [operation] = await jobs.runJob({ name: job, ...(overrides && { overrides }) });
      return (operation.metadata as Execution).name!;
    },
    async over(name) {
      for (;;) {
        const [execution] = await executions.getExecution({ name });
        if (!execution.reconciling) return execution;
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async close() {
      await Promise.all([jobs.close(), executions.close(), tasks.close()]);
      await started.close();
    },
  };
}
