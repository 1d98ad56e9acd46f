// https://cloud.google.com/run/docs/reference/rest/v2/projects.locations.jobs
import type { protos } from "@google-cloud/run";
import pMap from "p-map";
import { hasStatus } from "../../google/cloud-error.ts";
import { call, unlessNotFound, type CloudContext } from "../../engine/context.ts";
import { labelChanges, namesOfOurs, ownedByLabels } from "../../engine/labels.ts";
import { each, managing, need } from "../../engine/needs.ts";
import { plainMap } from "../../engine/normalise.ts";
import { operate } from "../../google/operation.ts";
import { changed, type Removable } from "../../engine/resource.ts";
import type { Settled } from "../../engine/unknown.ts";
import { runAdmin, serviceAccountUser } from "../../google/roles.ts";
import {
  conditionOf,
  containerChanges,
  containerIn,
  containerLive,
  noImage,
  templateAround,
  untilKnown,
  type ContainerLive,
  type ContainerSpec,
} from "./container.ts";
import { jobFields } from "./run-job-fields.ts";

type Job = protos.google.cloud.run.v2.IJob;

export interface RunJobSpec extends ContainerSpec {
  job: string;
  /** In place of the image's own. */
  command: readonly string[];
  /** Tries of a task after the first one. */
  maxRetries: number;
  /** The most tasks of an execution at once. */
  parallelism: number;
}

export interface RunJobLive extends ContainerLive {
  name: string;
  /** `ready`, `reconciling`, or `failed: why`. */
  condition: string;
  labels: Record<string, string>;
  taskCount: number;
  maxRetries: number;
  parallelism: number;
  /** As Cloud Run gave it: a write replaces all of it, what others have set included. */
  message: Job;
}

export const runJob: Removable<RunJobSpec, RunJobLive> = {
  kind: "run.job",
  purpose:
    "forecasts what a request has no time for; same image and account, own CPU, memory and timeout; costs nothing at rest",
  needs: [
    need("run", runAdmin, [
      ...managing("run.jobs"),
      ...each("run.executions", "get", "list", "cancel"),
      "run.operations.get",
    ]),
    need("iam", serviceAccountUser, ["iam.serviceAccounts.actAs"]),
  ],
  fields: jobFields,
  name: (spec) => `projects/${spec.project}/locations/${spec.region}/jobs/${spec.job}`,

  async list(ctx) {
    const client = await ctx.clients.jobs();
    const parent = `projects/${ctx.project}/locations/${ctx.region}`;
    const [jobs] = await call(ctx, "run.ListJobs", parent, () => client.listJobs({ parent }));
    return namesOfOurs(ctx, jobs);
  },

  async read(ctx, spec) {
    const client = await ctx.clients.jobs();
    const name = runJob.name(spec);
    const found = await unlessNotFound(call(ctx, "run.GetJob", name, () => client.getJob({ name })));
    return found && liveFrom(name, found[0]);
  },

  diff: (spec, live) => [
    ...containerChanges(spec, live, spec.command),
    ...changed("template.maxRetries", live.maxRetries, spec.maxRetries),
    // How many tasks there are is said for each execution; one started by hand has one.
    ...changed("template.taskCount", live.taskCount, 1),
    ...changed("template.parallelism", live.parallelism, spec.parallelism),
    ...changed("condition", live.condition, "ready"),
    ...labelChanges(spec.labels, live.labels),
  ],

  async create(ctx, spec) {
    const client = await ctx.clients.jobs();
    const { project, region, job: jobId, labels, image } = spec;
    if (image === undefined) throw noImage();
    const job = { labels, template: executionTemplate(spec, image) };
    return write(ctx, spec, "run.CreateJob", () =>
      client.createJob({ parent: `projects/${project}/locations/${region}`, jobId, job }),
    );
  },

  /** There is no mask: what is left out is cleared. Executions that run keep what they were started with. */
  async update(ctx, spec, live) {
    const client = await ctx.clients.jobs();
    const { name, message } = live;
    const { etag = null, annotations = null, launchStage = null, binaryAuthorization = null } = message;
    const job = {
      name,
      etag,
      annotations,
      launchStage,
      binaryAuthorization,
      labels: { ...live.labels, ...spec.labels },
      template: {
        labels: message.template?.labels ?? null,
        annotations: message.template?.annotations ?? null,
        ...executionTemplate(spec, spec.image ?? live.image),
      },
    };
    return write(ctx, spec, "run.UpdateJob", () => client.updateJob({ job }));
  },

  /** What runs is stopped first, so that nothing works on in a stack that is gone. */
  async delete(ctx, { name }) {
    await cancelExecutions(ctx, name);
    const client = await ctx.clients.jobs();
    const wait = { reason: "Cloud Run to delete the job", deadlineMs };
    await unlessNotFound(operate(ctx, "run.DeleteJob", name, wait, () => client.deleteJob({ name })));
  },

  owned: ownedByLabels,
};

const deadlineMs = 6 * 60_000;

function liveFrom(name: string, job: Job): RunJobLive {
  const { template: execution } = job;
  const task = execution?.template;
  return {
    ...containerLive(task),
    name,
    condition: conditionOf(job),
    labels: plainMap(job.labels),
    taskCount: execution?.taskCount || 1,
    maxRetries: task?.maxRetries ?? 3,
    parallelism: execution?.parallelism ?? 0,
    message: job,
  };
}

const executionTemplate = (
  spec: Settled<RunJobSpec>,
  image: string,
): protos.google.cloud.run.v2.IExecutionTemplate => ({
  taskCount: 1,
  parallelism: spec.parallelism,
  template: {
    ...templateAround(spec),
    maxRetries: spec.maxRetries,
    containers: [containerIn(spec, image, spec.command)],
  },
});

async function write(
  ctx: CloudContext,
  spec: Settled<RunJobSpec>,
  method: string,
  send: () => Promise<[object, ...unknown[]]>,
): Promise<RunJobLive> {
  const name = runJob.name(spec);
  const wait = { reason: "Cloud Run to take the job", deadlineMs };
  return liveFrom(name, await untilKnown(ctx, spec, () => operate<Job>(ctx, method, name, wait, send)));
}

async function cancelExecutions(ctx: CloudContext, job: string): Promise<void> {
  const client = await ctx.clients.executions();
  const found = await unlessNotFound(
    call(ctx, "run.ListExecutions", job, () => client.listExecutions({ parent: job })),
  );
  const running = (found?.[0] ?? []).filter(({ completionTime }) => !completionTime);
  const wait = { reason: "the executions of the job to stop", deadlineMs };
  await pMap(
    running,
    async ({ name }) => {
      const cancel = () => client.cancelExecution({ name: name! });
      try {
        await unlessNotFound(operate(ctx, "run.CancelExecution", name!, wait, cancel));
      } catch (error) {
        // It has come to its end meanwhile.
        if (!hasStatus(error, "FAILED_PRECONDITION")) throw error;
      }
    },
    { concurrency: 4 },
  );
}
